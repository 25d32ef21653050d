import type { EventListBody } from '../../contracts/ticket-events.js';
import { ADDRESSEE_WORDS } from '../../domain/notice/notice-words.js';
import { CLOCK_KEYS } from '../../domain/ticket/vocabulary.js';
import { CLOCK_WORDS, EVENT_WORDS, ROLE_WORDS, STATE_WORDS } from '../../domain/ticket/words.js';
import { columnsOf, cut, padded, wrapped } from './layout.js';
import { inWords, minute, say, type Style } from './style.js';

export type TicketEvent = EventListBody['items'][number];

/** Oldest first; of a long history the latest lines that there is room for. */
export function historyLines(events: readonly TicketEvent[], style: Style, room: number): string[] {
  const shown: string[] = [];
  let from = events.length;
  while (from > 0) {
    const event = events[from - 1];
    const lines = event ? eventLines(event, style) : [];
    if (shown.length + lines.length > room - (from > 1 ? 1 : 0) && shown.length > 0) break;
    shown.unshift(...lines);
    from -= 1;
  }
  return from === 0 ? shown : [style.colors.dim(`  … ${from} ${say(style, 'earlier')}`), ...shown];
}

const INDENT = 7;
const NAME_COLUMNS = { zh: 14, en: 20 } as const;

/** Who did what and when, in one line; what they wrote, and what it changed, under it. */
export function eventLines(event: TicketEvent, style: Style): string[] {
  const { seq, at, type, actor, from, to, text } = event;
  const { colors, columns, language } = style;
  const words = EVENT_WORDS[type];
  const what = padded(words ? inWords(style, words) : type, NAME_COLUMNS[language]);
  const who = [inWords(style, ROLE_WORDS[actor.role]), ...(actor.unit === null ? [] : [style.unit(actor.unit)])].join(
    ' ',
  );
  const head = `  ${padded(String(seq), 4)} ${at.slice(0, 19).replace('T', ' ')}  ${what}  ${who}`;
  const more = from === to ? clockTold(event, style) : `→ ${inWords(style, STATE_WORDS[to])}`;
  const fits = columnsOf(`${head}  ${more}`) <= columns;
  const said = Object.values(text).filter((one): one is string => typeof one === 'string');
  const under = [...(fits ? [] : [more]), ...said.map((one) => `“${one.replace(/\s+/g, ' ')}”`), ...changed(event)];
  return [
    cut((fits ? `${head}  ${more}` : head).trimEnd(), columns),
    ...under.flatMap((line) => wrapped(line, columns - INDENT)).map((line) => colors.dim(' '.repeat(INDENT) + line)),
  ];
}

/** Of a rung: whose time it was, and whom it told. */
function clockTold({ data }: TicketEvent, style: Style): string {
  const { clock, addressee } = data;
  if (typeof clock !== 'string' || typeof addressee !== 'string') return '';
  const key = CLOCK_KEYS.find((one) => one === /^[A-Za-z]+/.exec(clock)?.[0]);
  const told = Object.entries(ADDRESSEE_WORDS).find(([name]) => name === addressee)?.[1];
  return `${key ? inWords(style, CLOCK_WORDS[key]) : clock} → ${told ? inWords(style, told) : addressee}`;
}

/** The state stands in the line itself already. */
function changed({ changes }: TicketEvent): string[] {
  const fields = Object.entries(changes ?? {}).filter(([field]) => field !== 'state');
  const told = fields.map(([field, { before, after }]) => `${field} ${valueOf(before)} → ${valueOf(after)}`);
  return told.length === 0 ? [] : [told.join(', ')];
}

function valueOf(value: string | number | boolean | null): string {
  if (value === null) return '–';
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? minute(value) : String(value);
}

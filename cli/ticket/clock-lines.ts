import type { LiveTicketBody } from '../../contracts/live-ticket.js';
import { ADDRESSEE_WORDS } from '../../domain/notice/notice-words.js';
import type { Addressee } from '../../domain/policy/types.js';
import { CLOCK_WORDS, EFFECT_WORDS } from '../../domain/ticket/words.js';
import { columnsOf, cut, padded } from './layout.js';
import { inWords, minute, say, type Style } from './style.js';

type LiveClock = LiveTicketBody['clocks'][number];

const LIVE: readonly LiveClock['state'][] = ['running', 'paused', 'held'];

/** The clocks that run, soonest first, each with what it does next; under them those that have ended. */
export function clockLines({ clocks }: LiveTicketBody, style: Style): string[] {
  const live = clocks.filter(({ state }) => LIVE.includes(state)).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  const ended = clocks.filter(({ state }) => !LIVE.includes(state));
  const width = Math.max(0, ...clocks.map((clock) => columnsOf(nameOf(clock, style)))) + 2;
  return [
    ...live.flatMap((clock) => [...runningLines(clock, style, width), ...nextLine(clock, style)]),
    ...ended.map((clock) => endedLine(clock, style, width)),
  ];
}

function nameOf({ key, ref }: LiveClock, style: Style): string {
  return `${inWords(style, CLOCK_WORDS[key])}${ref === null ? '' : ` ${ref}`}`;
}

function runningLines(clock: LiveClock, style: Style, width: number): string[] {
  const { colors } = style;
  const { remaining, state, overdueAt, provisional, dueAt } = clock;
  const late = remaining?.late === true || overdueAt !== null;
  const left = remaining ? inWords(style, remaining.words) : '';
  const marks = [
    ...(state === 'held' ? [say(style, 'held')] : []),
    ...(provisional ? [say(style, 'provisional')] : []),
  ];
  const text = [left, ...marks].join('  ');
  const coloured = late ? colors.red(text) : text;
  const dated = `  ${padded(nameOf(clock, style), width)}${minute(dueAt)}`;
  if (columnsOf(`${dated}  ${text}`) <= style.columns) return [`${dated}  ${coloured}`];
  return [dated, `${INDENT}${coloured}`];
}

const INDENT = ' '.repeat(6);

function nextLine({ next }: LiveClock, style: Style): string[] {
  if (next === null) return [];
  const who = inWords(style, ADDRESSEE_WORDS[next.addressee as Addressee]);
  const there = next.dutyDesk ? say(style, 'dutyDesk') : next.unit === null ? '' : style.unit(next.unit);
  const where = there === '' ? '' : style.language === 'zh' ? `（${there}）` : ` (${there})`;
  const does = inWords(style, EFFECT_WORDS[next.effect]);
  const told = style.language === 'zh' ? `${does}${who}${where}` : `${does} ${who}${where}`;
  return [style.colors.dim(cut(`${INDENT}→ ${minute(next.at)}  ${told}`, style.columns))];
}

function endedLine(clock: LiveClock, style: Style, width: number): string {
  const { colors } = style;
  const { state, satisfiedAt, overdueAt } = clock;
  const named = padded(nameOf(clock, style), width);
  if (state === 'cancelled' || satisfiedAt === null) return colors.dim(`– ${named}${say(style, 'cancelled')}`);
  const verdict = overdueAt === null ? colors.green(say(style, 'inTime')) : colors.red(say(style, 'late'));
  return `${colors.dim(`✓ ${named}${minute(satisfiedAt)}`)}  ${verdict}`;
}

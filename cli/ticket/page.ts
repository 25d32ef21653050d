import type { LiveTicketBody } from '../../contracts/live-ticket.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { REQUEST_WORDS, ROLE_WORDS, STATE_WORDS } from '../../domain/ticket/words.js';
import { clockLines } from './clock-lines.js';
import { historyLines, type TicketEvent } from './history-lines.js';
import { FIELD_WORDS, type Label } from './labels.js';
import { columnsOf, cut, padded, wrapped } from './layout.js';
import { inWords, minute, say, type Style } from './style.js';

/**
 * Everything about one ticket, for eighty columns and more; `rows` bounds the history, so that the whole fits a screen.
 */
export function ticketPage(
  live: LiveTicketBody,
  events: readonly TicketEvent[],
  style: Style,
  rows: number | null = null,
): string[] {
  const upper = [
    ...heading(live, style),
    '',
    ...facts(live, style),
    ...section(style, 'clocks', clockLines(live, style)),
    ...section(style, 'requests', requests(live, style)),
    ...section(style, 'tasks', tasks(live, style)),
    ...section(style, 'supervisions', supervisions(live, style)),
    ...section(style, 'links', links(live, style)),
    ...section(style, 'may', mayNow(live, style)),
  ];
  const room = rows === null ? Number.POSITIVE_INFINITY : Math.max(3, rows - upper.length - 3);
  return [...upper, ...section(style, 'history', historyLines(events, style, room))];
}

function section(style: Style, label: Label, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', style.colors.bold(say(style, label)), ...lines];
}

function heading(live: LiveTicketBody, style: Style): string[] {
  const { colors, columns } = style;
  const marks = [
    `${live.urgency} ${live.type}`,
    ...(live.lead ? [`${say(style, 'unit')} ${style.unit(live.lead.id)}`] : []),
    ...(live.round > 1 ? [`${say(style, 'round')} ${live.round}`] : []),
    ...(live.level > 0 ? [colors.yellow(`${say(style, 'level')} ${live.level}`)] : []),
    ...(live.overdue ? [colors.red(say(style, 'overdue'))] : []),
  ];
  return [
    `${colors.bold(live.number)}  ${colors.cyan(inWords(style, STATE_WORDS[live.state]))}  ${marks.join('  ')}`,
    ...(live.title == null ? [] : [cut(live.title, columns)]),
  ];
}

function facts(live: LiveTicketBody, style: Style): string[] {
  const { waiting, source, ageSeconds, policy, calendarVersion, temporal, unitDueAt, citizenDueAt } = live;
  const { colors } = style;
  const who = waiting.for
    ? [inWords(style, ROLE_WORDS[waiting.for.role]), ...(waiting.for.unit ? [style.unit(waiting.for.unit)] : [])].join(
        ' ',
      )
    : say(style, 'nobody');
  const since = minute(waiting.since);
  const comma = style.language === 'zh' ? '，' : ', ';
  const withheld = live.withheld.map((field) => inWords(style, FIELD_WORDS[field]));
  const dates = [
    ...(unitDueAt ? [`${say(style, 'unitDue')} ${minute(unitDueAt)}`] : []),
    ...(citizenDueAt ? [`${say(style, 'citizenDue')} ${minute(citizenDueAt)}`] : []),
  ];
  const how =
    source === 'workflow'
      ? say(style, 'workflow')
      : colors.yellow(`${say(style, 'projection')} ${ageSeconds ?? 0} ${say(style, 'secondsAgo')}`);
  return [
    ...fact(style, 'waitsFor', style.language === 'zh' ? `${who}（${since} 起）` : `${who} since ${since}`),
    ...fact(style, 'why', inWords(style, waiting.sentence)),
    ...(dates.length > 0 ? fact(style, 'dates', dates.join(comma)) : []),
    ...(withheld.length > 0 ? fact(style, 'withheld', withheld.join(comma)) : []),
    `${name(style, 'source')}${how}`,
    ...fact(style, 'policy', `${policy.code}@${policy.version}, ${say(style, 'calendar')} ${calendarVersion}`),
    // Never broken: a link is for clicking.
    ...(temporal ? [`${name(style, 'temporal')}${temporal.url}`] : []),
  ];
}

const NAME_COLUMNS = 11;

function name(style: Style, label: Label): string {
  return style.colors.dim(padded(say(style, label), NAME_COLUMNS));
}

function fact(style: Style, label: Label, text: string): string[] {
  return wrapped(text, style.columns - NAME_COLUMNS).map((line, index) =>
    index === 0 ? `${name(style, label)}${line}` : `${' '.repeat(NAME_COLUMNS)}${line}`,
  );
}

function requests({ requests: all }: LiveTicketBody, style: Style): string[] {
  return all.map(({ id, kind, status, at, amount, until, decidedBy }) => {
    const asked = [...(amount === null ? [] : [`+${amount}`]), ...(until === null ? [] : [`→ ${minute(until)}`])];
    const by = decidedBy ? inWords(style, ROLE_WORDS[decidedBy.role as Role]) : '';
    return entry(
      style,
      id,
      minute(at),
      [requestWord(style, kind), ...asked, say(style, status), by],
      status === 'open',
    );
  });
}

function requestWord(style: Style, kind: LiveTicketBody['requests'][number]['kind']): string {
  return inWords(style, REQUEST_WORDS[kind]);
}

function tasks({ tasks: all }: LiveTicketBody, style: Style): string[] {
  return all.map(({ id, unit, status, at }) =>
    entry(
      style,
      id,
      minute(at),
      [style.unit(unit), say(style, status)],
      status === 'assigned' || status === 'reportedIn',
    ),
  );
}

function supervisions({ supervisions: all }: LiveTicketBody, style: Style): string[] {
  return all.map(({ id, level, by, at, answeredAt }) =>
    entry(
      style,
      id,
      minute(at),
      [
        `${say(style, 'level')} ${level}`,
        inWords(style, ROLE_WORDS[by.role as Role]),
        answeredAt === null ? say(style, 'unanswered') : `${say(style, 'answered')} ${minute(answeredAt)}`,
      ],
      answeredAt === null,
    ),
  );
}

/** What is still open stands out; what is settled is dimmed. */
function entry(style: Style, id: string, at: string, words: readonly string[], open: boolean): string {
  const line = cut(`  ${padded(id, 3)}${at}  ${words.filter((word) => word !== '').join('  ')}`, style.columns);
  return open ? line : style.colors.dim(line);
}

function links({ master, followers }: LiveTicketBody, style: Style): string[] {
  const all = followers.map(({ number }) => number).join(', ');
  return [
    ...(master ? [`  ${say(style, 'master')} ${master.number}`] : []),
    ...(followers.length > 0
      ? wrapped(`${say(style, 'followers')} ${all}`, style.columns - 2).map((one) => `  ${one}`)
      : []),
  ];
}

function mayNow({ roles }: LiveTicketBody, style: Style): string[] {
  const known = Object.entries(roles).filter(([, commands]) => commands.length > 0);
  const names = known.map(([role]) => inWords(style, ROLE_WORDS[role as Role]));
  const width = Math.max(0, ...names.map(columnsOf)) + 2;
  return known.flatMap(([, commands], index) =>
    wrapped(commands.join(', '), style.columns - width - 2).map(
      (line, row) => `  ${padded(row === 0 ? (names[index] ?? '') : '', width)}${line}`,
    ),
  );
}

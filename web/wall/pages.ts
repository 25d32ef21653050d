import { CHANNEL_WORDS, TYPE_WORDS } from '../../domain/ticket/code-words.js';
import { LISTS } from '../../domain/ticket/lists.js';
import { CLOCK_WORDS, STATE_WORDS, type Words } from '../../domain/ticket/words.js';
import { lengthWords } from '../board/length-words.js';
import { DAY_MS } from '../words/time.js';
import { el } from './element.js';
import { dayOf, fill, language, number, say, texts } from './language.js';
import type { Numbers } from './numbers.js';
import { bars, dayChart, searchAt, tile, type Part } from './parts.js';

const UNITS_SHOWN = 8;
const ROWS_SHOWN = 12;
const { board: words, wall } = texts;

const length = (minutes: number): string =>
  lengthWords(minutes, (key, of) => fill(words[key.slice('board.'.length) as 'minutes' | 'hours' | 'days'], of));

/** Where it burns. */
function atAGlance({ board, units }: Numbers, now: number): HTMLElement[] {
  const { tickets } = board;
  const unitName = (id: string, name: string | null): string => {
    const known = [units.whole, ...units.units].find(({ unit }) => unit === id);
    return (language === 'en' ? known?.nameEn : null) ?? name ?? id;
  };
  const parts = (
    of: Readonly<Record<string, number | undefined>>,
    table: Readonly<Record<string, Words>>,
    by: string,
  ) =>
    Object.entries(of)
      .map(([key, count = 0]): Part => {
        return { name: say(table[key]), count, href: searchAt(tickets.intakeToday, { [by]: key }) };
      })
      .sort((one, two) => two.count - one.count)
      .slice(0, 5);
  const list = (key: 'dueToday' | 'unacknowledged' | 'pingPong' | 'returnedTwice' | 'silent' | 'dissatisfied') =>
    tile({ name: say(LISTS[key]), count: board[key], href: searchAt(tickets[key]) });
  const { oldestUnanswered: oldest, stages } = board;
  return [
    el(
      'div',
      { class: 'tiles' },
      tile({ name: words.inFlight, count: board.inFlight, href: searchAt(tickets.inFlight) }),
      list('dueToday'),
      tile({ name: say(LISTS.overdue), count: board.overdue.total, href: searchAt(tickets.overdue), late: true }),
      list('unacknowledged'),
      tile({
        ...{ name: words.waitingDecisions, count: board.waitingDecisions },
        href: searchAt(tickets.waitingDecisions),
      }),
      tile({ name: words.intakeToday, count: board.intakeToday.total, href: searchAt(tickets.intakeToday) }),
    ),
    el(
      'div',
      { class: 'columns' },
      bars(
        words.overdueUnits,
        board.overdue.byUnit.slice(0, UNITS_SHOWN).map(({ unit, name, total }) => ({
          ...{ name: unitName(unit, name), count: total },
          href: searchAt(tickets.overdue, { lead: unit }),
        })),
        words.nothing,
        true,
      ),
      el(
        'div',
        { class: 'stack' },
        bars(
          words.stages,
          stages.items.flatMap(({ stage, medianMinutes: minutes }) =>
            minutes === null ? [] : [{ name: say(CLOCK_WORDS[stage]), count: minutes, words: length(minutes) }],
          ),
          words.nothing,
        ),
        bars(
          words.levels,
          board.overdue.byLevel.map(({ level, total }) => ({
            ...{ name: fill(words.level, { level }), count: total },
            href: searchAt(tickets.overdue, { level: String(level) }),
          })),
          words.nothing,
          true,
        ),
      ),
      el(
        'div',
        { class: 'stack' },
        bars(words.channels, parts(board.intakeToday.byChannel, CHANNEL_WORDS, 'channel'), words.nothing),
        bars(words.types, parts(board.intakeToday.byType, TYPE_WORDS, 'type'), words.nothing),
      ),
    ),
    el(
      'div',
      { class: 'tiles foot' },
      list('pingPong'),
      list('returnedTwice'),
      list('silent'),
      list('dissatisfied'),
      el(
        'a',
        { class: 'tile oldest', href: oldest ? `/console/tickets/${oldest.number}` : undefined },
        el('span', { class: 'tile-name' }, words.oldest),
        el(
          'span',
          { class: 'tile-count' },
          oldest ? `${oldest.number} ` : wall.never,
          oldest &&
            el('small', {}, fill(words.days, { n: ((now - Date.parse(oldest.registeredAt)) / DAY_MS).toFixed(1) })),
        ),
      ),
    ),
  ];
}

const COLUMNS = ['inFlight', 'dueToday', 'overdue', 'unacknowledged', 'silent'] as const;

/** Who has it, and how it went. */
function unitsAndDays({ board, units, series }: Numbers): HTMLElement[] {
  const head = (column: (typeof COLUMNS)[number]): string =>
    column === 'inFlight' ? words.inFlight : say(LISTS[column]);
  const days = series.buckets.map(({ from, registered, closed }) => {
    return { label: dayOf(Date.parse(from)), came: registered.total, closed: closed.total };
  });
  return [
    el(
      'div',
      { class: 'columns two' },
      el(
        'section',
        { class: 'panel' },
        el('h2', {}, wall.units),
        el(
          'table',
          {},
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              el('th', { scope: 'col' }, words.unit),
              ...COLUMNS.map((column) => el('th', { scope: 'col', class: 'number' }, head(column))),
            ),
          ),
          el(
            'tbody',
            {},
            ...units.units.slice(0, ROWS_SHOWN).map((row) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row' }, (language === 'zh' ? row.name : row.nameEn) ?? row.unit),
                ...COLUMNS.map((column) => {
                  const { total, tickets } = row[column];
                  const late = column === 'overdue' && total > 0;
                  return el(
                    'td',
                    { class: late ? 'number is-late' : 'number' },
                    el('a', { href: searchAt(tickets) }, late ? `▲ ${number(total)}` : number(total)),
                  );
                }),
              ),
            ),
          ),
        ),
      ),
      el(
        'div',
        { class: 'stack' },
        el(
          'section',
          { class: 'panel' },
          el('h2', {}, wall.trend),
          el(
            'p',
            { class: 'legend' },
            el('span', { class: 'sample came' }),
            words.registered,
            el('span', { class: 'sample closed' }),
            words.closed,
          ),
          dayChart(days, wall.trend),
        ),
        bars(
          words.states,
          Object.entries(board.byState)
            .map(([state, count = 0]): Part => {
              const name = say(STATE_WORDS[state as keyof typeof STATE_WORDS]);
              return { name, count, href: `/console/search?state=${state}` };
            })
            .sort((one, two) => two.count - one.count)
            .slice(0, 6),
          words.nothing,
        ),
      ),
    ),
  ];
}

export const PAGES: readonly ((numbers: Numbers, now: number) => HTMLElement[])[] = [atAGlance, unitsAndDays];

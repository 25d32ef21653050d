import { BoardSchema } from '../../contracts/board.js';
import { chinaDate, inChina } from '../../domain/calendar/china-time.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { STAGE_DAYS } from '../../domain/ticket/stages.js';
import { UNIT_FIGURES } from '../../storage/board/unit-board-views.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { chinaTime } from '../http/time.js';
import { filterOf, ticketsBehind } from './tickets-behind.js';

type BoardServices = Pick<Services, 'boards' | 'stages' | 'reference' | 'now'>;
const defineRoute = routesFor<BoardServices>();

const getBoard = defineRoute({
  method: 'get',
  path: '/api/v1/stats/board',
  operationId: 'getBoard',
  tag: 'Supervision',
  summary: 'What a wall board shows, in one answer',
  description:
    'Counted now, among the tickets that the caller may see; the medians of the stages are kept for some minutes and say of when they are. The words mean what `GET /lists` says.',
  permission: 'account',
  responses: { 200: { description: 'The figures.', schema: BoardSchema } },
  async handler({ account }, { boards, stages, reference, now }) {
    const at = now();
    const [counts, times, { units }] = await Promise.all([
      boards.counts(account, at),
      stages.times(account, at),
      reference.current(),
    ]);
    const { byState, overdue, intake, oldestUnanswered, ...lists } = counts;
    const byUnit = Object.entries(sums(overdue, ({ lead_unit: unit }) => unit));
    const byLevel = Object.entries(sums(overdue, ({ level }) => String(level)));
    return {
      status: 200,
      body: {
        asOf: chinaTime(at),
        inFlight: total(Object.values(byState)),
        byState,
        ...lists,
        overdue: {
          total: total(overdue.map(({ n }) => n)),
          byLevel: byLevel.map(([level, n]) => ({ level: Number(level), total: n })),
          byUnit: byUnit
            .map(([unit, n]) => ({ unit, name: units.get(unit)?.name ?? null, total: n }))
            .sort((one, two) => two.total - one.total || (one.unit < two.unit ? -1 : 1)),
        },
        intakeToday: {
          total: total(intake.map(({ n }) => n)),
          byChannel: sums(intake, ({ channel }) => channel),
          byType: sums(intake, ({ type }) => type),
        },
        oldestUnanswered: oldestUnanswered && {
          ...oldestUnanswered,
          registeredAt: chinaTime(new Date(oldestUnanswered.registeredAt)),
        },
        tickets: {
          ...(Object.fromEntries(UNIT_FIGURES.map((figure) => [figure, ticketsBehind(filterOf(figure))])) as Behind),
          unreleased: ticketsBehind({ list: 'unreleased' }),
          intakeToday: ticketsBehind(registeredOn(at)),
        },
        stages: { asOf: chinaTime(times.asOf), days: STAGE_DAYS, items: times.stages },
      },
    };
  },
});

type Behind = Record<(typeof UNIT_FIGURES)[number], string>;

/** The day of China in which this instant lies, as filters. */
function registeredOn(at: Date): Record<string, string> {
  const start = inChina(chinaDate(at));
  const end = new Date(start.getTime() + DAY_MS - 1);
  return { registeredFrom: chinaTime(start), registeredTo: chinaTime(end) };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

/** Added up by what the key says of each, keys in their order. */
function sums<T extends { readonly n: number }>(rows: readonly T[], keyOf: (row: T) => string): Record<string, number> {
  const keys = [...new Set(rows.map(keyOf))].sort();
  return Object.fromEntries(
    keys.map((key) => [key, total(rows.filter((row) => keyOf(row) === key).map(({ n }) => n))]),
  );
}

export const boardRoutes: readonly Route<BoardServices>[] = [getBoard];

import type { z } from 'zod';
import {
  MOST_DAYS,
  SeriesQuerySchema,
  SeriesSchema,
  UnitBoardQuerySchema,
  UnitBoardSchema,
} from '../../contracts/stats.js';
import { inChina } from '../../domain/calendar/china-time.js';
import { DAY_MS, HOUR_MS, parseLocalDate } from '../../domain/calendar/civil-time.js';
import { standingUnit, type PlacedActor } from '../../domain/ticket/permissions.js';
import { PLACE_LEVELS } from '../../domain/ticket/vocabulary.js';
import { MEASURES, type SeriesPoint } from '../../storage/board/series-views.js';
import { UNIT_FIGURES, type CountedBy, type UnitFigure } from '../../storage/board/unit-board-views.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { invalidField } from '../http/problem.js';
import { chinaTime } from '../http/time.js';
import { assertKnown } from '../reference/known.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { filterOf, ticketsBehind } from './tickets-behind.js';

type StatsServices = Pick<Services, 'unitBoards' | 'series' | 'reference' | 'now'>;
const defineRoute = routesFor<StatsServices>();
const TAG = 'Supervision';
type Units = ReferenceSnapshot['units'];

const getUnitBoard = defineRoute({
  method: 'get',
  path: '/api/v1/stats/units',
  operationId: 'getUnitBoard',
  tag: TAG,
  summary: 'The figures of a unit, and of each unit below it',
  description:
    'Counted now, among the tickets that the caller may see. Every number says where its tickets are, and is how many are there.',
  permission: 'account',
  query: UnitBoardQuerySchema,
  responses: { 200: { description: 'The figures.', schema: UnitBoardSchema } },
  async handler({ query, account }, { unitBoards, reference, now }) {
    const snapshot = await reference.current();
    assertKnown(query, snapshot);
    const { units } = snapshot;
    const { by = 'unit', unitLevel } = query;
    const under = query.under ?? whereOneLooks(account, units);
    const below = unitLevel === undefined ? childrenOf(under, units) : ofLevel(unitLevel, under, units);
    const rows = by === 'area' ? below.filter((id) => PLACE_LEVELS.has(units.get(id)?.level ?? '')) : below;
    const above = new Set([...units.values()].map(({ parent }) => parent));
    const at = now();
    const counts = await unitBoards.counts(account, { units: [under, ...rows], by }, at);
    const numbers = new Map(
      UNIT_FIGURES.flatMap((figure) => counts[figure].map((one) => [`${figure} ${one.unit}`, one])),
    );
    const numberOf = (figure: UnitFigure, unit: string, of: 'n' | 'own'): number =>
      numbers.get(`${figure} ${unit}`)?.[of] ?? 0;
    const row = (unit: string, filter: CountedBy | 'lead'): UnitRow => {
      const { name = null, nameEn = null, level: itsLevel = null } = units.get(unit) ?? {};
      const figures = UNIT_FIGURES.map((figure) => [
        figure,
        {
          total: numberOf(figure, unit, filter === 'lead' ? 'own' : 'n'),
          tickets: ticketsBehind({ ...filterOf(figure), [filter]: unit }),
        },
      ]);
      const hasBelow = filter !== 'lead' && above.has(unit);
      return { unit, name, nameEn, level: itsLevel, hasBelow, ...(Object.fromEntries(figures) as Figures) };
    };
    const most = (one: UnitRow, two: UnitRow): number =>
      two.overdue.total - one.overdue.total ||
      two.inFlight.total - one.inFlight.total ||
      (one.unit < two.unit ? -1 : 1);
    return {
      status: 200,
      body: {
        asOf: chinaTime(at),
        by,
        whole: row(under, by),
        own: by === 'unit' ? row(under, 'lead') : null,
        units: rows.map((unit) => row(unit, by)).sort(most),
      },
    };
  },
});
type UnitRow = z.input<typeof UnitBoardSchema>['whole'];
type Figures = Pick<UnitRow, UnitFigure>;

/** A unit looks at itself; who belongs to the hotline looks at the city. */
function whereOneLooks(actor: PlacedActor, units: Units): string {
  const own = actor.role === 'handler' ? standingUnit(actor) : null;
  return own ?? [...units.values()].find(({ parent }) => parent === null)?.id ?? 'city';
}

function childrenOf(unit: string, units: Units): string[] {
  return [...units.values()].filter(({ parent }) => parent === unit).map(({ id }) => id);
}

function ofLevel(level: string, under: string, units: Units): string[] {
  return [...units.values()]
    .filter((unit) => unit.level === level && unit.id !== under && unit.path.includes(under))
    .map(({ id }) => id);
}

const getSeries = defineRoute({
  method: 'get',
  path: '/api/v1/stats/series',
  operationId: 'getSeries',
  tag: TAG,
  summary: 'What came, was closed and was late, by day or hour, and how long the stages took',
  description:
    'Among the tickets that the caller may see, without those that were erased. Every number says where its tickets are; a part is found there by one more filter, which `partsBy` names.',
  permission: 'account',
  query: SeriesQuerySchema,
  responses: { 200: { description: 'The figures, the oldest first.', schema: SeriesSchema } },
  async handler({ query, account }, { series, reference, now }) {
    const { from, to, step = 'day', unit, by } = query;
    const days = parseLocalDate(to) - parseLocalDate(from) + 1;
    if (days < 1) throw invalidField('?to', 'invalid', 'The last day is not before the first.');
    if (days > MOST_DAYS[step])
      throw invalidField('?to', 'out-of-range', `At most ${MOST_DAYS[step]} days with this step.`);
    const snapshot = await reference.current();
    assertKnown(query, snapshot);
    const at = now();
    const start = inChina(from);
    const before = new Date(start.getTime() + days * DAY_MS);
    const parts = childrenOf(unit ?? whereOneLooks(account, snapshot.units), snapshot.units);
    const asked = { from: start, before, step, unit, by: by === 'unit' ? { units: parts } : by };
    const { asOf, points, stages } = await series.read(account, asked, at);
    const length = step === 'day' ? DAY_MS : HOUR_MS;
    const byBucket = new Map<number, SeriesPoint[]>();
    for (const point of points) {
      const at = point.at.getTime();
      byBucket.set(at, [...(byBucket.get(at) ?? []), point]);
    }
    const buckets = Array.from({ length: (days * DAY_MS) / length }, (_, index) => {
      const begins = start.getTime() + index * length;
      return bucketOf(begins, begins + length - 1, byBucket.get(begins) ?? [], unit);
    });
    return {
      status: 200,
      body: { asOf: chinaTime(asOf), from, to, step, partsBy: by ?? null, buckets, stages: [...stages] },
    };
  },
});

function bucketOf(begins: number, ends: number, points: readonly SeriesPoint[], unit: string | undefined) {
  const from = chinaTime(new Date(begins));
  const to = chinaTime(new Date(ends));
  const numbersOf = (key: string) =>
    Object.fromEntries(
      MEASURES.map((measure) => [measure, points.find((one) => one.measure === measure && one.key === key)?.n ?? 0]),
    ) as Record<(typeof MEASURES)[number], number>;
  const whole = numbersOf('');
  const keys = [...new Set(points.map(({ key }) => key))].filter((key) => key !== '').sort();
  return {
    from,
    to,
    registered: { total: whole.registered, tickets: ticketsBehind({ registeredFrom: from, registeredTo: to, unit }) },
    closed: { total: whole.closed, tickets: ticketsBehind({ closedFrom: from, closedTo: to, unit }) },
    overdue: {
      total: whole.overdue,
      tickets: ticketsBehind({ overdue: 'true', dueFrom: from, dueTo: to, unit }),
    },
    parts: keys.map((key) => ({ key, ...numbersOf(key) })),
  };
}

export const statsRoutes: readonly Route<StatsServices>[] = [getUnitBoard, getSeries];

import { chinaDate } from '../../../domain/calendar/china-time.js';
import { can, type PlacedActor } from '../../../domain/ticket/permissions.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { protectionOf } from '../../../domain/ticket/protection.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { storeRandomLives, type StoredLife } from '../../support/stored-lives.js';

let world: ApiWorld;
let lives: StoredLife[];
beforeAll(async () => {
  world = await createApiWorld();
  lives = await storeRandomLives(world, 200);
  // Random lives happen nowhere; every second of these in one of the places of a district.
  await world.database.pool.query(
    `UPDATE ticket SET area_path = (SELECT path FROM unit WHERE id = 'east-tinglan') WHERE get_byte(uuid_send(id), 15) % 2 = 0`,
  );
});
afterAll(() => world.close());

const DAY = 86_400_000;
const ENDED = ['closed', 'archived', 'terminated', 'withdrawn'];
const ANSWERED = [...ENDED, 'replied', 'callbackPending', 'dissatisfiedReview', 'merged'];

function tally(keys: readonly (string | number)[]): Record<string, number> {
  return keys.reduce<Record<string, number>>((all, key) => ({ ...all, [key]: (all[key] ?? 0) + 1 }), {});
}

function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((one, two) => one - two);
  const half = sorted.length / 2;
  const middle = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return sorted.length === 0 ? null : ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2;
}

interface Board {
  readonly asOf: string;
  readonly overdue: { readonly total: number; readonly byUnit: { unit: string; name: string; total: number }[] };
  readonly stages: { readonly items: { stage: string; medianMinutes: number | null; total: number }[] };
}

async function boardFor(
  role: Role,
  which: string | number,
): Promise<{ board: Board; seen: StoredLife[]; actor: PlacedActor }> {
  const key = world.key(role, which);
  const actor = (await world.get('/api/v1/me', key)).body as unknown as PlacedActor;
  const reply = await world.get('/api/v1/stats/board', key);
  expect(reply.status).toBe(200);
  return {
    board: reply.body as unknown as Board,
    seen: lives.filter(({ ticket }) => can(actor, 'read', ticket)),
    actor,
  };
}

describe('the board', () => {
  it.each([
    ['supervisor', 0],
    ['handler', 'housing'],
    ['handler', 'district-east'],
  ] as const)('shows %s %s what counting the tickets gives, figure by figure', async (role, which) => {
    const { board, seen } = await boardFor(role, which);
    const { asOf } = board;
    const asUtc = new Date(asOf).toISOString();
    const open = seen.filter(({ ticket }) => !ENDED.includes(ticket.state));
    const held = open.filter(({ ticket }) => ['dispatched', 'inProgress'].includes(ticket.state));
    const due = ({ ticket }: StoredLife): string =>
      ticket.clocks.findLast(({ key, state }) => key === 'handle' && state !== 'cancelled')?.dueAt ??
      '1970-01-01T00:00:00Z';
    const overdue = held.filter((life) => due(life) < asUtc);
    const today = seen.filter(({ ticket }) => chinaDate(ticket.registeredAt) === chinaDate(asOf));
    const unanswered = seen
      .filter(({ ticket }) => !ANSWERED.includes(ticket.state))
      .sort((one, two) => (one.ticket.registeredAt < two.ticket.registeredAt ? -1 : 1));
    const returned = ({ ticket }: StoredLife): number =>
      ticket.requests.filter(({ kind, status }) => kind === 'return' && status === 'granted').length;

    expect(board).toMatchObject({
      inFlight: open.length,
      byState: tally(open.map(({ ticket }) => ticket.state)),
      dueToday: held.filter((life) => chinaDate(due(life)) === chinaDate(asOf)).length,
      unacknowledged: held.filter(({ ticket }) => ticket.state === 'dispatched').length,
      returnedTwice: open.filter((life) => returned(life) >= 2).length,
      pingPong: open.filter(({ ticket }) => ticket.hop >= 3 || ticket.disputes >= 2).length,
      dissatisfied: open.filter(({ ticket }) => ticket.state === 'dissatisfiedReview' || ticket.redos > 0).length,
      silent: open.filter(
        ({ ticket, lastActAt }) =>
          !['suspended', 'merged', 'split'].includes(ticket.state) &&
          Date.parse(lastActAt) < Date.parse(asOf) - 3 * DAY,
      ).length,
      // Nobody says yes to what was said later in these lives.
      unreleased: open.filter(({ ticket }) => (ticket.saidLater ?? []).length > 0 && protectionOf(ticket) !== 'open')
        .length,
      waitingDecisions: seen.filter(({ ticket }) => ticket.requests.some(({ status }) => status === 'open')).length,
      intakeToday: {
        total: today.length,
        byChannel: tally(today.map(({ ticket }) => ticket.channel)),
        byType: tally(today.map(({ ticket }) => ticket.type)),
      },
      overdue: {
        total: overdue.length,
        byLevel: Object.entries(tally(overdue.map(({ ticket }) => ticket.level))).map(([level, total]) => ({
          level: Number(level),
          total,
        })),
      },
      oldestUnanswered: unanswered[0] ? { id: unanswered[0].ticket.id, state: unanswered[0].ticket.state } : null,
    });
    expect(Object.fromEntries(board.overdue.byUnit.map(({ unit, total }) => [unit, total]))).toEqual(
      tally(overdue.map(({ ticket }) => ticket.lead?.id ?? '')),
    );
  });

  it('shows how long each stage usually took in the last thirty days', async () => {
    const { board, seen } = await boardFor('supervisor', 0);
    const since = Date.parse(board.asOf) - 30 * DAY;
    const done = seen.flatMap(({ ticket }) =>
      ticket.clocks.filter(({ state, satisfiedAt }) => state === 'satisfied' && Date.parse(satisfiedAt ?? '') > since),
    );
    expect(board.stages.items).toEqual(
      ['acknowledge', 'contact', 'handle', 'callback'].map((stage) => {
        const minutes = done
          .filter(({ key }) => key === stage)
          .map(({ startedAt, satisfiedAt }) => (Date.parse(satisfiedAt ?? '') - Date.parse(startedAt)) / 60_000);
        const middle = median(minutes);
        return { stage, medianMinutes: middle === null ? null : Math.round(middle * 10) / 10, total: minutes.length };
      }),
    );
    expect(board.stages.items.every(({ total }) => total > 5)).toBe(true);
  });

  it('agrees with the lists', async () => {
    const key = world.key('director');
    const board = (await world.get('/api/v1/stats/board', key)).body as unknown as Record<string, number>;
    const lists = (await world.get('/api/v1/lists', key)).body as unknown as {
      items: { name: string; total: number }[];
    };
    const shared = lists.items.filter(({ name }) => typeof board[name] === 'number');
    expect(shared.length).toBeGreaterThanOrEqual(6);
    expect(shared.map(({ name }) => board[name])).toEqual(shared.map(({ total }) => total));
  });
});

interface Figure {
  readonly total: number;
  readonly tickets: string;
}
type Row = Record<string, unknown> & { readonly unit: string };
interface UnitBoard {
  readonly whole: Row;
  readonly own: Row | null;
  readonly units: Row[];
}
interface Series {
  readonly buckets: { from: string; parts: Record<string, number>[]; [measure: string]: unknown }[];
  readonly stages: { stage: string; medianMinutes: number | null; total: number }[];
}

const isFigure = (value: unknown): value is Figure => typeof value === 'object' && value !== null && 'tickets' in value;
const figuresOf = (row: object): [name: string, figure: Figure][] =>
  Object.entries(row).filter((entry): entry is [string, Figure] => isFigure(entry[1]));

async function answer<Of>(path: string, key: string): Promise<Of> {
  const reply = await world.get(path, key);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`);
  return reply.body as unknown as Of;
}

/** Of each of these the number, and how many tickets are where it says. */
async function lengths(figures: readonly Figure[], key: string): Promise<{ said: number[]; found: number[] }> {
  const found: number[] = [];
  for (const { tickets } of figures) found.push((await answer<Figure>(`${tickets}&limit=1&count=exact`, key)).total);
  return { said: figures.map(({ total }) => total), found };
}

describe('the figures of units', () => {
  it.each([
    ['supervisor', 0, ''],
    ['supervisor', 0, 'by=area&unitLevel=township'],
    ['supervisor', 0, 'under=district-east'],
    ['handler', 'district-east', ''],
    ['handler', 'district-east', 'under=city'],
  ] as const)('for %s %s with ?%s are each as many as the list behind them holds', async (role, which, query) => {
    const key = world.key(role, which);
    const { whole, own, units } = await answer<UnitBoard>(`/api/v1/stats/units?${query}`, key);
    const rows = [whole, ...(own ? [own] : []), ...units];
    const figures = rows.flatMap((row) => figuresOf(row).map(([, figure]) => figure));
    // What is not zero anywhere, and one row of all its figures.
    const asked = [...figures.slice(0, 9), ...figures.slice(9).filter(({ total }) => total > 0)];
    const { said, found } = await lengths(asked, key);
    expect(said).toEqual(found);
    expect(said.filter((number) => number > 0).length).toBeGreaterThan(3);
  });

  it('show a unit itself, and what the units below it and it make together', async () => {
    const board = await answer<UnitBoard>('/api/v1/stats/units', world.key('handler', 'district-east'));
    expect([board.whole.unit, board.own?.unit]).toEqual(['district-east', 'district-east']);
    for (const name of ['inFlight', 'overdue', 'unacknowledged']) {
      const of = (row: Row | null): number => (row?.[name] as Figure).total;
      expect(of(board.whole)).toBe(of(board.own) + board.units.reduce((sum, row) => sum + of(row), 0));
    }
  });

  it('are refused of a unit that is not there', async () => {
    const reply = await world.get('/api/v1/stats/units?under=nowhere', world.key('supervisor'));
    expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([400, '?under']);
  });
});

/** A part is of what the whole is of, and of one word of that kind; of units it is the one below. */
function narrowed(tickets: string, by: string, key: string): string {
  const [path, query] = tickets.split('?');
  const asked = new URLSearchParams(query);
  asked.set(by, key);
  return `${path}?${asked.toString()}`;
}

describe('the series', () => {
  const day = (ago: number): string => chinaDate(new Date(Date.now() - ago * DAY));

  it.each([
    ['supervisor', 0, 'by=channel', 'channel'],
    ['supervisor', 0, 'by=unit&unit=city', 'unit'],
    ['handler', 'district-east', 'by=type', 'type'],
  ] as const)(
    'of %s %s, %s, counts what the lists behind it hold, and so do its parts',
    async (role, which, query, by) => {
      const key = world.key(role, which);
      const { buckets } = await answer<Series>(`/api/v1/stats/series?from=${day(55)}&to=${day(0)}&${query}`, key);
      const busy = buckets
        .filter(({ parts }) => parts.length > 0)
        .sort((one, two) => two.parts.length - one.parts.length)
        .slice(0, 4);
      const figures = busy.flatMap((bucket) =>
        figuresOf(bucket).flatMap(([measure, { total, tickets }]) => [
          { total, tickets },
          ...bucket.parts.map((part) => ({
            total: Number(part[measure]),
            tickets: narrowed(tickets, by, String(part['key'])),
          })),
        ]),
      );
      const { said, found } = await lengths(figures, key);
      expect(said).toEqual(found);
      expect(said.filter((number) => number > 0).length).toBeGreaterThan(3);
    },
  );

  it('counts every ticket in one day or hour, and each closing in its own', async () => {
    const key = world.key('supervisor');
    const sum = ({ buckets }: Series, measure: string): number =>
      buckets.reduce((all, bucket) => all + (bucket[measure] as Figure).total, 0);
    const days = await answer<Series>(`/api/v1/stats/series?from=${day(60)}&to=${day(0)}`, key);
    expect([days.buckets.length, sum(days, 'registered')]).toEqual([61, lives.length]);
    expect(sum(days, 'closed')).toBeGreaterThan(10);
    expect(sum(days, 'overdue')).toBeGreaterThan(10);
    const hours = await answer<Series>(`/api/v1/stats/series?from=${day(1)}&to=${day(0)}&step=hour`, key);
    const two = { ...days, buckets: days.buckets.slice(-2) };
    expect([hours.buckets.length, sum(hours, 'registered')]).toEqual([48, sum(two, 'registered')]);
  });

  it.each([
    ['from=2026-03-02&to=2026-03-01', '?to'],
    ['from=2026-03-01&to=2026-08-01', '?to'],
    ['from=2026-03-01&to=2026-03-09&step=hour', '?to'],
    ['from=2026-02-30&to=2026-03-09', '?from'],
  ])('refuses ?%s', async (query, pointer) => {
    const reply = await world.get(`/api/v1/stats/series?${query}`, world.key('supervisor'));
    expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });

  it('has the medians of its own days', async () => {
    const key = world.key('supervisor');
    const { stages } = await answer<Series>(`/api/v1/stats/series?from=${day(60)}&to=${day(0)}`, key);
    expect(stages.every(({ total, medianMinutes }) => total > 5 && medianMinutes !== null)).toBe(true);
    const { stages: none } = await answer<Series>('/api/v1/stats/series?from=2020-01-01&to=2020-01-02', key);
    expect(none.map(({ total, medianMinutes }) => [total, medianMinutes])).toEqual(none.map(() => [0, null]));
  });
});

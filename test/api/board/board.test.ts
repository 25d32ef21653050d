import { chinaDate } from '../../../domain/calendar/china-time.js';
import { can, type PlacedActor } from '../../../domain/ticket/permissions.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { storeRandomLives, type StoredLife } from '../../support/stored-lives.js';

let world: ApiWorld;
let lives: StoredLife[];
beforeAll(async () => {
  world = await createApiWorld();
  lives = await storeRandomLives(world, 200);
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
          !['suspended', 'merged'].includes(ticket.state) && Date.parse(lastActAt) < Date.parse(asOf) - 3 * DAY,
      ).length,
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

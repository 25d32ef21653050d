import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { dispatcher, handlerOf, operator } from '../../support/lives.js';
import { Story } from '../../support/steps.js';
import { storeLife } from '../../support/stored-lives.js';
import { aTicket, DEFAULT_WORLD, UNITS, type World } from '../../support/tickets.js';
import { pack } from '../../domain/policy/packs.js';

const HANDLING_MS = 60_000;
/** So many are due together that the mark is some minutes behind the date. */
const crowded = { ...DEFAULT_WORLD, pack: pack('demo'), together: () => 3_000 };

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

/** Taken by the department so long ago. */
async function takenAgo(ms: number, rules: World = crowded): Promise<string> {
  const { id, number } = (await world.register()).body;
  const now = new Date().toISOString();
  const at = new Date(Date.parse(now) - ms).toISOString();
  const story = new Story(aTicket({ id, number, at, world: rules }), rules)
    .does(operator, 'accept', {})
    .does(dispatcher, 'dispatch', { unit: UNITS.department, reason: 'its duty' })
    .does(handlerOf(UNITS.department), 'acknowledge', {})
    .at(now);
  expect(story.events.filter(({ type }) => type === 'overdue')).toHaveLength(0);
  await storeLife(world, story, now);
  return id;
}

interface Listed {
  readonly items: readonly { readonly id: string; readonly overdue: boolean }[];
}

describe('A second after its date, while the mark still waits for its place in the crowd', () => {
  let late: string;
  let inTime: string;
  const supervisor = (): string => world.key('supervisor', 0);
  beforeAll(async () => {
    late = await takenAgo(HANDLING_MS + 1_000);
    inTime = await takenAgo(0, DEFAULT_WORLD);
  });

  it('the ticket is overdue, with its clock and in words', async () => {
    const { body } = await world.get(`/api/v1/tickets/${late}`, supervisor());
    const handle = (body as { clocks: { key: string; overdueAt: string | null; dueAt: string }[] }).clocks.find(
      ({ key }) => key === 'handle',
    );
    expect(body).toMatchObject({ overdue: true });
    expect(handle?.overdueAt).toBe(handle?.dueAt);
    const other = await world.get(`/api/v1/tickets/${inTime}`, supervisor());
    expect(other.body).toMatchObject({ overdue: false });
  });

  it('every list that asks says so', async () => {
    const idsOf = async (query: string): Promise<string[]> =>
      ((await world.get(`/api/v1/tickets?${query}`, supervisor())).body as unknown as Listed).items.map(({ id }) => id);
    expect(await idsOf('list=overdue')).toEqual([late]);
    expect(await idsOf('overdue=true')).toEqual([late]);
    expect(await idsOf('overdue=false')).toEqual([inTime]);
    const { body } = await world.get('/api/v1/tickets?list=overdue', supervisor());
    expect((body as unknown as Listed).items).toMatchObject([{ id: late, overdue: true }]);
  });

  it('the unit finds it late in its worklist', async () => {
    const { body } = await world.get('/api/v1/inbox', world.key('handler', UNITS.department));
    const items = (body as unknown as { items: { id: string; kind: string; overdue: boolean }[] }).items;
    const handling = items.filter(({ kind }) => kind === 'toReply');
    expect(handling.map(({ id, overdue }) => [id, overdue])).toEqual([
      [late, true],
      [inTime, false],
    ]);
  });

  it('the wall board counts it, and so does the count of the list', async () => {
    const board = await world.get('/api/v1/stats/board', supervisor());
    expect(board.body).toMatchObject({ overdue: { total: 1, byUnit: [{ unit: UNITS.department, total: 1 }] } });
    const { body } = await world.get('/api/v1/lists', supervisor());
    expect((body as unknown as { items: { name: string; total: number }[] }).items).toContainEqual(
      expect.objectContaining({ name: 'overdue', total: 1 }),
    );
  });
});

import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
/** How many of them water holds: its own, and one that protects who reported it. */
const HELD = 2;

beforeAll(async () => {
  world = await createApiWorld();
  await atWork('water', { title: '泵房噪声扰民', text: '水泵整夜响。' });
  await atWork('water', {
    type: 'report',
    noneNamed: true,
    title: '泵房私接水表',
    text: '我叫司徒望舒，亲眼看见水泵房偷水。',
  });
  await atWork('housing', { title: '泵房漏水', text: '水泵房的门坏了。' });
  await atWork('housing', { accusedUnit: 'water', title: '泵房收费不公', text: '水泵房的人多收钱。' });
});
afterAll(() => world.close());

/** With a unit that has not acknowledged yet, so that it is on a list and on the board. */
async function atWork(unit: string, changes: object): Promise<void> {
  const { id } = (await world.register({ classCode: '030102', ...changes })).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.saysYes(id);
  const reply = await world.act(id, 'dispatch', world.key('dispatcher'), { unit, reason: '属地' });
  expect([reply.status, reply.text]).toEqual([200, reply.text]);
}

const found = async (who: string, q: string, more = ''): Promise<[number, number]> => {
  const { body } = await world.get(`/api/v1/tickets?q=${encodeURIComponent(q)}${more}`, who);
  expect(body.items).toBeDefined();
  return [body.items.length, body.total];
};
const WAYS = ['count=exact', 'count=capped', 'count=exact&list=unacknowledged', 'count=capped&state=dispatched'];

describe('what a unit is told of how many', () => {
  it.each(WAYS)('counts, of what a word stands in, only what it sees and may read: %s', async (way) => {
    const water = world.key('handler', 'water');
    expect(await found(world.key('supervisor'), '泵房', `&${way}`)).toEqual([4, 4]);
    expect(await found(water, '泵房', `&${way}`)).toEqual([1, 1]);
    for (const q of ['司徒望舒', '望舒', '亲眼看见', '偷水', '私接水表', '泵房漏水', '泵房收费'])
      expect([q, await found(water, q, `&${way}`)]).toEqual([q, [0, 0]]);
  });

  it('lists no ended ticket for who helped, whatever the version that wrote its row put there', async () => {
    const { id, number } = (await world.register({ title: '泵房旧案' })).body;
    await world.act(id, 'answer', world.key('operator'), { text: '已解答' });
    await world.database.pool.query("UPDATE ticket SET task_units = '{water}' WHERE id = $1", [id]);
    const water = world.key('handler', 'water');
    for (const query of [
      'count=exact',
      'count=exact&state=closed',
      `count=exact&q=${number}`,
      'count=capped&q=泵房旧案',
    ]) {
      const { body, text } = await world.get(`/api/v1/tickets?limit=100&${query}`, water);
      expect([query, text.includes(number)]).toEqual([query, false]);
      if (query !== 'count=exact') expect([query, body.total]).toEqual([query, 0]);
    }
  });

  it('counts in lists, and on the board, what it holds and nothing else', async () => {
    const water = world.key('handler', 'water');
    const lists = await world.get('/api/v1/lists', water);
    expect(lists.body.items.map(({ total }) => total).filter((total) => total > HELD)).toEqual([]);
    expect(lists.text).toContain(`"total":${HELD}`);
    const page = await world.get('/api/v1/tickets?list=unacknowledged&count=exact', water);
    expect([page.body.items.length, page.body.total]).toEqual([HELD, HELD]);
    const { byState } = (await world.get('/api/v1/stats/board', water)).body as unknown as {
      byState: Record<string, number>;
    };
    expect(Object.values(byState).reduce((sum, n) => sum + n, 0)).toBe(HELD);
    const inbox = await world.get('/api/v1/inbox', water);
    expect(new Set(inbox.body.items.map(({ id }) => id)).size).toBe(HELD);
  });
});

import type { BulkResult } from '../../../contracts/bulk.js';
import { createApiWorld, type ApiWorld, type Reply, type Say } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.gateway.mood = 'well';
});

interface Answer {
  readonly command: string;
  readonly dryRun: boolean;
  readonly taken: number;
  readonly refused: number;
  readonly toRepeat: number;
  readonly results: readonly BulkResult[];
}
const answerOf = ({ body }: Reply): Answer => body as unknown as Answer;
const bulk = (command: string, key: string, body: object, say: Say = {}): Promise<Reply> =>
  world.send('POST', `/api/v1/bulk/${command}`, key, { body, ...say });
const statuses = (reply: Reply): number[] => answerOf(reply).results.map(({ status }) => status);
const items = (ids: readonly string[]): { id: string }[] => ids.map((id) => ({ id }));

async function dispatched(count: number, unit = 'water'): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { body } = await world.register();
    await world.act(body.id, 'accept', world.key('operator'));
    await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit, reason: 'x' });
    ids.push(body.id);
  }
  return ids;
}
const versions = async (ids: readonly string[]): Promise<unknown[]> =>
  Promise.all(ids.map(async (id) => (await world.row(id))['version']));

describe('a command for many tickets', () => {
  it('is done or refused ticket by ticket, and says which', async () => {
    const water = world.key('handler', 'water');
    const [first = '', second = '', done = ''] = await dispatched(3);
    const [foreign = ''] = await dispatched(1, 'housing');
    await world.act(done, 'acknowledge', water);
    const random = '0192d3c4-0000-7000-8000-000000000000';
    const reply = await bulk('acknowledge', water, {
      items: [{ id: first, ifMatch: '"v3"' }, { id: second, ifMatch: '"v2"' }, ...items([done, foreign, random])],
    });
    expect(reply.status).toBe(200);
    expect(statuses(reply)).toEqual([200, 412, 409, 404, 404]);
    expect(answerOf(reply)).toMatchObject({ command: 'acknowledge', dryRun: false, taken: 1, refused: 4, toRepeat: 0 });
    const [taken, stale, again, hidden, none] = answerOf(reply).results;
    expect(taken).toEqual({ id: first, status: 200, version: 4, state: 'inProgress', replayed: false, problem: null });
    expect(stale).toMatchObject({ version: 3, problem: { code: 'stale-version', status: 412 } });
    expect(again).toMatchObject({ state: 'inProgress', problem: { code: 'illegal-transition' } });
    expect({ ...hidden, id: '' }).toEqual({ ...none, id: '' });
    expect(reply.text).not.toMatch(/井盖|王小明/);
    expect(await versions([first, second, done, foreign])).toEqual([4, 3, 4, 3]);
  });

  it('is only tried with dryRun, by the same rules', async () => {
    const water = world.key('handler', 'water');
    const [first = '', second = '', done = ''] = await dispatched(3);
    await world.act(done, 'acknowledge', water);
    const [foreign = ''] = await dispatched(1, 'housing');
    const body = { items: [{ id: first }, { id: second, ifMatch: '"v9"' }, ...items([done, foreign])], dryRun: true };
    const updates = world.gateway.updates.count;
    const dry = await bulk('acknowledge', water, body);
    expect(statuses(dry)).toEqual([200, 412, 409, 404]);
    expect(answerOf(dry)).toMatchObject({ dryRun: true, taken: 1, refused: 3 });
    expect(answerOf(dry).results[0]).toMatchObject({ version: 3, state: 'inProgress' });
    expect(world.gateway.updates.count).toBe(updates);
    expect(await versions([first, second, done])).toEqual([3, 3, 4]);
    const real = await bulk('acknowledge', water, { ...body, dryRun: false });
    const told = ({ results }: Answer): unknown[] => results.map(({ status, problem }) => [status, problem?.code]);
    expect(told(answerOf(real))).toEqual(told(answerOf(dry)));
  });

  it('takes one body for all, or one for each', async () => {
    const water = world.key('handler', 'water');
    const ids = await dispatched(3);
    await bulk('acknowledge', water, { items: items(ids) });
    const reply = await bulk('recordContact', water, {
      items: [{ id: ids[0], body: { note: '已电话联系' } }, ...items(ids.slice(1))],
      body: { note: '已短信联系' },
    });
    expect(statuses(reply)).toEqual([200, 200, 200]);
    const texts = await Promise.all(
      ids.map(async (id) => {
        const { body } = await world.get(`/api/v1/tickets/${id}/events`, water);
        return (body.items.at(-1) as unknown as { text: object }).text;
      }),
    );
    expect(texts).toEqual([{ note: '已电话联系' }, { note: '已短信联系' }, { note: '已短信联系' }]);
  });

  it('is done once under a key, by id or by number, and a repetition tries what was refused', async () => {
    const water = world.key('handler', 'water');
    const ids = await dispatched(2);
    const { body: early } = await world.register();
    const [first = '', second = ''] = ids;
    const number = (await world.get(`/api/v1/tickets/${first}`, water)).body.number;
    const say = { key: 'bulk-1' };
    const one = await bulk('acknowledge', water, { items: items([...ids, early.id]) }, say);
    expect(statuses(one)).toEqual([200, 200, 404]);
    await world.act(early.id, 'accept', world.key('operator'));
    await world.act(early.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
    const two = await bulk('acknowledge', water, { items: items([number, second, early.id]) }, say);
    expect(statuses(two)).toEqual([200, 200, 200]);
    expect(answerOf(two).results.map(({ replayed }) => replayed)).toEqual([true, true, false]);
    expect(await versions([...ids, early.id])).toEqual([4, 4, 4]);
    const other = await bulk('recordContact', water, { items: items(ids), body: { note: 'x' } }, say);
    expect(answerOf(other).results.map(({ problem }) => problem?.code)).toEqual([
      'idempotency-key-reused',
      'idempotency-key-reused',
    ]);
  });

  it('says of each ticket when the engine went away, and a repetition does the rest once', async () => {
    const water = world.key('handler', 'water');
    const ids = await dispatched(20);
    const { execute } = world.gateway;
    let asked = 0;
    world.gateway.execute = (...said) => {
      asked += 1;
      if (asked > 6) world.gateway.mood = 'losesAnswers';
      return execute(...said);
    };
    const say = { key: 'bulk-away' };
    const reply = await bulk('acknowledge', water, { items: items(ids) }, say);
    world.gateway.execute = execute;
    world.gateway.mood = 'well';
    const { results, taken, refused, toRepeat } = answerOf(reply);
    expect(results.map(({ id }) => id)).toEqual(ids);
    expect(refused).toBe(0);
    expect(taken + toRepeat).toBe(20);
    expect(toRepeat).toBeGreaterThan(3);
    const away = results.filter(({ status }) => status === 503);
    expect(away).toHaveLength(toRepeat);
    expect(away.some(({ problem }) => problem?.detail.includes('was not done'))).toBe(true);
    expect(away.some(({ problem }) => problem?.detail.includes('may still be done'))).toBe(true);
    const again = await bulk('acknowledge', water, { items: items(ids) }, say);
    expect(answerOf(again)).toMatchObject({ taken: 20, refused: 0, toRepeat: 0 });
    expect(await versions(ids)).toEqual(ids.map(() => 4));
  });

  it('never asks more of the engine at a time than a few', async () => {
    const ids = await dispatched(20);
    const { execute } = world.gateway;
    let now = 0;
    let most = 0;
    world.gateway.execute = async (...said) => {
      now += 1;
      most = Math.max(most, now);
      try {
        return await execute(...said);
      } finally {
        now -= 1;
      }
    };
    await bulk('acknowledge', world.key('handler', 'water'), { items: items(ids) });
    world.gateway.execute = execute;
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  it.each([
    ['no ticket', { items: [] }, ['/items']],
    [
      'more than a hundred',
      { items: Array.from({ length: 101 }, (_, n) => ({ id: `20260101-${100000 + n}` })) },
      ['/items'],
    ],
    ['a ticket twice', { items: items(['20260101-000001', '20260101-000001']), body: { note: 'x' } }, ['/items/1/id']],
    [
      'a shared body that does not fit',
      { items: items(['20260101-000001']), body: { text: 'x' } },
      ['/body/note', '/body/text'],
    ],
    [
      'one body that does not fit',
      { items: [{ id: '20260101-000001', body: { note: '' } }, { id: '20260101-000002' }], body: { note: 'x' } },
      ['/items/0/body/note'],
    ],
    ['a name that is none', { items: items(['x']), body: { note: 'x' } }, ['/items/0/id']],
    ['a field that is not known', { items: items(['20260101-000001']), body: { note: 'x' }, force: true }, ['/force']],
  ])('is refused as a whole with %s', async (_name, body, pointers) => {
    const updates = world.gateway.updates.count;
    const reply = await bulk('recordContact', world.key('handler', 'water'), body);
    expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    expect(new Set((reply.body.errors ?? []).map(({ pointer }) => pointer))).toEqual(new Set(pointers));
    expect(world.gateway.updates.count).toBe(updates);
  });

  it('is refused for what is no command', async () => {
    const reply = await bulk('explode', world.key('handler', 'water'), { items: items(['20260101-000001']) });
    expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
  });
});

import type { CallEventName } from '../../../domain/call/call.js';
import { createDeskClearing } from '../../../api/desk/desk-sweeper.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
let platform = '';
const operators: string[] = [];

beforeAll(async () => {
  world = await createApiWorld();
  const { keys } = world.services;
  platform = (await keys.create({ name: '话务平台', role: 'operator', unit: null, scopes: ['calls'] })).apiKey;
  for (const name of ['李', '吴']) operators.push((await keys.create({ name, role: 'operator', unit: null })).apiKey);
}, 120_000);
afterAll(() => world.close());

const at = (seconds: number): string => new Date(world.now().getTime() + seconds * 1_000).toISOString();
const say = (call: string, event: CallEventName, number: string | null, seconds = 0): Promise<Reply> =>
  world.send('POST', '/api/v1/calls', platform, { body: { call, event, number, at: at(seconds) } });
let calls = 0;
/** Somebody rings for twenty seconds, and gives up so long ago. */
async function missed(number: string | null, ago = 1): Promise<string> {
  const call = `pbx-${(calls += 1)}`;
  await say(call, 'ringing', number, -ago - 20);
  await say(call, 'ended', number, -ago);
  return call;
}
interface Missed {
  readonly id: string;
  readonly number: string;
  readonly times: number;
  readonly dueAt: string;
  readonly firstAt: string;
  readonly isLate: boolean;
  readonly claimedBy: string | null;
  readonly outcome: string | null;
}
const listed = async (query = ''): Promise<Missed[]> =>
  (await world.get(`/api/v1/missed-calls${query}`, operators[0] ?? '')).body.items as never;
const of = async (number: string): Promise<Missed | undefined> =>
  (await listed()).find((one) => one.number.endsWith(number.slice(-4)));
const claim = (id: string, who = 0): Promise<Reply> =>
  world.send('POST', `/api/v1/missed-calls/${id}/claim`, operators[who] ?? '');
const end = (id: string, outcome: string, who = 0): Promise<Reply> =>
  world.send('PUT', `/api/v1/missed-calls/${id}/outcome`, operators[who] ?? '', { body: { outcome } });
const noticesOf = async (id: string): Promise<string[]> => {
  const { rows } = await world.database.pool.query<{ told: string }>(
    `SELECT template || ' ' || recipient AS told FROM notice WHERE ticket_id = $1 AND channel = 'inApp' ORDER BY 1`,
    [id],
  );
  return rows.map(({ told }) => told);
};

describe('who rang and was not answered', () => {
  it('is one line however often they rang, masked, due half an hour after the first time; operators are told', async () => {
    const number = '13900001001';
    for (const ago of [300, 200, 100]) await missed(number, ago);
    await missed(null);
    const one = await of(number);
    expect(one).toMatchObject({ times: 3, number: '139****1001', isLate: false, claimedBy: null });
    expect(Date.parse(one?.dueAt ?? '') - Date.parse(one?.firstAt ?? '')).toBe(30 * 60_000);
    expect((await listed()).filter(({ number: shown }) => shown.startsWith('139'))).toHaveLength(1);
    expect(await noticesOf(one?.id ?? '')).toEqual(['missedCall role:operator']);
    const told = await world.get('/api/v1/notices', operators[0] ?? '');
    expect(JSON.stringify(told.body.items)).toContain('未接来电');
    expect((await world.get('/api/v1/missed-calls', world.key('handler', 'water'))).status).toBe(403);
  });

  it('counts a call once, however often and in whichever order it is told', async () => {
    const number = '13900001002';
    const call = `pbx-${(calls += 1)}`;
    for (let nth = 0; nth < 2; nth += 1) {
      await say(call, 'ended', number, -60);
      await say(call, 'ringing', number, -90);
    }
    expect((await of(number))?.times).toBe(1);
    await say(call, 'answered', number, -80);
    expect(await of(number)).toBeUndefined();
  });

  it('is claimed by one, who is told the number and what was asked before, and by another only after ten minutes', async () => {
    const number = '13900001003';
    const ticket = (await world.register({ citizen: { name: '李大妈', phone: number } })).body.id;
    await missed(number);
    const { id = '' } = (await of(number)) ?? {};
    const claimed = await claim(id);
    expect(claimed.body).toMatchObject({ number: `+86${number}`, earlier: { items: [{ id: ticket }] } });
    expect([(await claim(id)).status, (await claim(id, 1)).body.code]).toEqual([200, 'missed-call-taken']);
    expect((await end(id, 'reached', 1)).body.code).toBe('missed-call-taken');
    const { rows } = await world.database.pool.query(
      `SELECT 1 FROM look WHERE ticket_id IS NULL AND purpose = 'callBack' AND fields @> '{telephone}'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    world.later(10 * 60_000);
    expect((await claim(id, 1)).status).toBe(200);
  });

  it('is done by its outcome, which the same person may send again, and nobody else another', async () => {
    const number = '13900001004';
    await missed(number);
    const { id = '' } = (await of(number)) ?? {};
    await claim(id);
    for (let nth = 0; nth < 2; nth += 1)
      expect((await end(id, 'unreachable')).body).toMatchObject({ outcome: 'unreachable' });
    expect([(await end(id, 'reached')).body.code, (await claim(id, 1)).body.code]).toEqual([
      ...['missed-call-over', 'missed-call-over'],
    ]);
    expect(await of(number)).toBeUndefined();
    expect((await listed('?ended=true')).map((one) => one.id)).toContain(id);
    // Who rings again in vain waits anew.
    await missed(number);
    expect((await of(number))?.id).not.toBe(id);
    expect((await claim('0192d3c4-0000-7000-8000-000000000001')).body.code).toBe('missed-call-not-found');
  });

  it('needs nobody any more who rang again and was answered, also where the call before is told later', async () => {
    const number = '13900001005';
    await missed(number, 60);
    const { id = '' } = (await of(number)) ?? {};
    await say(`pbx-${(calls += 1)}`, 'answered', `+86 ${number}`, -10);
    expect(await of(number)).toBeUndefined();
    expect((await listed('?ended=true')).find((one) => one.id === id)).toMatchObject({ outcome: 'calledAgain' });
    await missed(number, 30);
    expect(await of(number)).toBeUndefined();
  });

  it('is told the duty desk once when nobody rang back in time', async () => {
    const number = '13900001006';
    await missed(number);
    const { id = '' } = (await of(number)) ?? {};
    const sweep = createDeskClearing(world.services, () => world.now().getTime());
    await sweep();
    expect(await noticesOf(id)).toEqual(['missedCall role:operator']);
    world.later(30 * 60_000);
    for (let nth = 0; nth < 2; nth += 1) await sweep();
    expect(await noticesOf(id)).toEqual(['missedCall role:operator', 'missedCallLate role:dutyDesk']);
    expect((await of(number))?.isLate).toBe(true);
  });

  it('is forgotten after ninety days, with every call that no ticket keeps', async () => {
    world.later(90 * 86_400_000);
    await createDeskClearing(world.services, () => world.now().getTime())();
    const { rows } = await world.database.pool.query<{ n: number }>(
      `SELECT (SELECT count(*) FROM call)::int + (SELECT count(*) FROM caller)::int + (SELECT count(*) FROM missed_call)::int AS n`,
    );
    expect(rows[0]?.n).toBe(0);
  });
});

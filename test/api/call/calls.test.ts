import type { CallEventName } from '../../../domain/call/call.js';
import { createApiWorld, TICKET, type ApiWorld, type Reply } from '../../support/api-world.js';
import { removeWords } from '../../../storage/erasure/words-of-ticket.js';
import { readEvents } from '../../support/event-source.js';
import { eventually } from '../../support/eventually.js';

const PHONE = '13900008888';
let world: ApiWorld;
let platform = '';
/** Accounts by the line at which they sit. */
const seats: Record<string, { key: string; id: string }> = {};

beforeAll(async () => {
  world = await createApiWorld();
  const { keys } = world.services;
  platform = (await keys.create({ name: '话务平台', role: 'operator', unit: null, scopes: ['calls'] })).apiKey;
  for (const line of ['8012', '8020']) {
    const { apiKey: key, id } = await keys.create({ name: line, role: 'operator', unit: null });
    seats[line] = { key, id };
    expect((await put(`call-agents/${line}`, { account: id })).status).toBe(200);
  }
}, 120_000);
afterAll(() => world.close());

const put = (path: string, body?: object, key = platform): Promise<Reply> =>
  world.send('PUT', `/api/v1/${path}`, key, body ? { body } : {});
const at = (seconds: number): string => new Date(world.now().getTime() + seconds * 1_000).toISOString();
const say = (call: string, event: CallEventName, more: object = {}): Promise<Reply> =>
  world.send('POST', '/api/v1/calls', platform, { body: { call, event, at: at(0), number: PHONE, ...more } });
const seat = (line: string): { key: string; id: string } => seats[line] ?? { key: '', id: '' };
const deskOf = async (line: string): Promise<DeskCall[]> =>
  (await world.get('/api/v1/desk/calls', seat(line).key)).body.items as never;
interface DeskCall {
  readonly call: string;
  readonly state: string;
  readonly number: string | null;
  readonly tickets: string[];
  readonly earlier: { readonly items: { readonly id: string; readonly inProgress: boolean }[]; readonly total: number };
}
let calls = 0;
const newCall = (): string => `pbx-${(calls += 1)}`;

describe('what a telephone platform says of a call', () => {
  it('is taken from a key for calls alone, and from no session of an operator', async () => {
    const other = (await world.services.keys.create({ name: 'x', role: 'operator', unit: null, scopes: ['command'] }))
      .apiKey;
    const body = { call: newCall(), event: 'ringing', at: at(0), number: PHONE };
    const codes = [];
    for (const key of [other, world.key('dispatcher'), platform])
      codes.push((await world.send('POST', '/api/v1/calls', key, { body })).status);
    expect(codes).toEqual([403, 403, 200]);
    expect((await world.get('/api/v1/tickets', platform)).status).toBe(403);
  });

  it('changes nothing the second time, and is the same in any order', async () => {
    const call = newCall();
    const when = at(-20);
    const told = [
      await say(call, 'ringing', { agent: '8012', at: when }),
      await say(call, 'ringing', { agent: '8012', at: when }),
    ];
    expect(told.map(({ body }) => body)).toMatchObject([
      { call, state: 'ringing', account: seat('8012').id, isNew: true },
      { isNew: false },
    ]);
    const late = newCall();
    await say(late, 'ended', { at: at(-1) });
    await say(late, 'answered', { at: at(-9), agent: '8012' });
    expect((await say(late, 'ringing', { at: at(-12), agent: '8020' })).body).toMatchObject({
      ...{ state: 'ended', agent: '8012', account: seat('8012').id },
    });
  });

  it('is refused with what is wrong: the number, the time, an id that holds the number, too many events', async () => {
    const wrong: [object, string][] = [
      [{ number: '12a' }, '/number'],
      [{ at: at(3_600) }, '/at'],
      [{ call: `rec-${PHONE}` }, '/call'],
      [{ agent: 'a b' }, '/agent'],
      [{ event: 'hungUp' }, '/event'],
    ];
    for (const [more, pointer] of wrong) {
      const { status, body } = await say(newCall(), 'ringing', more);
      expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
    const call = newCall();
    for (let nth = 0; nth < 100; nth += 1) await say(call, 'ringing', { at: at(-200 + nth) });
    expect((await say(call, 'ringing')).body.errors?.[0]).toMatchObject({ pointer: '/call' });
    expect((await put('call-agents/8099', { account: '0192d3c4-0000-7000-8000-000000000001' })).status).toBe(400);
  });

  it('leaves the number where nobody reads it: not in the database, nor in a log', async () => {
    await say(newCall(), 'ringing', { agent: '8012', recording: `rec/${PHONE}.wav` });
    const { rows } = await world.database.pool.query<{ dump: string }>(
      `SELECT string_agg(x::text, ' ') AS dump FROM (
         SELECT c::text AS x FROM caller c UNION ALL SELECT c::text FROM call c UNION ALL SELECT e::text FROM call_event e) t`,
    );
    const hex = (text: string): string => Buffer.from(text).toString('hex');
    for (const text of [rows[0]?.dump ?? '', world.logged()])
      for (const number of [PHONE, `+86${PHONE}`, hex(PHONE)]) expect(text).not.toContain(number);
    const marks = await world.database.pool.query<{ n: string }>('SELECT count(DISTINCT mark) AS n FROM caller');
    expect(marks.rows[0]?.n).toBe('1');
  });
});

describe('a call that rings', () => {
  it('is on the stream of that desk and of no other, by its id alone, and goes with who takes it over', async () => {
    const streams = await Promise.all(
      ['8012', '8020'].map((line) =>
        readEvents(`${world.base}/api/v1/desk/stream`, { Authorization: `Bearer ${seat(line).key}` }),
      ),
    );
    const call = newCall();
    const heard = (nth: number): string[] =>
      (streams[nth]?.events ?? [])
        .filter(({ type, data }) => type === 'call' && JSON.stringify(data).includes(`"${call}"`))
        .map(({ data }) => (data as unknown as { state: string }).state);
    await say(call, 'ringing', { agent: '8012', at: at(-9) });
    await eventually(() => expect(heard(0)).toEqual(['ringing']));
    await say(call, 'answered', { agent: '8012', at: at(-8) });
    await eventually(() => expect(heard(0)).toEqual(['ringing', 'answered']));
    expect(heard(1)).toEqual([]);
    await say(call, 'transferred', { agent: '8020', at: at(-5) });
    await eventually(() => expect([heard(0).at(-1), heard(1)]).toEqual(['gone', ['answered']]));
    await say(call, 'ended', { at: at(-1) });
    await eventually(() => expect(heard(1)).toEqual(['answered', 'gone']));
    expect(JSON.stringify(streams.map(({ blocks }) => blocks))).not.toContain(PHONE);
    for (const stream of streams) stream.close();
  });

  it('opens the card of who calls: what they asked before, open ones first, and nothing of who wanted no name', async () => {
    const phone = '13900007001';
    const citizen = { name: '李大妈', phone };
    const open = (await world.register({ citizen })).body.id;
    const closed = (await world.register({ citizen, title: '路灯不亮' })).body.id;
    await world.act(closed, 'answer', world.key('operator'), { text: '今晚修好。' });
    await world.register({ citizen: { phone, identity: 'anonymous' } });
    const call = newCall();
    await say(call, 'ringing', { agent: '8012', number: `+86 ${phone}` });
    const [card] = await deskOf('8012');
    expect(card).toMatchObject({ call, state: 'ringing', number: `+86${phone}`, tickets: [], earlier: { total: 2 } });
    expect(card?.earlier.items.map(({ id }) => id)).toEqual([open, closed]);
    expect((await deskOf('8020')).map((one) => one.call)).not.toContain(call);
    expect((await world.get('/api/v1/desk/calls', world.key('reviewer'))).status).toBe(403);
    const { rows } = await world.database.pool.query<{ n: string }>(
      `SELECT count(*) AS n FROM look WHERE actor_id = $1 AND ticket_id IS NULL AND fields @> '{telephone}'`,
      [seat('8012').id],
    );
    expect(Number(rows[0]?.n)).toBeGreaterThan(0);
  });

  it('stays at the desk for a quarter of an hour after it ended, and is gone then; one that was missed at once', async () => {
    const [call, missed] = [newCall(), newCall()];
    await say(call, 'answered', { agent: '8020', at: at(-60), number: null });
    await say(call, 'ended', { at: at(-1), number: null });
    await say(missed, 'ringing', { agent: '8020', at: at(-60) });
    await say(missed, 'ended', { at: at(-1) });
    const held = async (): Promise<string[]> => (await deskOf('8020')).map((one) => one.call);
    expect(await held()).toContain(call);
    expect(await held()).not.toContain(missed);
    expect((await deskOf('8020')).find((one) => one.call === call)).toMatchObject({
      number: null,
      earlier: { total: 0 },
    });
    world.later(15 * 60_000);
    expect(await held()).not.toContain(call);
  });
});

describe('the ticket that comes of a call', () => {
  const ringing = async (): Promise<string> => {
    const call = newCall();
    await say(call, 'answered', { agent: '8012', recording: 'rec/1.wav' });
    return call;
  };
  const callsOf = async (id: string, key: string): Promise<{ call: string; recording: string | null }[]> =>
    (await world.get(`/api/v1/tickets/${id}/calls`, key)).body.items as never;

  it('keeps it, whether it is registered, answered or said afterwards, and however often', async () => {
    const { key } = seat('8012');
    const [first, second, third] = [await ringing(), await ringing(), await ringing()];
    const register = (): Promise<Reply> =>
      world.send('POST', '/api/v1/tickets', key, { body: { ...TICKET, call: first }, key: 'k-1' });
    const { body } = await register();
    expect((await register()).body.id).toBe(body.id);
    for (let nth = 0; nth < 2; nth += 1)
      expect((await put(`tickets/${body.id}/calls/${second}`, undefined, key)).status).toBe(204);
    expect((await world.act(body.id, 'answer', key, { text: '已答复。', call: third })).status).toBe(200);
    const kept = await callsOf(body.id, key);
    expect(kept.map(({ call }) => call).toSorted()).toEqual([first, second, third].toSorted());
    expect(kept[0]?.recording).toBe('rec/1.wav');
    expect((await deskOf('8012')).find(({ call }) => call === first)?.tickets).toEqual([body.id]);
  });

  it('does not take a call of another desk, nor one that there is not, and is not registered then', async () => {
    const call = await ringing();
    const { body } = await world.register();
    const { key } = seat('8020');
    for (const one of [call, 'pbx-none'])
      expect((await put(`tickets/${body.id}/calls/${one}`, undefined, key)).body).toMatchObject({
        code: 'call-not-found',
      });
    const refused = await world.send('POST', '/api/v1/tickets', key, { body: { ...TICKET, call } });
    expect(refused.body).toMatchObject({ code: 'call-not-found' });
  });

  it('lets it go when it is erased, and with it whose call that was and where it can be heard', async () => {
    const { key } = seat('8012');
    const [alone, shared] = [await ringing(), await ringing()];
    const [gone, stays] = [(await world.register()).body.id, (await world.register()).body.id];
    for (const call of [alone, shared]) await put(`tickets/${gone}/calls/${call}`, undefined, key);
    await put(`tickets/${stays}/calls/${shared}`, undefined, key);
    await removeWords(world.database.pool, gone, world.now());
    const { rows } = await world.database.pool.query(
      'SELECT id, caller_id IS NULL AND recording_sealed IS NULL AS empty FROM call WHERE id = ANY($1) ORDER BY id',
      [[alone, shared]],
    );
    expect(rows).toEqual(
      [
        { id: alone, empty: true },
        { id: shared, empty: false },
      ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
    expect(await callsOf(stays, key)).toHaveLength(1);
  });

  it('tells of it whom it shows the number, and nobody else', async () => {
    const report = { ...TICKET, type: 'report', noneNamed: true, call: await ringing() };
    const { body } = await world.send('POST', '/api/v1/tickets', seat('8012').key, { body: report });
    expect(await callsOf(body.id, world.key('operator'))).toHaveLength(1);
    expect(await callsOf(body.id, world.key('auditor'))).toEqual([]);
    expect((await world.get(`/api/v1/tickets/${body.id}/calls`, world.key('handler', 'water'))).status).toBe(404);
  });
});

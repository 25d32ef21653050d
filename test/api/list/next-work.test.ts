import { anotherProcess, type AnotherProcess } from '../../support/another-process.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { aPerson, signedIn } from '../../support/browser.js';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
  toTheHour(10);
});
afterEach(() => world.close());

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NEXT = '/api/v1/inbox/next';
const REPLY = { facts: 'x', basis: 'x', measures: 'x', contacted: 'x', text: 'x' };

interface Next {
  readonly item: { readonly id: string; readonly leasedBy: { readonly id: string; readonly name: string } } | null;
  readonly until: string | null;
  readonly call: object | null;
  readonly none: { readonly why: string; readonly next: string | null } | null;
}

/** The next time that the clock on China's walls shows this hour. */
function toTheHour(hour: number): void {
  const now = world.now().getTime();
  const wanted = new Date(now + 8 * HOUR_MS);
  wanted.setUTCHours(hour, 0, 0, 0);
  const ms = wanted.getTime() - 8 * HOUR_MS - now;
  world.later(ms > 0 ? ms : ms + 24 * HOUR_MS);
}

/** A ticket whose citizen is to be called back. */
async function toCallBack(phone: string, reviewer = world.key('reviewer')): Promise<string> {
  const { id } = (await world.register({ citizen: { name: '王小明', phone } })).body;
  const water = world.key('handler', 'water');
  const steps: [string, string, object][] = [
    ['accept', world.key('operator'), {}],
    ['dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' }],
    ['acknowledge', water, {}],
    ['reply', water, REPLY],
    ['reviewReply', reviewer, { accept: true }],
  ];
  for (const [command, key, body] of steps) {
    const reply = await world.act(id, command, key, body);
    expect([command, reply.status, reply.body.detail]).toEqual([command, 200, undefined]);
  }
  return id;
}

const agent = async (name: string): Promise<string> =>
  (await world.services.keys.create({ name, role: 'callbackAgent', unit: null })).apiKey;

async function next(key: string, kind = 'toCallBack', base = world.base): Promise<Next> {
  const response = await fetch(`${base}${NEXT}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Next;
}

const NUMBERS = ['13800001234', '13800001235', '13800001236'] as const;

describe('the next call', () => {
  it('is the soonest that waits, and nobody else is given it', async () => {
    const [first, second] = [await toCallBack(NUMBERS[0]), await toCallBack(NUMBERS[1])];
    const [chen, li, wu] = [await agent('陈'), await agent('李'), await agent('吴')];
    expect((await next(chen)).item?.id).toBe(first);
    expect((await next(li)).item?.id).toBe(second);
    expect(await next(wu)).toEqual({ item: null, until: null, call: null, none: { why: 'withOthers', next: null } });
  });

  it('stays the same for who asks again, ten minutes from then on', async () => {
    const first = await toCallBack(NUMBERS[0]);
    await toCallBack(NUMBERS[1]);
    const chen = await agent('陈');
    const given = await next(chen);
    world.later(9 * MINUTE_MS);
    const again = await next(chen);
    expect(again.item?.id).toBe(first);
    const longer = Date.parse(again.until ?? '') - Date.parse(given.until ?? '');
    expect(longer).toBeGreaterThanOrEqual(9 * MINUTE_MS);
    // So the first ten minutes are over, and it is still theirs.
    world.later(5 * MINUTE_MS);
    expect((await next(await agent('李'))).item?.id).not.toBe(first);
  });

  it('is somebody else’s once it was given back, or ten minutes are over', async () => {
    const only = await toCallBack(NUMBERS[0]);
    const [chen, li] = [await agent('陈'), await agent('李')];
    await next(chen);
    expect((await world.send('DELETE', `${NEXT}?kind=toCallBack`, chen)).status).toBe(204);
    expect((await world.send('DELETE', `${NEXT}?kind=toCallBack`, chen)).status).toBe(204);
    expect((await next(li)).item?.id).toBe(only);
    expect((await next(chen)).none?.why).toBe('withOthers');
    world.later(10 * MINUTE_MS);
    expect((await next(chen)).item?.id).toBe(only);
  });

  it('is over when the call was recorded, and the same person has the next one', async () => {
    const [first, second] = [await toCallBack(NUMBERS[0]), await toCallBack(NUMBERS[1])];
    const chen = await agent('陈');
    expect((await next(chen)).item?.id).toBe(first);
    await world.act(first, 'recordCallback', chen, { reached: true, solved: 'yes', satisfied: 5 });
    expect((await next(chen)).item?.id).toBe(second);
    await world.act(second, 'recordCallback', chen, { reached: true, solved: 'yes', satisfied: 5 });
    expect(await next(chen)).toMatchObject({ item: null, none: { why: 'nothing' } });
  });

  it('of a citizen who was missed comes four hours later, and says so until then', async () => {
    const only = await toCallBack(NUMBERS[0]);
    const chen = await agent('陈');
    await next(chen);
    await world.act(only, 'recordCallback', chen, { reached: false });
    const { item, none } = await next(chen);
    expect([item, none?.why]).toEqual([null, 'later']);
    expect(none?.next).toMatch(/T14:00:\d\d/);
    world.later(4 * HOUR_MS);
    expect((await next(chen)).item?.id).toBe(only);
  });

  it('says which attempt it is, of how many, when the last one was, and the hours of its pack', async () => {
    const only = await toCallBack(NUMBERS[0]);
    const chen = await agent('陈');
    const hours = { from: '09:00', to: '20:00' };
    expect((await next(chen)).call).toEqual({
      attempt: 1,
      attempts: 3,
      lastAt: null,
      minutesSinceLast: null,
      ...hours,
    });
    const wrong = await world.act(only, 'recordCallback', chen, { reached: false, reason: '空号或错号' });
    expect(wrong.status).toBe(200);
    world.later(4 * HOUR_MS);
    expect((await next(chen)).call).toMatchObject({ attempt: 2, attempts: 3, minutesSinceLast: 240, ...hours });
    const { items } = (await world.get(`/api/v1/tickets/${only}/events`, chen)).body as unknown as {
      items: { type: string; text: object }[];
    };
    expect(items.findLast(({ type }) => type === 'callbackMissed')?.text).toEqual({ reason: '空号或错号' });
  });

  it('is counted, for who made it and for all, until midnight in China', async () => {
    const [first, second] = [await toCallBack(NUMBERS[0]), await toCallBack(NUMBERS[1])];
    const [chen, li] = [await agent('陈'), await agent('李')];
    await world.act(first, 'recordCallback', chen, { reached: true, solved: 'yes', satisfied: 5 });
    await world.act(second, 'recordCallback', li, { reached: false });
    const figures = async () => (await world.get('/api/v1/inbox/callbacks', chen)).body;
    expect(await figures()).toMatchObject({
      mine: { made: 1, reached: 1 },
      all: { made: 2, reached: 1 },
      waiting: 1,
    });
    toTheHour(0);
    expect(await figures()).toMatchObject({ mine: { made: 0 }, all: { made: 0, reached: 0 }, waiting: 1 });
  });

  it('opens the number of its citizen to who was given it, however long ago they signed in, and to nobody else', async () => {
    const [first, second] = [await toCallBack(NUMBERS[0]), await toCallBack(NUMBERS[1])];
    const browser = await signedIn(world, await aPerson(world, { role: 'callbackAgent' }));
    const ask = (id: string, fields = ['telephone']) =>
      browser.send('POST', `/api/v1/tickets/${id}/disclosures`, {
        body: { fields, purpose: 'callBack', words: '回访' },
      });
    for (const _each of [1, 2]) {
      world.later(14 * MINUTE_MS);
      await browser.get('/api/v1/me');
    }
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([401, 401]);
    await browser.send('POST', NEXT, { body: { kind: 'toCallBack' } });
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([201, 401]);
    expect((await ask(first, ['telephone', 'name'])).status).not.toBe(201);
    expect((await browser.get(`/api/v1/tickets/${first}`)).body.citizen?.phone).toBe(`+86${NUMBERS[0]}`);
    await browser.send('DELETE', `${NEXT}?kind=toCallBack`);
    const { items } = (await browser.get(`/api/v1/tickets/${first}/disclosures`)).body;
    await browser.send('POST', `/api/v1/tickets/${first}/disclosures/${items[0]?.id ?? ''}/withdrawal`);
    expect((await ask(first)).body.code).toBe('sign-in-too-old');
  });

  it('is not given outside the hours for calls, with the time at which they begin', async () => {
    await toCallBack(NUMBERS[0]);
    toTheHour(20);
    expect(await next(await agent('陈'))).toMatchObject({ item: null, none: { why: 'later' } });
    toTheHour(7);
    const { none } = await next(await agent('李'));
    expect(none?.next).toMatch(/T09:00:00/);
    // Nor does who holds one hold it overnight.
    toTheHour(19);
    const wu = await agent('吴');
    expect((await next(wu)).item).not.toBeNull();
    toTheHour(20);
    expect((await next(wu)).none?.why).toBe('later');
  });

  it('goes to nobody else while the same telephone number is with somebody by another ticket', async () => {
    const [first, second] = [await toCallBack(NUMBERS[0]), await toCallBack(`+86 ${NUMBERS[0]}`)];
    const third = await toCallBack(NUMBERS[1]);
    const [chen, li, wu] = [await agent('陈'), await agent('李'), await agent('吴')];
    expect((await next(chen)).item?.id).toBe(first);
    expect((await next(li)).item?.id).toBe(third);
    expect((await next(wu)).none?.why).toBe('withOthers');
    await world.act(first, 'recordCallback', chen, { reached: true, solved: 'yes', satisfied: 5 });
    expect((await next(wu)).item?.id).toBe(second);
  });

  it('shows in the worklist with whom it is', async () => {
    const only = await toCallBack(NUMBERS[0]);
    const chen = await agent('陈');
    await next(chen);
    const { items } = (await world.get('/api/v1/inbox', world.key('callbackAgent'))).body as unknown as {
      items: Next['item'][];
    };
    expect(items.map((item) => [item?.id, item?.leasedBy.name])).toEqual([[only, '陈']]);
    await world.send('DELETE', `${NEXT}?kind=toCallBack`, chen);
    expect((await world.get('/api/v1/inbox', chen)).body.items).toMatchObject([{ id: only, leasedBy: null }]);
  });

  it('leaves no telephone number in the table of leases', async () => {
    await toCallBack(NUMBERS[0]);
    await next(await agent('陈'));
    const { rows } = await world.database.pool.query('SELECT * FROM work_lease');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('0001234');
  });
});

describe('the next of another kind', () => {
  it('is a reply to review, one for each reviewer', async () => {
    const water = world.key('handler', 'water');
    for (const _each of [1, 2]) {
      const { id } = (await world.register()).body;
      await world.act(id, 'accept', world.key('operator'));
      await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
      await world.act(id, 'acknowledge', water);
      await world.act(id, 'reply', water, REPLY);
    }
    const reviewer = async (): Promise<string> =>
      (await world.services.keys.create({ name: 'x', role: 'reviewer', unit: null })).apiKey;
    const ids = [
      (await next(await reviewer(), 'toReview')).item?.id,
      (await next(await reviewer(), 'toReview')).item?.id,
    ];
    expect(new Set(ids).size).toBe(2);
    // The same citizen, and no call: nobody has to wait.
    expect(ids).not.toContain(undefined);
  });

  it('is refused to a role for which it never waits', async () => {
    const reply = await world.send('POST', NEXT, world.key('operator'), { body: { kind: 'toCallBack' } });
    expect([reply.status, reply.body.detail]).toEqual([
      400,
      '/kind: Nothing of this kind waits for the role operator.',
    ]);
  });
});

describe('many agents who ask at once, of two processes', () => {
  let other: AnotherProcess;
  beforeEach(async () => {
    other = await anotherProcess(world, world.masterKey, () => world.now().getTime());
  });
  afterEach(() => other.close());

  it('are never given the same citizen, and all that waits is given', async () => {
    // Four citizens, of whom each has two tickets.
    const citizens = ['13800001240', '13800001241', '13800001242', '13800001243'];
    const phoneOf = new Map<string, string>();
    for (const phone of [...citizens, ...citizens]) phoneOf.set(await toCallBack(phone), phone);
    const agents = await Promise.all(Array.from({ length: 12 }, (_each, n) => agent(`座席${n}`)));
    const given = await Promise.all(
      // Each asks twice at once, at both processes.
      agents.flatMap((key) => [next(key), next(key, 'toCallBack', other.base)]),
    );
    const perAgent = agents.map((_key, n) => [given[2 * n]?.item?.id, given[2 * n + 1]?.item?.id]);
    const held = perAgent.map((ids) => [...new Set(ids.filter((id) => id !== undefined))]);
    expect(held.filter((ids) => ids.length > 1)).toEqual([]);
    const phones = held.flat().map((id) => phoneOf.get(id));
    expect(phones.toSorted()).toEqual(citizens);
  });
});

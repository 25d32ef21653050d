import { createApiWorld, type ApiWorld, type Json } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const REPLY = {
  facts: '井盖已碎',
  basis: '市政条例',
  measures: '更换井盖',
  contacted: '已电话联系',
  text: '今日已更换。',
};

/** Brings a new ticket to the citizen's callback; answers with its last body. */
async function toCallback(): Promise<Json> {
  const { body } = await world.register();
  const id = body.id;
  const handler = world.key('handler', 'water');
  await world.act(id, 'accept', world.key('operator'), { classCode: '010102' });
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  await world.act(id, 'acknowledge', handler);
  await world.act(id, 'reply', handler, REPLY);
  return (await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true })).body;
}

describe('a ticket by HTTP', () => {
  it('lives from registration to a closed, solved ticket', async () => {
    const { body: ticket, headers } = await world.register();
    const id = ticket.id;
    expect(ticket).toMatchObject({
      state: 'registered',
      kind: 'open',
      version: 1,
      overdue: false,
      title: '小区井盖破损',
      citizen: { name: '王小明', phone: '138****1234', identity: 'open' },
    });
    expect(ticket.number).toMatch(/^\d{8}-\d{6}$/);
    expect(headers.get('location')).toBe(`/api/v1/tickets/${id}`);
    expect(headers.get('etag')).toBe('"v1"');
    expect(ticket.registeredAt).toMatch(/\+08:00$/);
    expect(ticket.clocks?.[0]).toMatchObject({ id: 'accept.1', state: 'running' });
    expect(ticket.allowedActions).toContain('accept');

    const handler = world.key('handler', 'water');
    const steps: [string, string, object, string][] = [
      ['accept', world.key('operator'), { classCode: '010102', urgency: 'P2' }, 'pendingDispatch'],
      ['dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' }, 'dispatched'],
      ['acknowledge', handler, {}, 'inProgress'],
      ['recordContact', handler, { note: '已联系' }, 'inProgress'],
      ['requestExtension', handler, { workingDays: 3, reason: '等配件', basis: '办法' }, 'inProgress'],
      ['decide', world.key('dutyManager'), { request: 1, grant: true, reason: '属实' }, 'inProgress'],
      ['reply', handler, REPLY, 'replied'],
      ['reviewReply', world.key('reviewer'), { accept: true }, 'callbackPending'],
      ['recordCallback', world.key('callbackAgent'), { reached: true, solved: 'yes', satisfied: 5 }, 'closed'],
    ];
    let etag = headers.get('etag') ?? '';
    for (const [command, key, body, state] of steps) {
      const reply = await world.act(id, command, key, body, { ifMatch: etag });
      expect([command, reply.status, reply.body.state, reply.body.detail]).toEqual([command, 200, state, undefined]);
      etag = reply.headers.get('etag') ?? '';
      expect(etag).toBe(`"v${reply.body.version}"`);
    }
    const closed = await world.get(`/api/v1/tickets/${ticket.number}`, world.key('supervisor'));
    expect(closed.body).toMatchObject({
      state: 'closed',
      closingCode: 'solved',
      solved: 'yes',
      satisfied: 5,
      lead: { id: 'water' },
    });
    expect(closed.body.unitDueAt).not.toBeNull();
    expect(closed.body.policy).toEqual({ code: 'default', version: '1' });

    const events = await world.get(`/api/v1/tickets/${id}/events`, world.key('supervisor'));
    const items = events.body.items;
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
    expect(items.find((event) => event.to === 'replied')?.text).toEqual(REPLY);
    expect(items.find((event) => event.to === 'dispatched')?.text).toEqual({ reason: '属地' });
  });

  it('keeps what people wrote out of the engine', async () => {
    const ticket = await toCallback();
    expect(JSON.stringify(world.gateway.ticket(ticket.id))).not.toMatch(/井盖|王小明|13800001234|属地/);
    expect(world.logged()).not.toMatch(/井盖|王小明|13800001234|属地/);
  });

  it('explains its dates, by clock id, by key and by default', async () => {
    const { id } = await toCallback();
    const key = world.key('supervisor');
    const byDefault = await world.get(`/api/v1/tickets/${id}/explain`, key);
    expect(byDefault.body).toMatchObject({ clock: 'handle.1', rule: expect.stringContaining('default@1') as string });
    expect(byDefault.body.steps?.[0]?.segments?.length).toBeGreaterThan(0);
    expect((await world.get(`/api/v1/tickets/${id}/explain?clock=accept`, key)).body.clock).toBe('accept.1');
    expect((await world.get(`/api/v1/tickets/${id}/explain?clock=handle.1`, key)).body.clock).toBe('handle.1');
    const none = await world.get(`/api/v1/tickets/${id}/explain?clock=judge`, key);
    expect([none.status, none.body.code]).toEqual([404, 'clock-not-found']);
  });

  it('is rated once, by a link that needs no key', async () => {
    const { id } = await toCallback();
    const seen = await world.get(`/api/v1/tickets/${id}`, world.key('callbackAgent'));
    const link = seen.body.ratingLink ?? '';
    expect(link).toMatch(/^\/api\/v1\/ratings\/[\w-]+$/);
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('handler', 'water'))).body.ratingLink).toBeUndefined();

    expect((await world.get(link, null)).body).toEqual({ number: seen.body.number, open: true });
    const bad = await world.send('POST', link, null, { body: { solved: 'yes' } });
    expect([bad.status, bad.body.errors?.[0]?.pointer]).toEqual([400, '/satisfied']);
    const rating = { solved: 'yes', satisfied: 4 };
    const twice = await Promise.all([1, 2].map(() => world.send('POST', link, null, { body: rating })));
    expect(twice.map(({ status, body }) => [status, body.state])).toEqual([
      [200, 'closed'],
      [200, 'closed'],
    ]);
    const other = await world.send('POST', link, null, { body: { solved: 'no', satisfied: 1 } });
    expect([other.status, other.body.code]).toEqual([410, 'already-rated']);
    expect((await world.get(link, null)).body.open).toBe(false);
    expect((await world.get(`${link.slice(0, -2)}AA`, null)).status).toBe(404);
    expect((await world.get('/api/v1/ratings/none', null)).status).toBe(404);
  });

  it('takes nudges and supplements once per key, and none after the end', async () => {
    const { body } = await world.register();
    const path = `/api/v1/tickets/${body.id}`;
    const key = world.key('operator');
    const first = await world.send('POST', `${path}/nudges`, key, { body: { text: '快一点' }, key: 'nudge-1' });
    expect(first.status).toBe(202);
    await world.send('POST', `${path}/nudges`, key, { body: { text: '快一点' }, key: 'nudge-1' });
    await world.send('POST', `${path}/nudges`, key, { key: 'nudge-2' });
    expect((await world.send('POST', `${path}/supplements`, key, { body: { text: '还有一个' } })).status).toBe(202);
    expect((await world.get(path, key)).body.nudges).toEqual({ count: 2, supplements: 1 });
    expect((await world.send('POST', `${path}/nudges`, key, { body: { text: '别的' }, key: 'nudge-1' })).status).toBe(
      422,
    );
    await world.act(body.id, 'withdraw', key, { reason: '不办了' });
    const late = await world.send('POST', `${path}/nudges`, key);
    expect([late.status, late.body.code]).toEqual([409, 'ticket-ended']);
    const after = await world.act(body.id, 'withdraw', key, { reason: '不办了' });
    expect([after.status, after.body.code, after.body.currentState]).toEqual([409, 'ticket-ended', 'withdrawn']);
  });

  it('follows a master by number, and shares its reply', async () => {
    const master = (await world.register()).body;
    const follower = (await world.register()).body;
    const merged = await world.act(follower.id, 'merge', world.key('operator'), { into: master.number });
    expect([merged.status, merged.body.state, merged.body.master]).toEqual([
      200,
      'merged',
      { id: master.id, number: master.number },
    ]);
    expect((await world.get(`/api/v1/tickets/${master.id}`, world.key('operator'))).body.followers).toEqual([
      { id: follower.id, number: follower.number },
    ]);
    const nowhere = await world.act(master.id, 'merge', world.key('operator'), { into: '20200101-000001' });
    expect([nowhere.status, nowhere.body.code]).toEqual([422, 'merge-not-allowed']);
  });

  it('answers live from the workflow, and from the projection while the engine is away', async () => {
    const { body } = await world.register();
    const path = `/api/v1/tickets/${body.id}/live`;
    expect((await world.get(path, world.key('supervisor'))).body).toMatchObject({
      source: 'workflow',
      ageSeconds: null,
    });
    world.gateway.mood = 'away';
    const stale = await world.get(path, world.key('supervisor'));
    world.gateway.mood = 'well';
    expect(stale.body).toMatchObject({ source: 'projection', version: 1 });
    expect(stale.body.ageSeconds).toBeGreaterThanOrEqual(0);
  });

  it('hides who reports, and who asked not to be named, from units', async () => {
    for (const changes of [
      { type: 'report', noneNamed: true },
      { citizen: { name: '王小明', phone: '13800001234', identity: 'hidden' } },
    ]) {
      const { body } = await world.register(changes);
      await world.act(body.id, 'accept', world.key('operator'));
      await world.saysYes(body.id);
      await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
      const seen = await world.get(`/api/v1/tickets/${body.id}`, world.key('handler', 'water'));
      expect(seen.body.citizen).toMatchObject({ name: null, phone: null });
      expect(seen.text).not.toMatch(/王小明|1234"/);
    }
  });

  it('takes an anonymous citizen, and spells every telephone number one way', async () => {
    const anonymous = await world.register({ citizen: { identity: 'anonymous' } });
    expect(anonymous.body.citizen).toEqual({ name: null, phone: null, identity: 'anonymous' });
    for (const [written, shown] of [
      ['１３８０００１２３４５', '138****2345'],
      ['+86 138 0001 2345', '138****2345'],
      ['010-65001234', '10****34'],
      ['12345', '1****'],
    ]) {
      const { body } = await world.register({ citizen: { name: '李', phone: written } });
      expect([written, body.citizen?.phone]).toEqual([written, shown]);
    }
  });
});

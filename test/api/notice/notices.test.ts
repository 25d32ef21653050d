import { createApiWorld, type ApiWorld, type Reply, type Say } from '../../support/api-world.js';
import { withoutChance } from '../../support/without-chance.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

/** A ticket at the water bureau. */
async function dispatched(changes: object = {}): Promise<{ id: string; number: string }> {
  const { body } = await world.register(changes);
  await world.act(body.id, 'accept', world.key('operator'));
  await world.saysYes(body.id);
  await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '供水' });
  return body;
}

interface Told {
  readonly id: string;
  readonly ticket: { readonly id: string };
  readonly template: string;
  readonly channel: string;
  readonly status: string;
  readonly position: string | null;
  readonly unit: string | null;
  readonly addressee: string;
  readonly text: { readonly zh: string; readonly en: string };
  readonly readAt: string | null;
}
const items = (reply: { body: unknown }): Told[] => (reply.body as { items: Told[] }).items;
const unread = (reply: { body: unknown }): number => (reply.body as { unread: number }).unread;

describe('the inbox', () => {
  it("of a unit holds what the unit is told, in both languages, and no other unit's", async () => {
    const { id, number } = await dispatched();
    const inbox = await world.get('/api/v1/notices', world.key('handler', 'water'));
    const [notice] = items(inbox).filter(({ ticket }) => ticket.id === id);
    expect(notice).toMatchObject({ template: 'newTicket', readAt: null });
    expect(notice?.text.zh).toContain(`市水务局收到工单${number}`);
    expect(notice?.text.en).toContain('Water Bureau has received');
    const other = await world.get('/api/v1/notices', world.key('handler', 'housing'));
    expect(items(other)).toEqual([]);
  });

  it('forgets nothing and counts what this account has not read', async () => {
    await dispatched();
    const key = world.key('handler', 'water');
    const before = await world.get('/api/v1/notices', key);
    const [first] = items(before);
    for (let time = 0; time < 2; time += 1) {
      expect((await world.send('POST', `/api/v1/notices/${first?.id}/read`, key)).status).toBe(200);
    }
    const after = await world.get('/api/v1/notices?unread=true', key);
    expect(unread(after)).toBe(unread(before) - 1);
    expect(items(after).map(({ id }) => id)).not.toContain(first?.id);
  });

  it('is read page by page, each notice once', async () => {
    for (let n = 0; n < 4; n += 1) await dispatched();
    const key = world.key('handler', 'water');
    const all = items(await world.get('/api/v1/notices?limit=200', key)).map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await world.get(`/api/v1/notices?limit=2${cursor && `&cursor=${cursor}`}`, key);
      seen.push(...items(page).map(({ id }) => id));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(all);
    expect((await world.get('/api/v1/notices?cursor=forged.x', key)).body.code).toBe('validation-failed');
  });

  it('is nobody else’s to tick off', async () => {
    const { id } = await dispatched();
    const [notice] = items(await world.get('/api/v1/notices', world.key('handler', 'water')));
    expect(notice?.ticket.id).toBe(id);
    const reply = await world.send('POST', `/api/v1/notices/${notice?.id}/read`, world.key('handler', 'housing'));
    expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
  });

  it('of the supervisors is told of a request that waits for them', async () => {
    const { id } = await dispatched();
    await world.act(id, 'requestTermination', world.key('handler', 'water'), { reason: '无法联系' });
    const [first] = items(await world.get('/api/v1/notices', world.key('supervisor')));
    expect(first).toMatchObject({ template: 'requestWaiting', ticket: { id } });
  });
});

describe("a ticket's notices", () => {
  it('say who was told and how it went, and never an address or a number', async () => {
    const { id } = await dispatched();
    const reply = await world.get(`/api/v1/tickets/${id}/notices`, world.key('supervisor'));
    const told = items(reply).map(({ template, channel, status, unit, position }) => [
      template,
      channel,
      status,
      unit,
      position,
    ]);
    expect(told).toEqual([
      ['citizenAccepted', 'sms', 'pending', null, null],
      ['newTicket', 'inApp', 'sent', 'water', 'liaison'],
      ['newTicket', 'email', 'pending', 'water', 'liaison'],
      ['citizenDispatched', 'sms', 'pending', null, null],
    ]);
    expect(withoutChance(reply.text)).not.toMatch(/@|138|王小明/);
  });

  it('do not exist for a unit that may not see the ticket', async () => {
    const { id } = await dispatched();
    const reply = await world.get(`/api/v1/tickets/${id}/notices`, world.key('handler', 'housing'));
    expect([reply.status, reply.body.code]).toEqual([404, 'ticket-not-found']);
  });

  it('are not written for a citizen without a name and number', async () => {
    const { id } = await dispatched({ citizen: { identity: 'anonymous' } });
    const told = items(await world.get(`/api/v1/tickets/${id}/notices`, world.key('supervisor')));
    expect(told.filter(({ addressee }) => addressee === 'citizen')).toEqual([]);
  });
});

describe('a dead notice', () => {
  it('is in the open, and goes out again when an administrator says so', async () => {
    const { id } = await dispatched();
    const { pool } = world.database;
    await pool.query(
      `UPDATE notice SET status = 'dead', last_error = 'smtp-550' WHERE ticket_id = $1 AND channel = 'email'`,
      [id],
    );
    const administrator = world.key('administrator');
    const [dead] = items(await world.get('/api/v1/notices/dead', administrator));
    expect(dead).toMatchObject({ ticket: { id }, lastError: 'smtp-550', status: 'dead' });
    const again = await world.send('POST', `/api/v1/notices/${dead?.id}/resend`, administrator);
    expect(again.body).toMatchObject({ status: 'pending', attempts: 0 });
    expect((await world.send('POST', `/api/v1/notices/${dead?.id}/resend`, administrator)).status).toBe(404);
    expect((await world.get('/api/v1/notices/dead', world.key('supervisor'))).status).toBe(403);
  });
});

describe('contacts', () => {
  const WISH = { unit: 'water', position: 'liaison', name: '市水务局联络员岗二', email: 'second@water.example' };

  it('are made, changed and removed by an administrator, and never show a secret', async () => {
    const key = world.key('administrator');
    const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const made = await world.send('POST', '/api/v1/contacts', key, {
      body: { ...WISH, phone: '138 0000 5678', webhookUrl: 'https://8.8.8.8/notices', webhookSecret },
    });
    expect(made.body).toMatchObject({ ...WISH, phone: '+8613800005678', active: true });
    expect(made.text).not.toContain('whsec');
    const path = `/api/v1/contacts/${made.body.id}`;
    const ifMatch = made.headers.get('etag') ?? '';
    const changed = await world.send('PUT', path, key, { body: { ...WISH, language: 'en' }, ifMatch });
    expect(changed.body).toMatchObject({ language: 'en', phone: null, webhookUrl: null });
    expect((await world.send('DELETE', path, key, { ifMatch: changed.headers.get('etag') ?? '' })).status).toBe(204);
    expect((await world.send('DELETE', path, key, { ifMatch: changed.headers.get('etag') ?? '' })).status).toBe(204);
    expect((await world.send('PUT', path, key, { body: WISH, ifMatch })).status).toBe(404);
  });

  it('are changed on what was read, so that of two who change one at once the second is told and nothing is undone', async () => {
    const key = world.key('administrator');
    const { body, headers } = await world.send('POST', '/api/v1/contacts', key, { body: WISH });
    expect(headers.get('etag')).toBe('"v1"');
    const put = (change: object, say: Say): Promise<Reply> =>
      world.send('PUT', `/api/v1/contacts/${body.id}`, key, { body: { ...WISH, ...change }, ...say });
    expect((await put({ email: 'unasked@water.example' }, {})).body).toMatchObject({
      status: 428,
      code: 'precondition-required',
    });
    const both = await Promise.all([
      put({ email: 'one@water.example' }, { ifMatch: '"v1"' }),
      put({ email: 'two@water.example' }, { ifMatch: '"v1"' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const first = both.find(({ status }) => status === 200);
    expect(first?.headers.get('etag')).toBe('"v2"');
    expect(both.find(({ status }) => status === 412)?.body.code).toBe('stale-version');
    const kept = (await world.get('/api/v1/contacts?unit=water', key)).body.items.find(({ id }) => id === body.id);
    expect(kept).toEqual(first?.body);
    expect((await put({ email: 'any@water.example' }, { ifMatch: '*' })).headers.get('etag')).toBe('"v3"');
  });

  it.each([
    ['a unit that is not there', { unit: 'nowhere' }, 'unit-not-found'],
    ['a position that is none', { position: 'friend' }, 'validation-failed'],
    ['something that is no telephone', { phone: '12' + 'x'.repeat(5) }, 'validation-failed'],
    [
      'an address inside our own network',
      { webhookUrl: 'https://169.254.169.254/', webhookSecret: `whsec_${'A'.repeat(43)}=` },
      'target-not-allowed',
    ],
    ['a receiver without a secret', { webhookUrl: 'https://8.8.8.8/' }, 'validation-failed'],
  ])('are refused with %s', async (_what, change, code) => {
    const reply = await world.send('POST', '/api/v1/contacts', world.key('administrator'), {
      body: { ...WISH, ...change },
    });
    expect(reply.body.code).toBe(code);
  });
});

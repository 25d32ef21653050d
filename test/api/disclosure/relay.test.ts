import { Webhook } from 'standardwebhooks';
import { createApiWorld, TICKET, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { openReceiver, type Receiver } from '../../support/receiver.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const LEADS_THERE = '+862155550001';
const { phone: PHONE } = TICKET.citizen;
const TO_CALL = { fields: ['telephone'], purpose: 'callBack', words: '约定今天下午回电。' } as const;

let platform: Receiver;
let world: ApiWorld;
beforeEach(async () => {
  platform = await openReceiver();
  answers(200, { number: LEADS_THERE });
  world = await createApiWorld(undefined, undefined, undefined, undefined, undefined, undefined, {
    relay: { url: platform.url, secret: SECRET },
  });
});
afterEach(async () => {
  await world.close();
  await platform.close();
});

function answers(status: number, body: object | string): void {
  platform.behave((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}
const pathOf = (id: string, rest = ''): string => `/api/v1/tickets/${id}/disclosures${rest}`;
const ask = (id: string, key: string, body: object = TO_CALL): Promise<Reply> =>
  world.send('POST', pathOf(id), key, { body });
const decide = (id: string, of: string, key: string, grant = true): Promise<Reply> =>
  world.send('POST', pathOf(id, `/${of}/decision`), key, { body: { grant } });
const withdraw = (id: string, of: string, key: string): Promise<Reply> =>
  world.send('POST', pathOf(id, `/${of}/withdrawal`), key);
const requestsOf = async (id: string, key: string): Promise<Json[]> => (await world.get(pathOf(id), key)).body.items;
/** What the platform was asked; each is signed by our secret, or this throws. */
const asked = (): unknown[] =>
  platform.received.map(({ body, headers }) => new Webhook(SECRET).verify(body, { ...headers }));
const registered = async (changes: object = {}): Promise<Json> => (await world.register(changes)).body;

describe('where the telephone platform gives numbers', () => {
  it('who asks to call is given one that leads to the citizen, and never reads the citizen’s own', async () => {
    const { id } = await registered();
    const reviewer = world.key('reviewer');
    const granted = await ask(id, reviewer);
    expect([granted.status, granted.body]).toMatchObject([201, { state: 'holds', relay: LEADS_THERE }]);
    const me = (await world.get('/api/v1/me', reviewer)).body.id;
    expect(asked()).toEqual([
      { type: 'open', grant: granted.body.id, callee: `+86${PHONE}`, caller: me, until: expect.any(String) as string },
    ]);
    const until = new Date((asked()[0] as { until: string }).until);
    expect(until.getTime()).toBe(Date.parse((granted.body as unknown as { until: string }).until));
    for (const path of ['', '/live', '/events', '/disclosures']) {
      expect((await world.get(`/api/v1/tickets/${id}${path}`, reviewer)).text).not.toContain(PHONE);
    }
    // Everything else that was asked for is shown as ever.
    const name = await ask(id, world.key('dispatcher'), { ...TO_CALL, fields: ['name', 'telephone'] });
    expect(name.body).toMatchObject({ relay: LEADS_THERE });
    const page = await world.get(`/api/v1/tickets/${id}`, world.key('dispatcher'));
    expect(page.body.citizen?.name).toBe(TICKET.citizen.name);
    expect(page.text).not.toContain(PHONE);
  });

  it('asked again it is the same number, and the platform is not asked again', async () => {
    const { id } = await registered();
    const one = await ask(id, world.key('reviewer'));
    const again = await ask(id, world.key('reviewer'));
    expect(again.body).toEqual(one.body);
    expect(await requestsOf(id, world.key('reviewer'))).toMatchObject([{ relay: LEADS_THERE }]);
    expect(asked()).toHaveLength(1);
  });

  it('of a protected ticket it is asked for when somebody grants it, and told to who asked alone', async () => {
    const { id } = await registered({ citizen: { ...TICKET.citizen, identity: 'hidden' } });
    const reviewer = world.key('reviewer');
    const waiting = await ask(id, reviewer);
    expect([waiting.body.state, asked()]).toEqual(['waiting', []]);
    const decided = await decide(id, waiting.body.id, world.key('supervisor'));
    expect(decided.body).toMatchObject({ state: 'holds', relay: null });
    expect(await requestsOf(id, reviewer)).toMatchObject([{ relay: LEADS_THERE }]);
    for (const role of ['supervisor', 'director', 'auditor'] as const) {
      expect(await requestsOf(id, world.key(role))).toMatchObject([{ state: 'holds', relay: null }]);
    }
    expect((await world.get(`/api/v1/tickets/${id}`, reviewer)).text).not.toContain(PHONE);
  });

  it('who needs the number itself is shown it: in danger, and by a lawful order', async () => {
    const { id } = await registered();
    const shown = await ask(id, world.key('dispatcher'), { ...TO_CALL, purpose: 'danger' });
    expect(shown.body).toMatchObject({ state: 'holds', relay: null });
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('dispatcher'))).text).toContain(PHONE);
    await ask(id, world.key('director'), { ...TO_CALL, purpose: 'lawfulOrder' });
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('director'))).text).toContain(PHONE);
    expect(asked()).toEqual([]);
  });

  it('is over when it is taken back, for whoever reads and for the platform', async () => {
    const { id } = await registered();
    const reviewer = world.key('reviewer');
    const { body } = await ask(id, reviewer);
    expect((await withdraw(id, body.id, reviewer)).body).toMatchObject({ state: 'withdrawn', relay: null });
    expect(asked()[1]).toEqual({ type: 'close', grant: body.id });
    expect(await requestsOf(id, reviewer)).toMatchObject([{ relay: null }]);
    // A platform that does not hear it lets it end by itself.
    const second = await ask(id, reviewer);
    answers(500, {});
    expect((await withdraw(id, second.body.id, reviewer)).body.state).toBe('withdrawn');
    expect(world.logged()).toContain('not told that a number is over');
  });

  it('ends with the grant', async () => {
    const { id } = await registered();
    await ask(id, world.key('reviewer'));
    world.later(15 * 60_000);
    expect(await requestsOf(id, world.key('reviewer'))).toMatchObject([{ state: 'ended', relay: null }]);
  });
});

describe('a platform that gives none', () => {
  it.each([
    ['breaks', 500, {}],
    ['sends elsewhere', 302, {}],
    ['answers with something else', 200, 'OK'],
    ['answers with nothing', 200, 'null'],
    ['has no number left', 200, { number: null }],
    ['gives what cannot be dialled', 200, { number: 'javascript:alert(1)' }],
    ['gives the citizen’s own', 200, { number: `0086${PHONE}`.slice(4) }],
  ])('that %s: nothing is granted, and who asks again is given one', async (_, status, body) => {
    const { id } = await registered();
    answers(status, body);
    const refused = await ask(id, world.key('reviewer'));
    expect([refused.status, refused.body.code]).toEqual([503, 'relay-unavailable']);
    expect(await requestsOf(id, world.key('reviewer'))).toEqual([]);
    expect(world.logged()).toContain('gave no number');
    expect(world.logged()).not.toContain(PHONE);
    answers(200, { number: LEADS_THERE });
    expect((await ask(id, world.key('reviewer'))).body).toMatchObject({ relay: LEADS_THERE });
  });

  it('leaves a protected request waiting for another decision', async () => {
    const { id } = await registered({ citizen: { ...TICKET.citizen, identity: 'hidden' } });
    const { body } = await ask(id, world.key('reviewer'));
    await platform.close();
    const refused = await decide(id, body.id, world.key('supervisor'));
    expect([refused.status, refused.body.code]).toEqual([503, 'relay-unavailable']);
    expect(await requestsOf(id, world.key('reviewer'))).toMatchObject([{ state: 'waiting' }]);
    expect((await decide(id, body.id, world.key('supervisor'), false)).body.state).toBe('denied');
    platform = await openReceiver();
  });

  it('is not asked of a caller whose number nobody knows', async () => {
    const { id } = await registered({ citizen: { identity: 'anonymous' } });
    const asking = await ask(id, world.key('reviewer'), { ...TO_CALL, fields: ['name', 'telephone'] });
    await decide(id, asking.body.id, world.key('supervisor'));
    const [granted] = await requestsOf(id, world.key('reviewer'));
    expect(granted).toMatchObject({ state: 'holds', relay: null });
    expect(asked()).toEqual([]);
  });
});

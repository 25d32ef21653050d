import { createNoticeStore } from '../../../storage/notice/notice-store.js';
import { feedSettled } from '../../support/feed-settled.js';
import { createApiWorld, type ApiWorld, type Json } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
}, 240_000);
afterAll(() => world.close());

const handler = (unit: string): string => world.key('handler', unit);
const ticketPath = (id: string): string => `/api/v1/tickets/${id}`;

/** A citizen says who they are, where they live and how they are reached, all in the text. */
const TITLE = '举报3栋2单元502室的欧阳雪女士';
const TEXT =
  '我叫钱多多，身份证110105194912310024，住3栋2单元502室，电话幺三八 〇〇〇〇 九九八八，车粤B12345，微信qian_dd88。二楼有人无证行医。';
const PERSONAL = /钱多多|欧阳雪|110105194912310024|\b502\b|幺三八|九九八八|12345[^0-9]|qian_dd/;
const HIDDEN = {
  type: 'report',
  noneNamed: true,
  title: TITLE,
  text: TEXT,
  citizen: { name: '钱多多', phone: '13800009988', identity: 'hidden' },
  address: { text: '建设路12号3栋2单元502室', lon: 113.26436, lat: 23.12908, area: 'east-tinglan-xiqiao' },
} as const;

async function accepted(changes: object = {}): Promise<Json> {
  const { body } = await world.register({ ...HIDDEN, ...changes });
  const reply = await world.act(body.id, 'accept', world.key('operator'));
  expect(reply.status).toBe(200);
  return reply.body;
}
const dispatch = (id: string, unit = 'water', more: object = {}) =>
  world.act(id, 'dispatch', world.key('dispatcher'), { unit, reason: '属地', ...more });

describe('an operator who writes down what a citizen says', () => {
  it('is shown which words name somebody, and the text without them', async () => {
    const reply = await world.send('POST', '/api/v1/intake/personal-words', world.key('operator'), {
      body: { text: '我叫王小明，电话138 0000 1234' },
    });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      words: [
        { from: 2, to: 5, kind: 'name' },
        { from: 8, to: 21, kind: 'telephone' },
      ],
      redacted: '我叫〔姓名〕，电话〔电话〕',
    });
    expect(world.logged()).not.toContain('王小明');
  });

  it('is offered on the ticket what units would read, and a unit is not', async () => {
    const ticket = await accepted();
    expect(ticket.redaction).toMatchObject({ confirmed: false, title: '举报〔门牌〕的〔姓名〕女士' });
    expect(ticket.redaction?.text).not.toMatch(PERSONAL);
    expect((await world.register()).body.redaction).toBeNull();
  });
});

/** All that the database has of it, as it stands there. */
async function stored(id: string): Promise<string> {
  const { rows } = await world.database.pool.query<{ all: string }>(
    `SELECT (SELECT row_to_json(t)::text FROM ticket t WHERE id = $1) ||
       (SELECT json_agg(e)::text FROM ticket_event e WHERE ticket_id = $1) AS all`,
    [id],
  );
  return rows[0]?.all ?? '';
}

describe('a ticket that protects who asked', () => {
  it('is handed on once somebody said yes to what units will read', async () => {
    const { id, redaction } = await accepted();
    const refused = await dispatch(id);
    expect([refused.status, refused.body.code]).toEqual([422, 'redaction-unconfirmed']);
    const yes = { title: redaction?.title, text: `${redaction?.text ?? ''}（已核对）` };
    const confirmed = await world.act(id, 'confirmRedaction', world.key('dispatcher'), yes);
    expect([confirmed.status, confirmed.body.redaction]).toEqual([200, { ...yes, confirmed: true }]);
    expect((await dispatch(id)).status).toBe(200);
    expect((await world.get(ticketPath(id), handler('water'))).body).toMatchObject({ ...yes, redaction: null });
  });

  it('is not said yes to while words are left by which somebody is known, unless of each it is said that it stays', async () => {
    const { id, redaction } = await accepted();
    const key = world.key('dispatcher');
    const left = { title: '举报王小明女士', text: '店主电话139 1234 5678，二楼有人无证行医。' };
    const say = (body: object) => world.act(id, 'confirmRedaction', key, body);
    const refused = await say(left);
    expect([refused.status, refused.body.code]).toEqual([422, 'personal-words-left']);
    expect(refused.body.detail).toContain('title 2-5 name, text 4-17 telephone');
    expect(`${refused.text}${world.logged()}`).not.toMatch(/139 1234|王小明/);
    expect((await dispatch(id)).body.code).toBe('redaction-unconfirmed');
    const tried = await world.send('POST', '/api/v1/bulk/confirmRedaction', key, {
      body: { items: [{ id }], dryRun: true, body: left },
    });
    expect(tried.text).toContain('personal-words-left');

    const shop = { word: '13912345678', reason: '店铺招牌上的电话，与诉求人无关' };
    const one = await say({ ...left, kept: [shop] });
    expect([one.status, one.body.detail]).toEqual([422, expect.stringMatching(/: title 2-5 name\. /)]);
    expect((await say({ ...left, title: redaction?.title, kept: [{ word: shop.word }] })).status).toBe(400);
    const confirmed = await say({ ...left, title: redaction?.title, kept: [shop] });
    expect([confirmed.status, confirmed.body.redaction?.kept]).toEqual([200, [shop]]);
    expect((await dispatch(id)).status).toBe(200);
    const read = (await world.get(ticketPath(id), handler('water'))).body;
    expect(read).toMatchObject({ text: left.text, redaction: null });
    const events = await world.get(`${ticketPath(id)}/events`, handler('water'));
    expect(events.text).not.toMatch(/店铺招牌/);
    expect(await stored(id)).not.toMatch(/店铺招牌|139 1234|13912345678/);
  });

  it('tells units none of the words that name somebody, wherever they read it', async () => {
    const { id, number } = await accepted();
    await world.saysYes(id);
    await dispatch(id);
    await world.send('POST', `${ticketPath(id)}/supplements`, world.key('operator'), {
      body: { text: '我叫钱多多，再补充一点：晚上也营业，电话13800009988' },
    });
    const key = handler('water');
    const toCheck = await world.get('/api/v1/notices?limit=100', world.key('dispatcher'));
    await feedSettled(world);
    const [ticket, events, list, work, feed] = await Promise.all(
      [
        ticketPath(id),
        `${ticketPath(id)}/events`,
        '/api/v1/tickets?limit=100',
        '/api/v1/inbox?limit=100',
        '/api/v1/events?limit=500',
      ].map((path) => world.get(path, key)),
    );
    for (const reply of [ticket, events, list, work, feed]) {
      expect(reply?.status).toBe(200);
      expect(reply?.text).not.toMatch(PERSONAL);
    }
    expect(ticket?.body).toMatchObject({ title: '举报〔门牌〕的〔姓名〕女士', citizen: { name: null, phone: null } });
    expect(ticket?.body.text).toContain('二楼有人无证行医');
    expect(list?.text).toContain('举报〔门牌〕的〔姓名〕女士');
    expect(work?.text).toContain('举报〔门牌〕的〔姓名〕女士');
    // What was added waits for a person, and a dispatcher is told that there is something to look at.
    expect(ticket?.body).toMatchObject({ redactedBy: 'person' });
    expect(events?.text).not.toContain('晚上也营业');
    const added = events?.body.items.find((event) => (event as unknown as { type: string }).type === 'supplemented');
    expect(added).toMatchObject({ text: {}, withheld: ['supplements'] });
    const checks = toCheck.body.items.filter((notice) => JSON.stringify(notice).includes('checkRedaction'));
    expect([checks.length, JSON.stringify(checks).includes(number)]).toEqual([1, true]);
    const found = await world.get(`/api/v1/tickets?text=${encodeURIComponent('钱多多')}`, key);
    expect(found.text).not.toContain(number);
    expect((await world.get(ticketPath(id), world.key('operator'))).body).toMatchObject({ title: TITLE, text: TEXT });
  });

  it('keeps what the citizen says later from units until a person has said yes to what they read of it', async () => {
    const { id } = await accepted();
    await world.saysYes(id);
    await dispatch(id);
    const dispatcher = world.key('dispatcher');
    for (const [noun, text] of [
      ['supplements', '我叫钱多多，是隔壁小吴，晚上也营业'],
      ['nudges', '请快一点'],
    ])
      await world.send('POST', `${ticketPath(id)}/${noun}`, world.key('operator'), { body: { text } });
    interface Said {
      readonly seq: number;
      readonly type: string;
      readonly text: object;
      readonly redaction?: { readonly text: string; readonly confirmed: boolean };
    }
    const saidTo = async (key: string): Promise<Said[]> =>
      ((await world.get(`${ticketPath(id)}/events`, key)).body.items as unknown as Said[]).filter(({ type }) =>
        ['supplemented', 'nudged'].includes(type),
      );
    const handlersHear = async (): Promise<number> =>
      (await world.get('/api/v1/notices?limit=200', handler('water'))).body.items.filter(
        (one) => (one as unknown as { template: string }).template === 'supplement' && JSON.stringify(one).includes(id),
      ).length;
    expect((await saidTo(handler('water'))).map(({ text }) => text)).toEqual([{}, {}]);
    expect(await handlersHear()).toBe(0);
    const [supplement, nudge] = await saidTo(dispatcher);
    expect([supplement?.redaction, nudge?.redaction]).toEqual([
      { text: '我叫〔姓名〕，是隔壁小吴，晚上也营业', confirmed: false },
      { text: '请快一点', confirmed: false },
    ]);

    const { redaction } = (await world.get(ticketPath(id), dispatcher)).body;
    const yes = (text: string) =>
      world.act(id, 'confirmRedaction', dispatcher, {
        ...{ title: redaction?.title, text: redaction?.text },
        added: [{ event: supplement?.seq, text }],
      });
    const refused = await yes('我叫钱多多，晚上也营业');
    expect([refused.status, refused.body.detail]).toEqual([422, expect.stringMatching(/: added 2-5 name\. /)]);
    // The finder had missed the neighbour.
    expect((await yes('〔姓名〕，〔姓名〕的邻居，晚上也营业')).status).toBe(200);
    expect((await saidTo(handler('water'))).map(({ text }) => text)).toEqual([
      { text: '〔姓名〕，〔姓名〕的邻居，晚上也营业' },
      {},
    ]);
    expect((await saidTo(handler('water')))[0]).toMatchObject({ redactedBy: 'person' });
    expect((await saidTo(dispatcher))[0]).toMatchObject({
      text: { text: '我叫钱多多，是隔壁小吴，晚上也营业' },
      redaction: { text: '〔姓名〕，〔姓名〕的邻居，晚上也营业', confirmed: true },
    });
    expect(await handlersHear()).toBe(1);
    expect(await stored(id)).not.toMatch(/钱多多|小吴|的邻居/);
  });

  it('lists what waits for that yes, since when, until the newest yes names all of it', async () => {
    const { id } = await accepted();
    await world.saysYes(id);
    await dispatch(id);
    const dispatcher = world.key('dispatcher');
    const waiting = async (): Promise<unknown[]> => {
      const { items } = (await world.get('/api/v1/tickets?list=unreleased&limit=100', dispatcher)).body;
      const board = (await world.get('/api/v1/stats/board', dispatcher)).body as unknown as { unreleased: number };
      expect(board.unreleased).toBe(items.length);
      const one = items.find((item) => (item as { id: string }).id === id) as { saidLaterAt?: string } | undefined;
      return one ? [one.saidLaterAt] : [];
    };
    expect(await waiting()).toEqual([]);
    for (const [noun, text] of [
      ['supplements', '晚上也营业'],
      ['nudges', '请快一点'],
    ])
      await world.send('POST', `${ticketPath(id)}/${noun}`, world.key('operator'), { body: { text } });
    interface Said {
      readonly seq: number;
      readonly at: string;
      readonly type: string;
    }
    const [first, second] = (
      (await world.get(`${ticketPath(id)}/events`, dispatcher)).body.items as unknown as Said[]
    ).filter(({ type }) => ['supplemented', 'nudged'].includes(type));
    expect(await waiting()).toEqual([first?.at]);
    const { redaction } = (await world.get(ticketPath(id), dispatcher)).body;
    const yes = async (...events: (number | undefined)[]): Promise<void> => {
      const added = events.map((event) => ({ event, text: '晚上也营业' }));
      const body = { title: redaction?.title, text: redaction?.text, added };
      expect((await world.act(id, 'confirmRedaction', dispatcher, body)).status).toBe(200);
    };
    await yes(first?.seq);
    expect(await waiting()).toEqual([second?.at]);
    await yes(second?.seq);
    expect(await waiting()).toEqual([first?.at]);
    await yes(first?.seq, second?.seq);
    expect(await waiting()).toEqual([]);
  });

  it('keeps the original and what was confirmed sealed in the database', async () => {
    const { id } = await accepted();
    await world.saysYes(id);
    expect(await stored(id)).not.toMatch(/钱多多|无证行医|〔姓名〕/);
  });
});

describe('what was registered wrong', () => {
  it('is corrected in the middle of the handling: the name is gone from the unit at once, and from the public', async () => {
    const { body } = await world.register({ text: '我叫钱多多，井盖碎了' });
    await world.act(body.id, 'accept', world.key('operator'));
    await dispatch(body.id);
    expect((await world.get(ticketPath(body.id), handler('water'))).text).toMatch(/钱多多/);
    const reply = await world.act(body.id, 'correct', world.key('reviewer'), {
      identity: 'hidden',
      reason: '市民来电要求保密',
    });
    expect([reply.status, reply.body.citizen?.identity]).toEqual([200, 'hidden']);
    const seen = await world.get(ticketPath(body.id), handler('water'));
    expect(seen.text).not.toMatch(/钱多多|王小明/);
    expect(seen.body).toMatchObject({ text: '我叫〔姓名〕，井盖碎了', redactedBy: 'program' });
    expect(await world.row(body.id)).toMatchObject({ protection: 'reporterProtected', publishable: false });
    const events = await world.get(`${ticketPath(body.id)}/events`, world.key('supervisor'));
    expect(events.body.items.at(-1)).toMatchObject({
      type: 'corrected',
      changes: { identity: { before: 'open', after: 'hidden' } },
      text: { reason: '市民来电要求保密' },
    });
  });

  it('takes the ticket from a unit that becomes the accused, from its list, its feed and its page', async () => {
    const { body } = await world.register();
    await world.act(body.id, 'accept', world.key('operator'));
    await dispatch(body.id);
    const key = handler('water');
    expect((await world.get(ticketPath(body.id), key)).status).toBe(200);
    expect((await world.get('/api/v1/notices?limit=100', key)).text).toContain(body.number);
    const accusing = { accusedUnit: 'water', reason: '市民说明反映的是该单位' };
    const reply = await world.act(body.id, 'correct', world.key('dispatcher'), accusing);
    expect(reply.body).toMatchObject({ state: 'pendingDispatch', lead: null, accusedUnit: 'water' });
    expect((await world.get(ticketPath(body.id), key)).status).toBe(404);
    const lists = ['tickets?limit=100', 'inbox?limit=100', 'events?limit=500', 'notices?limit=100'];
    for (const path of lists.map((list) => `/api/v1/${list}`)) {
      expect((await world.get(path, key)).text).not.toContain(body.number);
    }
    expect((await dispatch(body.id)).body.code).toBe('accused-unit');
    expect((await dispatch(body.id, 'housing')).status).toBe(200);
  });

  it('holds back the letter that waits to tell a unit of a ticket which is about it by now', async () => {
    const { body } = await world.register();
    await world.act(body.id, 'accept', world.key('operator'));
    await dispatch(body.id, 'east-tinglan');
    const letters = async (): Promise<Record<string, string>> => {
      const { rows } = await world.database.pool.query<{ unit: string | null; status: string }>(
        "SELECT DISTINCT unit_id AS unit, status FROM notice WHERE ticket_id = $1 AND channel = 'email' ORDER BY 1",
        [body.id],
      );
      return Object.fromEntries(rows.map(({ unit, status }) => [unit ?? 'hotline', status]));
    };
    expect(await letters()).toMatchObject({ 'east-tinglan': 'pending' });
    // It is about the district above the unit.
    const accusing = { accusedUnit: 'district-east', reason: '市民说明反映的是该区' };
    expect((await world.act(body.id, 'correct', world.key('dispatcher'), accusing)).status).toBe(200);
    const store = createNoticeStore(world.database.pool);
    const claimed = (await store.claim('email', new Date(Date.now() + 10_000), 100)).flat();
    const told = claimed.filter(({ ticketId }) => ticketId === body.id).map(({ unitId }) => unitId);
    expect(told).not.toContain('east-tinglan');
    expect(await letters()).toMatchObject({ 'east-tinglan': 'cancelled' });
  });

  it('shows the address as it was corrected, and lists it under its new place', async () => {
    const { body } = await world.register();
    const address = { text: '解放路7号', lon: 113.5, lat: 23.5 };
    const reply = await world.act(body.id, 'correct', world.key('operator'), {
      address,
      area: 'east-tinglan',
      reason: '听错了路名',
    });
    expect(reply.body.address).toEqual({ ...address, area: 'east-tinglan' });
    expect(await world.row(body.id)).toMatchObject({ area_path: ['city', 'district-east', 'east-tinglan'] });
    const listed = await world.get('/api/v1/tickets?area=east-tinglan&limit=100', world.key('supervisor'));
    expect(listed.text).toContain(body.number);
    const { rows } = await world.database.pool.query<{ text: string }>(
      'SELECT json_agg(e)::text AS text FROM ticket_event e WHERE ticket_id = $1',
      [body.id],
    );
    expect(rows[0]?.text).not.toContain('解放路');
  });

  it('names at least one thing, and not both an accused unit and none', async () => {
    const { body } = await world.register();
    const nothing = await world.act(body.id, 'correct', world.key('operator'), { reason: '更正' });
    expect([nothing.status, nothing.body.code]).toEqual([400, 'validation-failed']);
    const both = { accusedUnit: 'water', noneNamed: true, reason: '更正' };
    expect((await world.act(body.id, 'correct', world.key('operator'), both)).status).toBe(400);
    await expect(world.register({ accusedUnit: 'water', noneNamed: true })).rejects.toThrow(/noneNamed/);
  });
});

describe('a report about nobody that was named', () => {
  it('is not sent to a unit that its text names before that was said twice', async () => {
    const { body } = await world.register({
      ...HIDDEN,
      title: '有人收红包',
      text: '举报市水务局的人收红包，供水接入要钱。',
    });
    await world.act(body.id, 'accept', world.key('operator'));
    await world.saysYes(body.id);
    const refused = await dispatch(body.id);
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      422,
      'named-in-text',
      expect.stringContaining('water'),
    ]);
    expect((await dispatch(body.id, 'housing')).status).toBe(200);
    const { body: other } = await world.register({ ...HIDDEN, title: '停水', text: '水务局说停水，我举报偷水的人。' });
    await world.act(other.id, 'accept', world.key('operator'));
    await world.saysYes(other.id);
    expect((await dispatch(other.id, 'water', { despiteNamed: true })).status).toBe(200);
  });

  it('is not accepted without a word about whom it is', async () => {
    const { body } = await world.register({ ...HIDDEN, noneNamed: undefined });
    const refused = await world.act(body.id, 'accept', world.key('operator'));
    expect([refused.status, refused.body.code]).toEqual([422, 'accused-unit-needed']);
    expect((await world.act(body.id, 'accept', world.key('operator'), { noneNamed: true })).status).toBe(200);
  });
});

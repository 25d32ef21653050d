import { randomUUID } from 'node:crypto';
import type { DataCopyBody, DataRequestBody } from '../../../contracts/data-requests.js';
import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { aNewcomer, aPerson, signedIn } from '../../support/browser.js';
import { pdf } from '../../support/files.js';
import { uploaded } from '../../support/uploading.js';

const OPERATOR = { role: 'operator', unit: 'hotline' } as const;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PATH = '/api/v1/data-requests';
const SAID = {
  title: '小区夜间停水',
  text: '三号楼每晚十点以后停水。',
  citizen: { name: '李清荷', phone: '13800007788' },
  address: { text: '望江路三号楼', lon: 113.2, lat: 23.1 },
} as const;
/** What others wrote: none of it is the citizen's. */
const OTHERS = {
  dispatch: '派单备注甲',
  contact: '联系记录乙',
  facts: '调查事实丙',
  basis: '办理依据丁',
  measures: '处理措施戊',
  contacted: '联系经过己',
  rejected: '审核意见庚',
  urged: '督促事由辛',
  call: '回访记录壬',
} as const;
const REPLY = '您好，水泵已更换，夜间供水恢复。';

let world: ApiWorld;
let operator = '';
let director = '';
beforeEach(async () => {
  world = await createApiWorld();
  operator = world.key('operator');
  director = world.key('director');
});
afterEach(() => world.close());

const ask = (tickets: readonly string[], key = operator): Promise<Reply> =>
  world.send('POST', PATH, key, { body: { tickets: tickets.map((ticket) => ({ ticket, isTheirs: true })) } });
const decide = (id: string, key = director, grant = true): Promise<Reply> =>
  world.send('POST', `${PATH}/${id}/decision`, key, { body: { grant } });
const download = (id: string, key = operator): Promise<Reply> => world.send('POST', `${PATH}/${id}/download`, key);
const requestIn = ({ body }: Reply): DataRequestBody => body as unknown as DataRequestBody;
const copyIn = ({ body }: Reply): DataCopyBody => body as unknown as DataCopyBody;

async function granted(...tickets: readonly string[]): Promise<string> {
  const { id } = (await ask(tickets)).body;
  expect(requestIn(await decide(id)).state).toBe('ready');
  return id;
}

/** A ticket in which everybody has written something, and the citizen has rated the second reply. */
async function lived(): Promise<Json> {
  const water = world.key('handler', 'water');
  const mine = await uploaded(world, operator, pdf(), ['市民的房产证.pdf', 'application/pdf']);
  const { body } = await world.register({ ...SAID, attachments: [mine] });
  const { id } = body;
  const act = async (command: string, key: string, said: object = {}): Promise<void> => {
    const reply = await world.act(id, command, key, said);
    expect([command, reply.status, reply.status === 200 ? '' : reply.text]).toEqual([command, 200, '']);
  };
  await act('accept', operator);
  await act('dispatch', world.key('dispatcher'), { unit: 'water', reason: OTHERS.dispatch });
  await act('acknowledge', water);
  await world.send('POST', `/api/v1/tickets/${id}/supplements`, operator, { body: { text: '四号楼也停了。' } });
  await act('recordContact', water, { note: OTHERS.contact });
  await act('urge', world.key('supervisor'), { reason: OTHERS.urged });
  const theirs = await uploaded(world, water, pdf(), ['单位内部材料.pdf', 'application/pdf']);
  await act('attach', water, { attachments: [theirs] });
  const { facts, basis, measures, contacted } = OTHERS;
  await act('reply', water, { facts, basis, measures, contacted, text: '被退回的答复稿。' });
  await act('reviewReply', world.key('reviewer'), { accept: false, reason: OTHERS.rejected });
  await act('reply', water, { facts, basis, measures, contacted, text: REPLY });
  await act('reviewReply', world.key('reviewer'), { accept: true });
  await act('recordCallback', world.key('callbackAgent'), {
    ...{ reached: true, solved: 'yes', satisfied: 4 },
    reason: OTHERS.call,
  });
  return body;
}

describe('a person who asks what is kept of them', () => {
  it('is given it once another person has granted it: words, data, answers, way, files and who looked', async () => {
    const { id, number } = await lived();
    const asked = await ask([number]);
    expect([asked.status, requestIn(asked).state]).toEqual([202, 'waiting']);
    const inbox = (await world.get('/api/v1/notices?limit=100', director)).text;
    expect(inbox.split('"dataRequestWaiting"')).toHaveLength(2);
    expect(requestIn(asked).tickets).toEqual([{ id, sameTelephone: true }]);
    expect((await ask([id])).body.id).toBe(asked.body.id);
    expect(requestIn(await decide(asked.body.id)).state).toBe('ready');
    const given = await download(asked.body.id);
    expect([given.status, given.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename="${asked.body.id}.json"`,
    ]);
    const copy = copyIn(given);
    expect(copy).toMatchObject({ erased: [], tickets: [{ number, title: SAID.title, text: SAID.text }] });
    const [ticket] = copy.tickets;
    expect(ticket).toMatchObject({
      person: { name: SAID.citizen.name, telephone: expect.stringContaining(SAID.citizen.phone) as string },
      address: SAID.address,
      said: [{ kind: 'supplemented', words: '四号楼也停了。' }],
      told: [{ kind: 'replied', words: REPLY }],
      ratings: [{ solved: 'yes', satisfied: 4, words: null }],
      attachments: [{ name: '市民的房产证.pdf', mediaType: 'application/pdf' }],
      moreLooks: false,
    });
    expect(ticket?.progress.length).toBeGreaterThan(4);
    expect(ticket?.looks.length).toBeGreaterThan(0);
    for (const look of ticket?.looks ?? []) expect(Object.keys(look).sort()).toEqual(['at', 'role']);
  });

  it('is given none of the words of others, no name of an account, and no reply that was sent back', async () => {
    const { id } = await lived();
    const { text, status } = await download(await granted(id));
    expect(status).toBe(200);
    const accounts = await Promise.all(
      [operator, world.key('handler', 'water'), world.key('reviewer')].map((key) => world.get('/api/v1/me', key)),
    );
    const kept = [
      ...Object.values(OTHERS),
      ...['被退回的答复稿。', '单位内部材料.pdf'],
      ...accounts.map(({ body }) => body.id),
    ];
    expect(kept.filter((words) => text.includes(words))).toEqual([]);
  });

  it('is given it once: not again, not to two who come at once, and not after an hour', async () => {
    const { id } = (await world.register(SAID)).body;
    const once = await granted(id);
    const both = await Promise.all([download(once), download(once)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const again = await download(once);
    expect([again.status, again.body.code]).toEqual([409, 'data-request-over']);
    expect(again.text).not.toContain(SAID.citizen.name);
    const late = await granted(id);
    world.later(60 * MINUTE_MS);
    expect((await download(late)).body.code).toBe('data-request-over');
    const { items } = (await world.get(PATH, operator)).body as unknown as { items: DataRequestBody[] };
    expect(items.map(({ state }) => state)).toEqual(['ended', 'downloaded']);
  });
});

describe('a data request', () => {
  it('is decided by nobody who asked, by no operator, and seen by no colleague', async () => {
    const { id } = (await world.register(SAID)).body;
    const { body } = await ask([id]);
    const colleague = (await world.services.keys.create({ name: 'x', role: 'operator', unit: null })).apiKey;
    expect((await decide(body.id, operator)).body.code).toBe('actor-not-allowed');
    expect((await ask([id], director)).body.code).toBe('actor-not-allowed');
    expect((await download(body.id)).body.code).toBe('data-request-over');
    expect((await download(body.id, colleague)).body.code).toBe('data-request-not-found');
    expect((await world.get(PATH, colleague)).body.items).toEqual([]);
    expect((await world.get(PATH, world.key('auditor'))).body.items).toMatchObject([{ id: body.id, state: 'waiting' }]);
    expect((await decide(randomUUID())).body.code).toBe('data-request-not-found');
    expect((await decide(body.id, director, false)).body).toMatchObject({ state: 'denied' });
    expect((await decide(body.id, world.key('dutyManager'))).body.code).toBe('data-request-over');
    expect((await download(body.id)).body.code).toBe('data-request-over');
  });

  it('is not decided by who asked, in another position of theirs', async () => {
    const positions = [OPERATOR, { role: 'director', unit: 'hotline' }] as const;
    const { id: person } = await aNewcomer(world, ...positions);
    const [asking = '', deciding = ''] = await Promise.all(
      positions.map(async (position) => {
        const body = { name: 'x', person, ...position };
        const made = await world.send('POST', '/api/v1/keys', world.key('administrator'), { body });
        return (made.body as unknown as { apiKey: string }).apiKey;
      }),
    );
    const { id } = (await world.register(SAID)).body;
    const asked = await ask([id], asking);
    expect(asked.status).toBe(202);
    expect((await decide(asked.body.id, deciding)).body.code).toBe('separation-of-duties');
    expect(requestIn(await decide(asked.body.id)).state).toBe('ready');
  });

  it('is neither made nor downloaded in a browser that somebody left open for a quarter of an hour', async () => {
    const { id } = (await world.register(SAID)).body;
    const browser = await signedIn(world, await aPerson(world, OPERATOR));
    const body = { tickets: [{ ticket: id, isTheirs: true }] };
    const asked = await browser.send('POST', PATH, { body });
    expect(asked.status).toBe(202);
    expect(requestIn(await decide(asked.body.id)).state).toBe('ready');
    world.later(16 * MINUTE_MS);
    for (const late of [
      await browser.send('POST', `${PATH}/${asked.body.id}/download`),
      await browser.send('POST', PATH, { body }),
    ])
      expect([late.status, late.body.code]).toEqual([401, 'sign-in-too-old']);
  });

  it('has lapsed after seven days, and ends when it is taken back, also after the grant', async () => {
    const { id } = (await world.register(SAID)).body;
    const ready = await granted(id);
    const back = await world.send('POST', `${PATH}/${ready}/withdrawal`, director);
    expect(requestIn(back).state).toBe('withdrawn');
    expect((await download(ready)).body.code).toBe('data-request-over');
    expect((await decide(ready)).body.code).toBe('data-request-over');
    const { body } = await ask([id]);
    world.later(7 * DAY_MS);
    expect((await decide(body.id)).body.code).toBe('data-request-over');
    expect((await world.get(PATH, director)).body.items).toMatchObject([{ state: 'lapsed' }, { state: 'withdrawn' }]);
  });

  it('needs a yes to each ticket, and tells who decides which was left with another number', async () => {
    const one = (await world.register(SAID)).body;
    const other = (await world.register({ citizen: { name: '王小明', phone: '13800001234' } })).body;
    for (const body of [{ tickets: [{ ticket: one.id }] }, { tickets: [{ ticket: one.id, isTheirs: false }] }, {}]) {
      expect((await world.send('POST', PATH, operator, { body })).body.code).toBe('validation-failed');
    }
    const asked = await ask([one.id, other.number, one.number]);
    expect(requestIn(asked).tickets).toEqual([
      { id: one.id, sameTelephone: true },
      { id: other.id, sameTelephone: false },
    ]);
    expect((await ask([one.id, randomUUID()])).body.code).toBe('ticket-not-found');
  });

  it('takes no ticket that was erased, and leaves out and names one that was erased since', async () => {
    const [gone, kept] = [(await world.register(SAID)).body, (await world.register(SAID)).body];
    const ready = await granted(gone.id, kept.id);
    await world.act(gone.id, 'accept', operator);
    await world.act(gone.id, 'withdraw', operator, { reason: '本人撤回' });
    const path = `/api/v1/tickets/${gone.id}/erasure`;
    const { body } = await world.send('POST', path, operator, { body: { basis: 'citizenAsked' } });
    const done = await world.send('POST', `${path}/${body.id}/decision`, director, { body: { grant: true } });
    expect(done.status).toBe(200);
    const refused = await ask([gone.id]);
    expect([refused.status, refused.body.code]).toEqual([410, 'ticket-erased']);
    expect(copyIn(await download(ready))).toMatchObject({ erased: [gone.number], tickets: [{ number: kept.number }] });
  });
});

describe('a download of what is kept of a person', () => {
  it('leaves one look for each ticket, ordinary ones among them', async () => {
    const tickets = [
      (await world.register({ ...SAID, citizen: { identity: 'anonymous' } })).body.id,
      (await world.register(SAID)).body.id,
    ];
    expect((await download(await granted(...tickets))).status).toBe(200);
    const me = (await world.get('/api/v1/me', operator)).body.id;
    for (const id of tickets) {
      const { items } = (await world.get(`/api/v1/tickets/${id}/looks`, world.key('auditor'))).body;
      const looks = items.filter((look) => (look as unknown as { how: string }).how === 'dataCopy');
      expect(looks).toMatchObject([{ ticket: id, actor: { id: me }, purpose: 'dataRequest', masked: [] }]);
      expect((looks[0] as unknown as { fields: string[] }).fields).toEqual(expect.arrayContaining(['name', 'text']));
    }
  });

  it('is not given, and not used up, while looks cannot be written down', async () => {
    const { id } = (await world.register(SAID)).body;
    const ready = await granted(id);
    await world.database.pool.query('ALTER TABLE look ADD CONSTRAINT look_full CHECK (false) NOT VALID');
    const refused = await download(ready);
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    await world.database.pool.query('ALTER TABLE look DROP CONSTRAINT look_full');
    expect((await download(ready)).status).toBe(200);
  });
});

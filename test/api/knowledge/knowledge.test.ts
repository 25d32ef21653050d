import { randomUUID } from 'node:crypto';
import { aColleague, commandEntry, ENTRY, publishedEntry, writeEntry } from '../../support/an-entry.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

/** As the tests read an answer. */
interface Body {
  readonly id: string;
  readonly newest: number;
  readonly served: number | null;
  readonly mayWrite: boolean;
  readonly version: { readonly version: number; readonly state: string; readonly allowedCommands: readonly string[] };
  readonly items: readonly (Body & {
    readonly question: string;
    readonly strength: string;
    readonly words: string[];
  })[];
  readonly missing: boolean;
  readonly nextCursor: string | null;
}

let world: ApiWorld;
let colleague: string;
beforeAll(async () => {
  world = await createApiWorld();
  colleague = await aColleague(world);
});
afterAll(() => world.close());

const bodyOf = (reply: Reply): Body => reply.body as unknown as Body;
const writer = (): string => world.key('handler', 'water');
const write = (id: string, content: object, say?: { key?: string; ifMatch?: string }) =>
  writeEntry(world, id, content, say);
const command = (id: string, name: string, key: string, version = 1, reason: string | null = null) =>
  commandEntry(world, { id, version }, name, key, reason);
const find = async (question: string, more: object = {}): Promise<Body> =>
  bodyOf(await world.send('POST', '/api/v1/knowledge/search', world.key('operator'), { body: { question, ...more } }));
const read = async (id: string, query = ''): Promise<Reply> =>
  world.get(`/api/v1/knowledge/${id}${query}`, world.key('operator'));

const published = (content: object = ENTRY, id?: string, version?: number): Promise<string> =>
  publishedEntry(world, colleague, content, {
    ...(id !== undefined && { id }),
    ...(version !== undefined && { version }),
  });

describe('a knowledge entry', () => {
  it('is written by its unit, approved by a colleague, published by the hotline, and found by half a sentence', async () => {
    const id = randomUUID();
    const made = await write(id, ENTRY);
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"v1"']);
    expect(bodyOf(made)).toMatchObject({ served: null, version: { version: 1, state: 'draft', content: ENTRY } });
    expect((await find('我们家停水了')).items).toEqual([]);

    expect(bodyOf(await command(id, 'submit', writer())).version.state).toBe('unitReview');
    expect((await command(id, 'approve', writer())).body.code).toBe('separation-of-duties');
    expect((await command(id, 'publish', world.key('reviewer'))).body.code).toBe('illegal-transition');
    expect(bodyOf(await command(id, 'approve', colleague)).version.state).toBe('hotlineReview');
    expect(bodyOf(await command(id, 'publish', world.key('reviewer')))).toMatchObject({ served: 1 });

    const { items, missing } = await find('我们家停水了怎么报修');
    expect(items).toMatchObject([{ id, version: 1, strength: 'strong', answer: ENTRY.answer, basis: ENTRY.basis }]);
    expect([missing, items[0]?.words.join()]).toEqual([false, expect.stringContaining('停水')]);
    expect((await find('请问婚姻登记要预约吗')).missing).toBe(true);
  });

  it('can be sent twice: nothing is written again, and nobody is refused', async () => {
    const id = await published({ ...ENTRY, question: '水表读数不对怎么核查' });
    const again = await command(id, 'publish', world.key('reviewer'));
    expect(bodyOf(again)).toMatchObject({ served: 1, version: { state: 'published' } });
    const other = randomUUID();
    const content = { ...ENTRY, question: '水压太低怎么办' };
    expect((await write(other, content)).status).toBe(201);
    const twice = await write(other, content);
    expect([twice.status, twice.headers.get('etag')]).toEqual([200, '"v1"']);
  });

  it('goes on to be found while its next version is written, and the old one stays readable for ever', async () => {
    const id = await published({
      ...ENTRY,
      question: '自来水发黄能喝吗',
      answer: '先放水五分钟；仍发黄的，登记水质检测。',
    });
    const next = { ...ENTRY, question: '自来水发黄能喝吗', answer: '不要饮用；登记后当天取样检测。' };
    expect((await write(id, next)).body.code).toBe('precondition-required');
    expect((await write(id, next, { ifMatch: '"v1"' })).body.code).toBe('stale-version');
    expect(bodyOf(await write(id, next, { ifMatch: '"v4"' }))).toMatchObject({ newest: 2, served: 1 });
    expect((await find('自来水发黄了')).items[0]).toMatchObject({ id, version: 1 });

    await published(next, id, 2);
    expect((await find('自来水发黄了')).items[0]).toMatchObject({ id, version: 2, answer: next.answer });
    expect(bodyOf(await read(id, '?version=1'))).toMatchObject({
      version: {
        state: 'superseded',
        content: { answer: '先放水五分钟；仍发黄的，登记水质检测。' },
        allowedCommands: [],
      },
    });
    const versions = bodyOf(await read(id, '/versions'));
    expect(versions.items.map(({ version, ...one }) => [version, (one as unknown as { state: string }).state])).toEqual(
      [
        [2, 'published'],
        [1, 'superseded'],
      ],
    );
    const change = "UPDATE knowledge_version SET content = '{}' WHERE version = 1";
    await expect(world.database.pool.query(change)).rejects.toThrow('never changed');
  });

  it('is not found before it holds, after it ends, elsewhere, or once it was withdrawn', async () => {
    const year = new Date(world.now()).getFullYear();
    const early = await published({ ...ENTRY, question: '高温补贴怎么领取', from: `${year + 1}-06-01T00:00:00+08:00` });
    const late = await published({
      ...ENTRY,
      question: '旧水卡换新卡在哪里',
      until: `${year - 1}-06-01T00:00:00+08:00`,
    });
    const there = await published({ ...ENTRY, question: '二次供水水箱多久清洗', areas: ['district-west'] });
    const ids = async (question: string, more: object = {}): Promise<string[]> =>
      (await find(question, more)).items.map(({ id }) => id);
    expect(await ids('高温补贴怎么领取')).not.toContain(early);
    expect(await ids('旧水卡换新卡在哪里')).not.toContain(late);
    expect(await ids('二次供水水箱多久清洗', { place: 'district-east' })).not.toContain(there);
    expect(await ids('二次供水水箱多久清洗', { place: 'district-west' })).toContain(there);
    expect(bodyOf(await read(late)).version.state).toBe('expired');

    expect((await command(there, 'withdraw', writer())).body.code).toBe('reason-required');
    expect((await command(there, 'withdraw', writer(), 1, '水箱已拆除')).status).toBe(200);
    expect(await ids('二次供水水箱多久清洗')).not.toContain(there);
    expect((await command(there, 'withdraw', writer(), 1, '水箱已拆除')).status).toBe(200);
  });

  it('stands in the answer that was read from it, in the version that it had', async () => {
    const id = await published({
      ...ENTRY,
      question: '暂停用水怎么办理',
      template: '{{称呼}}您好，{{单位}}受理，{{日期}}前办结。',
    });
    const { items } = await find('暂停用水怎么办理', { facts: { name: '王女士' } });
    expect(items[0]).toMatchObject({
      id,
      spoken: { text: expect.stringMatching(/^王女士您好，.+受理，〔日期〕前办结。$/) as string, missing: ['date'] },
    });
    const ticket = (await world.register({ title: '暂停用水' })).body;
    const answer = (entry: object): Promise<Reply> =>
      world.act(ticket.id, 'answer', world.key('operator'), { text: '您好，供水单位受理。', entry });
    expect((await answer({ id, version: 7 })).body).toMatchObject({ errors: [{ pointer: '/entry' }] });
    await command(id, 'withdraw', writer(), 1, '政策调整');
    expect((await answer({ id, version: 1 })).body.state).toBe('closed');
    const events = (await world.get(`/api/v1/tickets/${ticket.id}/events`, world.key('supervisor'))).body.items;
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'answered', data: { code: 'answered', entry: id, entryVersion: 1 } }) as object,
    );
  });

  it('belongs to its unit: no other writes, approves or takes it', async () => {
    const foreign = world.key('handler', 'transport');
    const id = randomUUID();
    expect((await write(id, ENTRY, { key: foreign })).body.code).toBe('actor-not-allowed');
    await write(id, { ...ENTRY, question: '消防栓漏水找谁' });
    const taken = { ...ENTRY, question: '消防栓漏水找谁', ownerUnit: 'transport' };
    expect((await write(id, taken, { key: foreign, ifMatch: '"v1"' })).body.code).toBe('actor-not-allowed');
    await command(id, 'submit', writer());
    expect((await command(id, 'approve', foreign)).body.code).toBe('actor-not-allowed');
    expect((await write(id, ENTRY, { key: world.key('operator') })).status).toBe(403);
    expect(bodyOf(await world.get(`/api/v1/knowledge/${id}`, foreign))).toMatchObject({
      mayWrite: false,
      version: { state: 'unitReview', allowedCommands: [] },
    });
  });

  it('is refused with the field that does not fit', async () => {
    const refused = async (change: object): Promise<string> => {
      const reply = await write(randomUUID(), { ...ENTRY, ...change });
      expect(reply.status).toBe(400);
      return (reply.body as unknown as { errors: { pointer: string }[] }).errors[0]?.pointer ?? '';
    };
    expect(await refused({ template: '{{称呼}}您好，{{身份证号}}已登记。' })).toBe('/template');
    expect(await refused({ ownerUnit: 'nowhere' })).toBe('/ownerUnit');
    expect(await refused({ classCode: '9999' })).toBe('/classCode');
    expect(await refused({ areas: ['nowhere'] })).toBe('/areas/0');
    const [from, until] = ['2026-12-02T00:00:00+08:00', '2026-12-01T00:00:00+08:00'];
    expect(await refused({ from, until })).toBe('/until');
    expect((await read(randomUUID())).body.code).toBe('entry-not-found');
    expect((await world.get('/api/v1/knowledge/x', world.key('operator'))).body.code).toBe('entry-not-found');
  });

  it('stands in a list by owner, class and state, page by page', async () => {
    const list = async (query: string): Promise<Body> =>
      bodyOf(await world.get(`/api/v1/knowledge${query}`, world.key('director')));
    const first = await list('?unit=water&limit=2');
    expect(first.items).toHaveLength(2);
    const second = await list(`?unit=water&limit=2&cursor=${first.nextCursor}`);
    expect(first.items.map(({ id }) => id)).not.toContain(second.items[0]?.id);
    const states = async (state: string): Promise<string[]> =>
      (await list(`?state=${state}`)).items.map(({ version }) => version.state);
    for (const state of ['draft', 'unitReview', 'published', 'expired', 'withdrawn'])
      expect([state, new Set(await states(state))]).toEqual([state, new Set([state])]);
    expect((await list('?class=03')).items.length).toBeGreaterThan(0);
    expect((await list('?class=01')).items).toEqual([]);
  });
});

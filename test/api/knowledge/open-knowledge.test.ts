import { randomUUID } from 'node:crypto';
import { aColleague, commandEntry, ENTRY, publishedEntry } from '../../support/an-entry.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { createCitizenBrowser, type CitizenBrowser } from '../../support/citizen-browser.js';

let world: ApiWorld;
let colleague: string;
let browser: CitizenBrowser;
beforeAll(async () => {
  world = await createApiWorld();
  colleague = await aColleague(world);
});
beforeEach(() => {
  browser = createCitizenBrowser(world);
});
afterAll(() => world.close());

const OPEN = '/api/v1/open-knowledge';
const published = (question: string, more: object = {}): Promise<string> =>
  publishedEntry(world, colleague, { ...ENTRY, question, phrasings: [], ...more });
const found = async (question: string): Promise<{ id: string; question: string }[]> =>
  (await world.send('POST', `${OPEN}/search`, null, { body: { question } })).body.items as never;
const correct = (entry: string, id: string, changes: object = {}): Promise<Reply> =>
  world.send('PUT', `${OPEN}/${entry}/corrections/${id}`, null, {
    body: { version: 1, about: 'wrong', text: '时限已经改了。', ...changes },
  });
const tasks = async (entry: string): Promise<{ id: string; times: number; text: string; askedBy: object }[]> =>
  (await world.get(`/api/v1/knowledge/tasks?entry=${entry}`, world.key('reviewer'))).body.items as never;

describe('what anybody may read of the knowledge base', () => {
  it('is found without a key, and what is internal, a draft or over is not', async () => {
    const open = await published('养犬登记在哪里办');
    const internal = await published('养犬登记的内部口径', { audience: 'internal' });
    const ending = await published('养犬登记的优惠', { until: new Date(world.now().getTime() + 60_000).toISOString() });
    expect((await found('养犬登记')).map(({ id }) => id).sort()).toEqual([open, ending].sort());
    world.later(60_000);
    expect((await found('养犬登记')).map(({ id }) => id)).toEqual([open]);
    expect((await world.get(`${OPEN}/${open}`, null)).body).toMatchObject({
      ...{ id: open, question: '养犬登记在哪里办', answer: ENTRY.answer },
      unit: { id: 'water' },
    });
    for (const id of [internal, ending, randomUUID()])
      expect((await world.get(`${OPEN}/${id}`, null)).body).toMatchObject({ status: 404, code: 'entry-not-found' });
  });

  it('names nobody who wrote it, and is gone with its withdrawal', async () => {
    const id = await published('河道里可以钓鱼吗');
    const { text } = await world.get(`${OPEN}/${id}`, null);
    expect(text).not.toMatch(/writtenBy|approvedBy|publishedBy|classCode/);
    await commandEntry(world, { id }, 'withdraw', world.key('reviewer'), '不再适用');
    expect((await world.get(`${OPEN}/${id}`, null)).status).toBe(404);
    expect(await found('河道里可以钓鱼吗')).toEqual([]);
  });

  it('takes no longer question than somebody types', async () => {
    expect((await world.send('POST', `${OPEN}/search`, null, { body: { question: '水'.repeat(201) } })).status).toBe(
      400,
    );
  });
});

describe('what a citizen says is not right', () => {
  it('is a task of the unit, once however often it is sent, with no name in it and no warning beside the answer', async () => {
    const [entry, id] = [await published('水费怎么开发票'), randomUUID()];
    const text = '我叫王小明，电话13800001234，窗口说已经不开了。';
    expect((await correct(entry, id, { text })).status).toBe(202);
    expect((await correct(entry, id, { text })).status).toBe(202);
    const [task, ...others] = await tasks(entry);
    expect([task, others]).toMatchObject([{ id, times: 1, askedBy: { role: 'citizen' } }, []]);
    expect(task?.text).not.toMatch(/13800001234/);
    const search = { body: { question: '水费怎么开发票' } };
    const { body } = await world.send('POST', '/api/v1/knowledge/search', world.key('operator'), search);
    expect(body.items).toMatchObject([{ id: entry, disputed: false }]);
  });

  it('is counted beside the first once three wait, and what staff say is a task all the same', async () => {
    const entry = await published('水表多久换一次');
    for (let told = 0; told < 5; told += 1) expect((await correct(entry, randomUUID())).status).toBe(202);
    expect((await tasks(entry)).map(({ times }) => times).sort()).toEqual([1, 1, 3]);
    const body = { version: 1, about: 'outdated', text: '已改为六年。' };
    const path = `/api/v1/knowledge/${entry}/corrections/${randomUUID()}`;
    expect((await world.send('PUT', path, world.key('operator'), { body })).status).toBe(201);
  });

  it('is refused of what is not served, and under an id that stands for something else', async () => {
    const entry = await published('自来水为什么发白');
    expect((await correct(entry, randomUUID(), { version: 2 })).body.code).toBe('illegal-transition');
    expect((await correct(randomUUID(), randomUUID())).body.code).toBe('entry-not-found');
    const id = randomUUID();
    await correct(entry, id);
    expect((await correct(await published('自来水有气味'), id)).body.code).toBe('illegal-transition');
  });
});

describe('the pages of the knowledge base', () => {
  it('are found from the first page, searched by an address that can be kept, and read in large print', async () => {
    const id = await published('高温补贴怎么发', {
      basis: [{ document: '办法', clause: '第一条', link: 'https://example.org/a' }],
    });
    const first = await browser.open('/citizen');
    expect(first.links.map(({ href }) => href)).toContain('/citizen/knowledge');
    const page = await browser.open(`/citizen/knowledge?q=${encodeURIComponent('高温补贴')}`);
    expect([page.status, page.complaints, page.unlabelled]).toEqual([200, [], []]);
    expect(page.bytes).toBeLessThanOrEqual(10_000);
    expect(page.forms[0]?.values).toMatchObject({ q: '高温补贴' });
    const larger = page.links.find(({ text }) => text === '大字版');
    expect(decodeURIComponent(larger?.href ?? '')).toContain('q=高温补贴');
    expect(page.links.map(({ href }) => href)).toContain(`/citizen/knowledge/${id}`);
    const entry = await browser.open(`/citizen/knowledge/${id}`);
    expect([entry.status, entry.complaints, entry.unlabelled, entry.heading]).toEqual([200, [], [], '高温补贴怎么发']);
    expect(entry.bytes).toBeLessThanOrEqual(10_000);
    expect(entry.text).toContain(ENTRY.answer);
    expect(entry.links.map(({ href }) => href)).toContain('https://example.org/a');
    const english = await browser.open(`/citizen/knowledge/${id}?lang=en`);
    expect([english.language, english.complaints]).toEqual(['en', []]);
    expect(english.text).toContain('Is something wrong with this answer?');
  });

  it('say what to do where nothing is found, and ask nothing of an empty line', async () => {
    const nothing = await browser.open(`/citizen/knowledge?q=${encodeURIComponent('火星移民')}`);
    expect(nothing.text).toContain('没有找到');
    const empty = await browser.open('/citizen/knowledge?q=%20');
    expect(empty.text).not.toContain('没有找到');
    for (const odd of ['?q=%00%00', '?q[]=1', `?q=${'a'.repeat(3_000)}`])
      expect((await browser.open(`/citizen/knowledge${odd}`)).status).toBe(200);
    expect((await browser.open(`/citizen/knowledge/${randomUUID()}`)).status).toBe(404);
  });

  it('take what is not right once, and show beside its field what is missing', async () => {
    const id = await published('二孩补贴怎么领');
    const page = await browser.open(`/citizen/knowledge/${id}`);
    const bad = await browser.send(page, { about: 'wrong' });
    expect([bad.status, bad.faults, bad.complaints]).toEqual([400, { text: '请填写。' }, []]);
    const done = await browser.send(bad, { about: 'wrong', text: '金额不对' });
    expect(done.text).toContain('谢谢，已转给负责的单位。');
    await browser.send(bad, { about: 'wrong', text: '金额不对' });
    expect((await tasks(id)).map(({ times }) => times)).toEqual([1]);
  });
});

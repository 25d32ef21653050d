import { createDeskClearing } from '../../../api/desk/desk-sweeper.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { aPerson, signedIn } from '../../support/browser.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const DAY_MS = 86_400_000;
const WORDS = { text: '阀门损坏，已联系物业。', measures: '更换' };
interface Draft {
  readonly version: number;
  readonly requestKey: string;
  readonly words: object;
  readonly ticket: string | null;
}
const draftOf = ({ body }: Reply): Draft => body as unknown as Draft;
const put = (key: string, path: string, words: object, ifMatch = '"v0"'): Promise<Reply> =>
  world.send('PUT', `/api/v1/drafts/${path}`, key, { body: { words }, ifMatch });
const read = (key: string, path: string): Promise<Reply> => world.get(`/api/v1/drafts/${path}`, key);

const operator = async (): Promise<string> =>
  (await world.services.keys.create({ name: 'x', role: 'operator', unit: null })).apiKey;

/** A ticket that the water bureau handles. */
async function atWater(): Promise<string> {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
  await world.act(id, 'acknowledge', world.key('handler', 'water'));
  return id;
}

describe('a draft', () => {
  it('is there again after the browser was closed, with the key under which it will be sent', async () => {
    const key = await operator();
    const kept = await put(key, 'new/register', WORDS);
    expect([kept.status, kept.headers.get('etag')]).toEqual([200, '"v1"']);
    const found = await read(key, 'new/register');
    expect(draftOf(found)).toEqual(draftOf(kept));
    expect(draftOf(found)).toMatchObject({ ticket: null, words: WORDS, version: 1 });
    const again = await put(key, 'new/register', { text: '改' }, '"v1"');
    expect(draftOf(again)).toMatchObject({ version: 2, requestKey: draftOf(kept).requestKey });
  });

  it('is one’s own: nobody else finds it, whatever their role', async () => {
    const id = await atWater();
    await put(world.key('handler', 'water'), `${id}/reply`, WORDS);
    for (const other of [world.key('administrator'), world.key('auditor'), world.key('handler', 'housing')]) {
      expect((await read(other, `${id}/reply`)).status).toBe(404);
      expect((await world.get('/api/v1/drafts', other)).body.items).toEqual([]);
    }
    expect((await world.get('/api/v1/drafts', world.key('handler', 'water'))).body.items).toMatchObject([
      { ticket: id, command: 'reply', version: 1 },
    ]);
  });

  it('is the person’s, who finds it in another browser', async () => {
    const person = await aPerson(world, { role: 'operator', unit: 'hotline' });
    const [one, other] = [await signedIn(world, person), await signedIn(world, person)];
    await one.send('PUT', '/api/v1/drafts/new/register', { body: { words: WORDS }, ifMatch: '"v0"' });
    expect(draftOf(await other.send('GET', '/api/v1/drafts/new/register')).words).toEqual(WORDS);
  });

  it('of two tabs tells the second that there is a newer one, and overwrites nothing unseen', async () => {
    const key = await operator();
    await put(key, 'new/register', { text: '第一' });
    expect((await put(key, 'new/register', { text: '另一页' })).body).toMatchObject({
      code: 'stale-version',
      version: 1,
    });
    await put(key, 'new/register', { text: '第二' }, '"v1"');
    expect((await put(key, 'new/register', { text: '另一页' }, '"v1"')).status).toBe(412);
    expect(draftOf(await read(key, 'new/register')).words).toEqual({ text: '第二' });
    const both = await Promise.all([put(key, 'new/nudge', { text: '甲' }), put(key, 'new/nudge', { text: '乙' })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  it('lasts seven days from when it was written last, and is gone when thrown away', async () => {
    const key = await operator();
    await put(key, 'new/register', WORDS);
    world.later(6 * DAY_MS);
    await put(key, 'new/register', WORDS, '"v1"');
    world.later(6 * DAY_MS);
    expect((await read(key, 'new/register')).status).toBe(200);
    world.later(DAY_MS);
    expect((await read(key, 'new/register')).status).toBe(404);
    expect((await put(key, 'new/register', WORDS)).status).toBe(200);
    expect((await world.send('DELETE', '/api/v1/drafts/new/register', key)).status).toBe(204);
    expect((await read(key, 'new/register')).status).toBe(404);
  });

  it('is cleared with its seven days also where nobody writes any more, and so is who was at a ticket', async () => {
    const key = await operator();
    await put(key, 'new/register', WORDS);
    await world.send('POST', '/api/v1/presence', world.key('handler', 'water'), {
      body: { ticket: await atWater(), doing: 'looking' },
    });
    const left = async (table: 'draft' | 'presence'): Promise<number> =>
      (await world.database.pool.query(`SELECT FROM ${table}`)).rowCount ?? 0;
    expect([await left('draft'), await left('presence')].every((count) => count > 0)).toBe(true);
    world.later(7 * DAY_MS);
    await createDeskClearing(world.services, () => world.now().getTime())();
    expect([await left('draft'), await left('presence')]).toEqual([0, 0]);
  });

  it('is not lost when the ticket goes to somebody else while it is written', async () => {
    const id = await atWater();
    const water = world.key('handler', 'water');
    await put(water, `${id}/reply`, WORDS);
    await world.act(id, 'requestReturn', water, { reason: 'x', basis: 'x' });
    await world.act(id, 'decide', world.key('dispatcher'), { request: '1', grant: true, reason: 'x' });
    expect((await world.get(`/api/v1/tickets/${id}`, water)).status).toBe(404);
    expect((await put(water, `${id}/reply`, { text: '最后一句' }, '"v1"')).status).toBe(200);
    expect(draftOf(await read(water, `${id}/reply`)).words).toEqual({ text: '最后一句' });
    expect((await put(world.key('handler', 'housing'), `${id}/reply`, WORDS)).status).toBe(404);
  });

  it('stands nowhere in clear, and not in the log', async () => {
    await put(await operator(), 'new/register', { text: '砗磲之言' });
    const { rows } = await world.database.pool.query<{ words_sealed: Buffer }>('SELECT words_sealed FROM draft');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ words_sealed: sealed }) => sealed.includes('砗磲之言'))).toEqual([]);
    expect(world.logged()).not.toContain('砗磲之言');
  });

  it('is refused when it is longer than 64 kB', async () => {
    const reply = await put(await operator(), 'new/register', { text: '水'.repeat(22_000) });
    expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
  });
});

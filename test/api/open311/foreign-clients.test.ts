import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { photograph } from '../../support/files.js';
import { CLASS, expectErrors, fromXml, open311Client, REPORT, type Open311Client, type Open311Item } from './client.js';

/** What clients of other cities send, as they send it. None of it may cost a report. */
let world: ApiWorld;
let client: Open311Client;
let key: string;
beforeAll(async () => {
  world = await createApiWorld();
  client = open311Client(world);
  key = world.key('operator');
});
afterAll(() => world.close());

/** The id of the request that was made, and what the hotline's people read. */
async function made(reply: Reply): Promise<{ id: string; text: string }> {
  expect([reply.status, reply.text]).toEqual([200, reply.text]);
  const [request] = (reply.text.startsWith('<') ? fromXml(reply.text) : JSON.parse(reply.text)) as Open311Item[];
  const id = request?.service_request_id ?? '';
  const ticket = await world.get(`/api/v1/tickets/${id}`, key);
  return { id, text: String(ticket.body['text']) };
}

/**
 * As FixMyStreet writes a report: attributes that every council gets, asked for or not, and an address for each photo.
 */
const FIXMYSTREET = [
  `api_key=KEY&jurisdiction_id=city&service_code=${CLASS}&lat=23.12908&long=113.26436&first_name=Ann&last_name=Lee`,
  'email=ann%40example.org&description=Cover+broken&attribute%5Bcondition%5D=broken',
  'attribute%5Beasting%5D=529090&attribute%5Bnorthing%5D=179645&attribute%5Bfixmystreet_id%5D=123',
  'attribute%5Breport_url%5D=https%3A%2F%2Fwww.fixmystreet.com%2Freport%2F123&attribute%5Bgroup%5D%5B%5D=a',
  'media_url=https%3A%2F%2Fphotos.example.org%2F1.jpg&media_url=https%3A%2F%2Fphotos.example.org%2F2.jpg',
].join('&');

describe('a report of a client that nobody here wrote', () => {
  it('is taken with attributes that were not asked for, and they are kept nowhere', async () => {
    const { id, text } = await made(await client.post(FIXMYSTREET.replace('KEY', key), 'xml'));
    expect(text).toContain('Cover broken\n\n井盖现在怎么样？：碎裂');
    expect(text).not.toMatch(/529090|easting/);
    const [seen] = await client.read(`requests/${id}`, 'requests', '?extensions=true');
    expect(seen?.['extended_attributes']).toMatchObject({ attributes: [{ code: 'condition' }] });
  });

  it('brings several pictures: the hotline has the address of each, the public that of the first', async () => {
    const { id, text } = await made(await client.post(FIXMYSTREET.replace('KEY', key)));
    expect(text).toContain('https://photos.example.org/1.jpg\nhttps://photos.example.org/2.jpg');
    expect(await client.read(`requests/${id}`, 'requests')).toMatchObject([
      { media_url: 'https://photos.example.org/1.jpg' },
    ]);
    const bracketed = new URLSearchParams({ api_key: key, ...REPORT, media_url: '' });
    bracketed.append('media_url[]', 'https://photos.example.org/3.jpg');
    expect((await made(await client.post(bracketed.toString()))).text).toContain('https://photos.example.org/3.jpg');
  });

  it('names every address that is none, and more of them than anybody looks at', async () => {
    const form = new URLSearchParams({ api_key: key, ...REPORT });
    form.append('media_url', 'nowhere');
    expect(expectErrors(await client.post(form.toString()), 400)).toMatch(/^media_url: Write an http/);
    for (let n = 0; n < 21; n += 1) form.append('media_url', `https://photos.example.org/${n}.jpg`);
    expect(expectErrors(await client.post(form.toString()), 400)).toMatch(/media_url: At most 20 addresses/);
  });
});

it('asks for more by TRUE as by true, and by nothing else; neither costs a report', async () => {
  for (const [extensions, more] of [
    ['TRUE', true],
    ['1', false],
  ] as const) {
    const reply = await client.post({ api_key: key, ...REPORT, extensions });
    const { id } = await made(reply);
    expect([extensions, reply.text.includes('"token"')]).toEqual([extensions, more]);
    const seen = await world.get(`/open311/v2/requests/${id}.json?extensions=${extensions}`, null);
    expect([extensions, seen.status, seen.text.includes('"notes"')]).toEqual([extensions, 200, more]);
  }
});

describe('a report as a multipart form', () => {
  /** Bytes that are no text: a picture as far as a form is concerned. */
  const photo = (bytes: number): Blob => new Blob([new Uint8Array(bytes).fill(0xd8)], { type: 'image/jpeg' });

  function formWith(pictures: readonly Blob[], changes: Readonly<Record<string, string>> = {}): FormData {
    const form = new FormData();
    for (const [name, value] of Object.entries({ api_key: key, ...REPORT, ...changes })) form.append(name, value);
    for (const picture of pictures) form.append('media', picture, 'IMG_0001.jpg');
    return form;
  }

  /** Sends it as any client would, which names the boundary itself. */
  async function send(body: FormData | string, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${world.base}/open311/v2/requests.json?locale=en`, { method: 'POST', body, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) as Reply['body'], text };
  }

  it('is taken like any other, and says that the pictures were not kept', async () => {
    const form = formWith([photo(3_000_000), photo(10)], { locale: 'en' });
    form.append('attribute[easting]', '529090');
    const reply = await send(form);
    expect(reply.text).toMatch(/The files that came with it were not kept; send the address of a picture as media_url/);
    const { id, text } = await made(reply);
    expect(text).toContain('井盖现在怎么样？：碎裂');
    expect(text).toContain('随附文件 2 个，未保存。');
    expect(await client.read(`requests/${id}`, 'requests')).toMatchObject([
      { lat: 23.12908, media_url: REPORT.media_url },
    ]);
    const without = await send(formWith([]));
    expect(without.text).not.toContain('not kept');
    expect((await made(without)).text).not.toContain('随附文件');
  });

  it('keeps photographs behind its key as attachments, sealed and made anew, and says nothing of what it kept', async () => {
    const picture = new Blob([Uint8Array.from(await photograph())], { type: 'image/jpeg' });
    const reply = await send(formWith([picture, picture]), { 'Idempotency-Key': 'with-photographs' });
    expect(reply.text).not.toContain('not kept');
    const { id: number, text } = await made(reply);
    expect(text).toContain('随附文件 2 个，已存为附件。');
    const page = (await world.get(`/api/v1/tickets/${number}`, key)).body;
    expect(page.attachments?.items.map(({ name, sort }) => [name, sort])).toEqual([
      ['IMG_0001.jpg', 'picture'],
      ['IMG_0001.jpg', 'picture'],
    ]);
    const again = await send(formWith([picture, picture]), { 'Idempotency-Key': 'with-photographs' });
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([reply.text, 'true']);
    const { rows } = await world.database.pool.query('SELECT 1 FROM attachment');
    expect(rows).toHaveLength(2);
  });

  it('says that some were not kept, and keeps none without a key before them or with a form that does not fit', async () => {
    const picture = new Blob([Uint8Array.from(await photograph())], { type: 'image/jpeg' });
    const some = await send(formWith([picture, photo(10)]));
    expect(some.text).toMatch(/Some of the files that came with it were not kept/);
    expect((await made(some)).text).toContain('随附文件 2 个，其中 1 个已存为附件，其余未保存。');
    const rowsBefore = (await world.database.pool.query('SELECT 1 FROM attachment')).rows.length;
    const late = new FormData();
    late.append('media', picture, 'x.jpg');
    for (const [name, value] of Object.entries({ api_key: key, ...REPORT })) late.append(name, value);
    expect((await send(late)).text).toMatch(/were not kept/);
    expectErrors(await send(formWith([picture], { api_key: 'nobody' })), 403);
    expectErrors(await send(formWith([picture], { lat: 'north' })), 400);
    expect((await world.database.pool.query('SELECT 1 FROM attachment')).rows).toHaveLength(rowsBefore);
  });

  it('takes several values of one attribute, and is done once under one key', async () => {
    const form = formWith([photo(10)], { service_code: '070101', 'attribute[condition]': '' });
    for (const hours of ['night', 'noon']) form.append('attribute[hours][]', hours);
    const first = await send(form, { 'Idempotency-Key': 'multipart-1' });
    const again = await send(form, { 'Idempotency-Key': 'multipart-1' });
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true']);
    const { id } = await made(first);
    const [seen] = await client.read(`requests/${id}`, 'requests', '?extensions=true');
    expect(seen?.['extended_attributes']).toMatchObject({ attributes: [{ code: 'hours', values: [{}, {}] }] });
  });

  it('is refused when it is too large, too full, cut off, or no form at all', async () => {
    expect(expectErrors(await send(formWith([photo(21_000_000)])), 400)).toMatch(/larger than 20 MB/);
    expect(expectErrors(await send(formWith(Array.from({ length: 21 }, () => photo(1)))), 400)).toMatch(/20 files/);
    expect(expectErrors(await send(formWith([], { description: 'a'.repeat(300_000) })), 400)).toMatch(/256 kB/);
    const type = { 'Content-Type': 'multipart/form-data; boundary=x' };
    for (const body of ['--x\r\nContent-Disposition: form-data; name="lat"\r\n\r\n1', 'lat=1&long=1']) {
      expect(expectErrors(await send(body, type), 400)).toMatch(/cut off/);
    }
    expect(expectErrors(await send(formWith([], { api_key: '' })), 403)).toMatch(/api_key/);
    const elsewhere = await fetch(`${world.base}/api/v1/tickets`, {
      method: 'POST',
      body: formWith([]),
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(elsewhere.status).toBe(415);
  });
});

it('tells what is wrong by a number, as clients read it', async () => {
  const json = JSON.parse((await client.post({ service_code: CLASS })).text) as { code: unknown }[];
  expect(json.map(({ code }) => code)).toEqual([403]);
  const xml = await client.post({ service_code: CLASS }, 'xml');
  expect(xml.text).toContain('<error><code>403</code><description>');
});

it('says in which language it answers, and that this is by the wish of the caller', async () => {
  const { id } = await made(await client.post({ api_key: key, ...REPORT }));
  for (const [path, status] of [
    ['services', 200],
    [`services/${CLASS}`, 200],
    ['requests', 200],
    [`requests/${id}`, 200],
    ['discovery', 200],
    ['requests/nothing', 404],
  ] as const) {
    for (const [query, wish, language] of [
      ['', 'zh-CN,zh;q=0.9', 'zh'],
      ['', 'de', 'en'],
      ['?locale=zh', 'en', 'zh'],
    ] as const) {
      const reply = await world.get(`/open311/v2/${path}.xml${query}`, null, { 'Accept-Language': wish });
      const said = [reply.status, reply.headers.get('content-language'), reply.headers.get('vary')];
      expect([path, ...said]).toEqual([path, status, language, 'Accept-Language']);
    }
  }
});

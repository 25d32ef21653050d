import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { BASE, CLASS, expectErrors, fromXml, open311Client, REPORT, type Open311Client } from './client.js';

let world: ApiWorld;
let client: Open311Client;
let key: string;
beforeAll(async () => {
  world = await createApiWorld();
  client = open311Client(world);
  key = world.key('operator');
});
afterAll(() => world.close());

const tickets = async (): Promise<number> =>
  (await world.database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket')).rows[0]?.n ?? -1;

const BOMB = `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY c "${'&b;'.repeat(50)}">
<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&c;&f;</r>`;

describe('a form that is refused', () => {
  let before: number;
  beforeEach(async () => {
    before = await tickets();
  });
  afterEach(async () => {
    expect(await tickets()).toBe(before);
  });

  it('has no key, or one that is not for this; each gets the same answer', async () => {
    const wrong = [undefined, '', 'x', `hy_abcdefgh_${'A'.repeat(43)}`, world.key('dispatcher'), world.key('handler')];
    const answers = await Promise.all(
      wrong.map((api_key) => client.post({ ...REPORT, ...(api_key !== undefined && { api_key }) })),
    );
    for (const reply of answers) expectErrors(reply, 403);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const inXml = await client.post({ ...REPORT }, 'xml');
    expect(expectErrors(inXml, 403, 'xml')).toMatch(/api_key/);
  });

  it('is an XML bomb, or any body that is no form', async () => {
    for (const type of ['text/xml', 'application/xml', 'application/json', 'text/plain', 'multipart/form-data']) {
      const reply = await client.post(BOMB, 'xml', { 'Content-Type': type });
      expect(expectErrors(reply, 400, 'xml')).toMatch(/application\/x-www-form-urlencoded/);
    }
    // Called a form it is one strange name without a value, and nothing reads it as XML.
    expectErrors(await client.post(BOMB, 'xml'), 403, 'xml');
    expectErrors(await client.post(`api_key=${key}&service_code=${CLASS}&lat=1&long=1&description=${BOMB}x`), 400);
  });

  it('is larger than any form, has too many fields, or fields too deep', async () => {
    expect(expectErrors(await client.post(`description=${'a'.repeat(10_000_000)}`), 400)).toMatch(/larger/);
    expectErrors(await client.post(Array.from({ length: 1_000 }, (_, n) => `x${n}=1`).join('&')), 400);
    const deep = `api_key=${key}&service_code=${CLASS}&lat=1&long=1&attribute${'[a]'.repeat(5_000)}=1`;
    expectErrors(await client.post(deep), 400);
    const shallow = `api_key=${key}&service_code=${CLASS}&lat=1&long=1&attribute[condition][a][b]=1`;
    expect(expectErrors(await client.post(shallow), 400)).toMatch(/attribute\[condition\]/);
  });

  it('does not fit; every parameter that does not is named', async () => {
    const rows: [Record<string, string>, number, RegExp][] = [
      [{ service_code: '' }, 400, /^service_code: /],
      [{ service_code: '050101' }, 404, /service_code/],
      [{ service_code: '0101' }, 404, /service_code/],
      [{ lat: '', long: '', address_string: '' }, 400, /^lat: Say where/],
      [{ long: '' }, 400, /^long: Send both/],
      [{ lat: '91', long: '1e2' }, 400, /^lat: .*\nlong: /],
      [{ lat: 'NaN' }, 400, /^lat: /],
      [{ address_id: 'nowhere' }, 400, /^address_id: /],
      [{ description: 'a'.repeat(4_001) }, 400, /^description: At most 4000/],
      [{ description: 'a\u0000b' }, 400, /^description: /],
      [{ phone: '1'.repeat(65) }, 400, /^phone: /],
      [{ email: 'nobody' }, 400, /^email: /],
      [{ media_url: 'javascript:alert(1)' }, 400, /^media_url: /],
      [{ media_url: 'http://127.0.0.1/' }, 400, /^media_url: /],
      [{ 'attribute[condition]': '' }, 400, /^attribute\[condition\]: This is required/],
      [{ 'attribute[condition]': 'melted' }, 400, /^attribute\[condition\]: Choose of/],
      [{ attribute: 'red' }, 400, /^attribute: /],
    ];
    for (const [change, status, description] of rows) {
      const form = { api_key: key, ...REPORT, ...change };
      const said = expectErrors(await client.post(form), status);
      expect([change, said]).toEqual([change, expect.stringMatching(description)]);
    }
    expectErrors(await client.post({ api_key: key, ...REPORT }, 'json', { 'Idempotency-Key': 'a b' }), 400);
    expectErrors(await client.post(`lat=1&lat=2&long=1&service_code=${CLASS}&api_key=${key}`), 400);
  });
});

it('passes over names that mean something to JavaScript', async () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString'];
  const form = new URLSearchParams({ api_key: key, ...REPORT });
  for (const name of names) {
    form.append(`${name}[polluted]`, '1');
    form.append(`attribute[__proto__][${name}]`, '1');
  }
  expect((await client.post(form.toString())).status).toBe(200);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  for (const name of ['constructor', 'toString']) {
    expect((await client.post(`${form.toString()}&attribute[${name}]=1`)).status).toBe(200);
  }
});

it('takes an attribute with several values, and a form that says things twice', async () => {
  const form = new URLSearchParams({ api_key: key, service_code: '070101', lat: '23.1', long: '113.2' });
  for (const hours of ['night', 'noon', 'night']) form.append('attribute[hours][]', hours);
  const [made] = JSON.parse((await client.post(form.toString())).text) as { service_request_id: string }[];
  const [seen] = await client.read(`requests/${made?.service_request_id}`, 'requests', '?extensions=true&locale=en');
  expect(seen?.['extended_attributes']).toMatchObject({
    attributes: [{ code: 'hours', values: [{ key: 'night' }, { key: 'noon', name: 'Noon to 2 pm' }] }],
  });
});

describe('a path that is not there', () => {
  const get = (path: string): Promise<Reply> => world.get(path, null);

  it('is told in the form of the standard, XML unless JSON was asked for', async () => {
    const paths = [
      '',
      '/',
      '/services',
      '/requests/1',
      '/requests.json.exe',
      '/services.JSONP',
      '/x.xml',
      '/requests/a/b.xml',
    ];
    for (const path of paths) expect(expectErrors(await get(`${BASE}${path}`), 404, 'xml')).toMatch(/\.json or \.xml/);
    for (const path of ['/nothing.json', '/requests/a/b.json', '/requests.xml.json']) {
      expectErrors(await get(`${BASE}${path}`), 404);
    }
    expectErrors(await get(`${BASE}/requests/${'9'.repeat(300)}.json`), 404);
    expectErrors(await get(`${BASE}/requests/%27%20OR%201=1.json`), 404);
    expectErrors(await get(`${BASE}/requests/..%2f..%2fapi%2fv1%2ftickets.xml`), 404, 'xml');
    expectErrors(await get(`${BASE}/requests/%E0%A4%A.json`), 400);
    expectErrors(await get('/OPEN311/v2/nothing.JSON'), 404);
    expect((await get('/open311/v22')).headers.get('content-type')).toMatch(/problem\+json/);
  });

  it('knows other methods, and says which', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const reply = await world.send(method, `${BASE}/requests.xml`, null);
      expect(expectErrors(reply, 400, 'xml')).toMatch(/POST/);
      expect(reply.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
    }
  });
});

it('says that the trouble is ours, in the form of the standard, and why to nobody but the log', async () => {
  const own = await createApiWorld();
  try {
    await own.get(`${BASE}/services.json`, null);
    await own.database.pool.query('ALTER TABLE ticket RENAME TO elsewhere');
    const reply = await own.get(`${BASE}/requests.xml`, null);
    expect(expectErrors(reply, 400, 'xml')).toMatch(/X-Request-Id/);
    expect(fromXml(reply.text)).toHaveLength(1);
    expect(own.logged()).toContain(reply.headers.get('x-request-id'));
  } finally {
    await own.close();
  }
});

import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { BASE, CLASS, expectErrors, open311Client, REPORT, type Open311Client, type Open311Item } from './client.js';

let world: ApiWorld;
let client: Open311Client;
beforeAll(async () => {
  world = await createApiWorld();
  client = open311Client(world);
});
afterAll(() => world.close());

const one = async (number: string, query = '?locale=en'): Promise<Open311Item> => {
  const [found] = await client.read(`requests/${number}`, 'requests', query);
  if (!found) throw new Error('The list of one is empty.');
  return found;
};
const idsOf = (items: readonly Open311Item[]): string[] => items.map(({ service_request_id }) => service_request_id);

describe('the service list', () => {
  it('has the leaves of the class tree, each with its group, in the language asked for', async () => {
    const services = await client.read<Record<string, unknown>[]>('services', 'services', '?locale=en');
    const reference = await world.reference.current();
    const leaves = [...reference.classes.values()].filter(({ level }) => level === 3).map(({ code }) => code);
    const codes = services.map(({ service_code }) => service_code);
    expect(leaves).toEqual(expect.arrayContaining(codes));
    expect(codes.length).toBeGreaterThan(leaves.length / 2);
    expect(services.find(({ service_code }) => service_code === CLASS)).toMatchObject({
      service_name: 'Missing or loose manhole covers',
      group: 'Roads and bridges',
      metadata: true,
      type: 'realtime',
      keywords: 'manhole,cover',
    });
    const chinese = await world.get(`${BASE}/services.json`, null, { 'Accept-Language': 'zh-CN' });
    expect(chinese.text).toContain('井盖缺失或松动');
    expect(await client.read('services', 'services', '?locale=zh')).toEqual(JSON.parse(chinese.text));
  });

  it('defines what a service asks, in order, and answers for one that asks nothing', async () => {
    const definition = await client.read<{ attributes: Record<string, unknown>[] }>(`services/${CLASS}`, 'definition');
    expect(definition.attributes.map(({ code, order }) => [code, order])).toEqual([
      ['danger', 1],
      ['condition', 2],
      ['marking', 3],
    ]);
    expect(definition.attributes[0]).toMatchObject({ variable: false, datatype: 'text' });
    expect(definition.attributes[1]).toMatchObject({ required: true, datatype: 'singlevaluelist' });
    expect(await client.read('services/060101', 'definition')).toEqual({ service_code: '060101', attributes: [] });
  });

  it('leaves out what is never public, by a branch or by a class', async () => {
    for (const code of ['050101', '080401', '090201', '05', '9999', '__proto__']) {
      expectErrors(await world.get(`${BASE}/services/${code}.json`, null), 404);
    }
    expect((await world.get(`${BASE}/services/090202.json`, null)).status).toBe(200);
    await world.database.pool.query(`UPDATE ticket_class SET never_decline = TRUE WHERE code = '090202'`);
    await world.reference.refresh();
    expectErrors(await world.get(`${BASE}/services/090202.json`, null), 404);
  });

  it('is discovered, under a changeset that changes when the list does', async () => {
    interface Discovery {
      changeset: string;
      endpoints: { url: string; changeset: string }[];
    }
    const first = await client.read<Discovery>('discovery', 'discovery');
    expect(await client.read('discovery', 'discovery')).toEqual(first);
    expect(first.endpoints[0]?.changeset).toBe(first.changeset);
    expect((await fetch(`${first.endpoints[0]?.url}/services.json`)).status).toBe(200);
    await world.database.pool.query(`UPDATE ticket_class SET name_en = 'Lamps that are out' WHERE code = '010201'`);
    await world.reference.refresh();
    expect((await client.read<Discovery>('discovery', 'discovery')).changeset).not.toBe(first.changeset);
  });
});

describe('the place to try a client on', () => {
  const endpoints = async (testUrl: string | undefined): Promise<unknown[]> => {
    const { open311 } = world.services;
    const before = open311.testUrl;
    Object.assign(open311, { testUrl });
    try {
      const found = await client.read<{ endpoints: { type: string; url: string }[] }>('discovery', 'discovery');
      return found.endpoints.map(({ type, url }) => [type, url]);
    } finally {
      Object.assign(open311, { testUrl: before });
    }
  };

  it('is discovered beside the production, or is this very system', async () => {
    const own = `${world.base}${BASE}`;
    const test = 'https://test.hotline.example.org/open311/v2';
    expect(await endpoints(undefined)).toEqual([['production', own]]);
    expect(await endpoints(`${test}/`)).toEqual([
      ['production', own],
      ['test', test],
    ]);
    expect(await endpoints(own)).toEqual([['test', own]]);
  });
});

describe('a request', () => {
  it('that follows another is expected when the matter is: at the date of its master', async () => {
    const [master, follower] = [await client.report(), await client.report()];
    const idOf = async (number: string): Promise<string> =>
      String((await world.get(`/api/v1/tickets/${number}`, world.key('operator'))).body.id);
    const operator = world.key('operator');
    await world.act(await idOf(master), 'accept', operator, { classCode: CLASS });
    await world.act(await idOf(follower), 'accept', operator, { classCode: CLASS });
    await world.act(await idOf(follower), 'merge', operator, { into: master });
    await world.act(await idOf(master), 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
    const { expected_datetime: promised } = await one(master);
    expect(promised).toMatch(/\+08:00$/);
    expect(await one(follower)).toMatchObject({ status: 'open', expected_datetime: promised });
  });

  it('is a ticket like any other, and its life is seen from open to closed', async () => {
    const number = await client.report();
    expect(number).toMatch(/^\d{8}-\d{6}$/);
    expect(await one(number)).toMatchObject({
      status: 'open',
      status_notes: 'Registered, and waiting to be accepted.',
      service_code: CLASS,
      description: '井盖碎了，晚上有人摔倒。\n请联系 〔电话〕 或 〔邮箱〕。',
      agency_responsible: null,
      expected_datetime: null,
      address: REPORT.address_string,
      lat: 23.12908,
      long: 113.26436,
      media_url: REPORT.media_url,
    });
    const ticket = await world.get(`/api/v1/tickets/${number}`, world.key('operator'));
    expect(ticket.body).toMatchObject({
      channel: 'open311',
      type: 'help',
      title: '井盖缺失或松动',
      text: `${REPORT.description}\n\n井盖现在怎么样？：碎裂\n\n${REPORT.media_url}`,
      citizen: { name: '王小明', phone: '138****1234' },
      replyWanted: true,
    });

    const { id } = ticket.body;
    const handler = world.key('handler', 'water');
    await world.act(id, 'accept', world.key('operator'), { classCode: CLASS });
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
    await world.act(id, 'acknowledge', handler);
    const inProgress = await one(number);
    expect(inProgress).toMatchObject({ status: 'open', agency_responsible: 'Water Bureau' });
    expect(inProgress['status_notes']).toBe('The responsible unit is working on it.');
    expect(inProgress['expected_datetime']).toMatch(/\+08:00$/);
    const reply = { facts: '井盖已碎', basis: '条例', measures: '更换', contacted: '已联系', text: '今日已更换。' };
    await world.act(id, 'reply', handler, reply);
    await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true });
    const done = { reached: true, solved: 'yes', satisfied: 5 };
    const closed = await world.act(id, 'recordCallback', world.key('callbackAgent'), done);
    expect(closed.body.state).toBe('closed');

    const seen = await one(number, '?extensions=true&locale=en');
    expect(seen).toMatchObject({
      status: 'closed',
      status_notes: 'Solved.',
      updated_datetime: closed.body.closedAt,
      extended_attributes: {
        state: 'closed',
        closing_code: 'solved',
        attributes: [{ code: 'condition', values: [{ key: 'broken', name: 'Broken' }] }],
      },
    });
    expect((seen['notes'] as { type: string }[]).map(({ type }) => type)).toEqual([
      'registered',
      'pendingDispatch',
      'dispatched',
      'inProgress',
      'replied',
      'callbackPending',
      'closed',
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/王小明|13800001234|138 0000|example\.org"?[^/]|更换|属地/);
  });

  it('is found again by the token of its sender', async () => {
    const form = { api_key: world.key('operator'), ...REPORT, extensions: 'true' };
    const [made] = JSON.parse((await client.post(form)).text) as Open311Item[];
    const { token } = made?.['extended_attributes'] as { token: string };
    expect(await client.read(`tokens/${token}`, 'token')).toEqual([
      { service_request_id: made?.service_request_id, token },
    ]);
    const bytes = Buffer.from(token, 'base64url');
    const changed = Buffer.concat([bytes.subarray(0, -1), Buffer.from('9')]).toString('base64url');
    for (const forged of [changed, `${token}A`, token.slice(1), 'AAAA', '%F0%9F%92%A3']) {
      expectErrors(await world.get(`${BASE}/tokens/${forged}.json`, null), 404);
    }
  });

  it('is made once, however often it is sent under one key', async () => {
    const form = { api_key: world.key('operator'), ...REPORT };
    const headers = { 'Idempotency-Key': 'open311-1' };
    const first = await client.post(form, 'xml', headers);
    const again = await client.post(form, 'xml', headers);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await client.post({ ...form, email: 'other@example.org' }, 'json', headers);
    expect(expectErrors(other, 400)).toMatch(/used for another request/);
  });

  it('has its number at once, also while the workflow engine is away', async () => {
    world.gateway.mood = 'away';
    const number = await client.report().finally(() => {
      world.gateway.mood = 'well';
    });
    expect(await one(number)).toMatchObject({ service_request_id: number, status: 'open' });
  });

  it('needs no name, and only one way of saying where', async () => {
    const bare = { service_code: '060101', api_key: world.key('operator') };
    const places: Record<string, string>[] = [
      { lat: '23.1', long: '113.2' },
      { address_string: '人民路1号' },
      { address_id: 'east-tinglan' },
    ];
    for (const place of places) {
      const reply = await client.post({ ...bare, ...place, phone: '', description: '', lat: '', long: '', ...place });
      expect([reply.status, reply.text]).toEqual([200, reply.text]);
      const [made] = JSON.parse(reply.text) as Open311Item[];
      expect(await one(made?.service_request_id ?? '')).toMatchObject({ description: null, status: 'open' });
    }
  });
});

describe('the list of requests', () => {
  const at = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const age = async (number: string, days: number): Promise<void> => {
    await world.database.pool.query('UPDATE ticket SET registered_at = $2, updated_at = $2 WHERE number = $1', [
      number,
      at(days),
    ]);
    await world.database.pool.query(
      'UPDATE ticket_event SET at = $2 WHERE ticket_id = (SELECT id FROM ticket WHERE number = $1)',
      [number, at(days)],
    );
  };
  const lamp = async (): Promise<string> => {
    const { 'attribute[condition]': _, ...report } = REPORT;
    const form = { ...report, api_key: world.key('operator'), service_code: '010201', 'attribute[fault]': 'out' };
    return (JSON.parse((await client.post(form)).text) as Open311Item[])[0]?.service_request_id ?? '';
  };
  const made: string[] = [];
  const list = async (query: string): Promise<string[]> => {
    const ids = idsOf(await client.read('requests', 'requests', query));
    return ids.filter((id) => made.includes(id));
  };

  beforeAll(async () => {
    for (const days of [1, 20, 89, 91, 200]) {
      const number = days === 20 ? await lamp() : await client.report();
      await age(number, days);
      made.push(number);
    }
  });

  it('reaches back 90 days, newest first', async () => {
    expect(await list('')).toEqual(made.slice(0, 3));
  });

  it('takes any span of 90 days, by both ends or by one', async () => {
    expect(await list(`?start_date=${at(201)}&end_date=${at(112)}`)).toEqual(made.slice(4));
    expect(await list(`?start_date=${at(100)}`)).toEqual(made.slice(1, 4));
    expect(await list(`?end_date=${at(15)}`)).toEqual(made.slice(1, 4));
    expect(await list(`?start_date=${at(30).slice(0, 10)}&end_date=&service_code=`)).toEqual(made.slice(0, 2));
    expect(await list(`?start_date=${at(30).replace('Z', '+08:00')}`)).toEqual(made.slice(0, 2));
  });

  it('is narrowed by ids, which override all else, by services and by status', async () => {
    const [first = '', second = ''] = made;
    expect(await list(`?service_request_id=${made[4]},${first},20990101-000001&status=closed`)).toEqual([
      first,
      made[4],
    ]);
    expect(await list(`?service_request_id=nonsense,'%3B--`)).toEqual([]);
    expect(await list('?service_code=010201')).toEqual([second]);
    expect(await list(`?service_code=${CLASS}, 010201&status=open,closed`)).toEqual(made.slice(0, 3));
    const { body } = await world.get(`/api/v1/tickets/${first}`, world.key('operator'));
    const withdrawn = await world.act(body.id, 'withdraw', world.key('operator'), { reason: '误报' });
    expect(withdrawn.status).toBe(200);
    expect(await list('?status=closed')).toEqual([first]);
    expect(await list('?status=open')).toEqual(made.slice(1, 3));
  });

  it('is followed by when requests were last changed', async () => {
    expect(await list(`?updated_after=${at(0.5)}`)).toEqual([made[0]]);
    expect(await list(`?updated_after=${at(95)}&updated_before=${at(85)}`)).toEqual(made.slice(2, 4));
  });

  it('comes in pages, each request once', async () => {
    const all = idsOf(await client.read('requests', 'requests'));
    const paged: string[] = [];
    for (let page = 1; ; page += 1) {
      const ids = idsOf(await client.read('requests', 'requests', `?page=${page}&page_size=3`));
      paged.push(...ids);
      if (ids.length < 3) break;
    }
    expect(paged).toEqual(all);
  });

  it('says which parameter does not fit', async () => {
    const rows: [string, number, RegExp][] = [
      ['?start_date=yesterday', 400, /^start_date: /],
      ['?start_date=2026-02-30', 400, /^start_date: /],
      ['?start_date=2026-01-01T00:00:00', 400, /^start_date: /],
      [`?start_date=${at(100)}&end_date=${at(1)}`, 400, /90 days/],
      [`?start_date=${at(1)}&end_date=${at(2)}`, 400, /before start_date/],
      ['?status=done', 400, /^status: /],
      ['?page=0', 400, /^page: /],
      ['?start_date=2026-02-29', 400, /^start_date: /],
      ['?start_date=2026-02-29T00:00:00Z', 400, /^start_date: /],
      ['?updated_after=0000-01-01', 400, /^updated_after: /],
      ['?end_date=9999-12-31T23:59:59Z', 400, /^end_date: /],
      ['?page_size=101', 400, /^page_size: /],
      ['?page=1002&page_size=100', 400, /^page: /],
      ['?service_code=nothing', 404, /service_code/],
    ];
    for (const [query, status, description] of rows) {
      expect([query, expectErrors(await world.get(`${BASE}/requests.json${query}`, null), status)]).toEqual([
        query,
        expect.stringMatching(description),
      ]);
    }
  });
});

describe('what is public', () => {
  it('may be shown by any page, and only questions may be asked from there', async () => {
    for (const path of ['services.json', 'requests.xml', 'requests/none.json', 'discovery.json', 'nothing']) {
      const reply = await world.get(`${BASE}/${path}`, null, { Origin: 'https://map.example.org' });
      expect([path, reply.headers.get('access-control-allow-origin')]).toEqual([path, '*']);
      expect(reply.headers.get('access-control-allow-credentials')).toBeNull();
    }
    const posted = await world.send('POST', `${BASE}/requests.json`, null, {
      raw: 'a=b',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://map.example.org' },
    });
    expect(posted.headers.get('access-control-allow-origin')).toBeNull();
    expect((await world.get('/api/v1/progress/x', null)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is no longer shown once it is erased, though it was shown a moment before', async () => {
    const number = await client.report();
    const seen = async (): Promise<unknown> => (await client.read(`requests/${number}`, 'requests'))[0];
    expect(await seen()).toMatchObject({ description: expect.stringContaining('井盖碎了') as string });
    expect(await seen()).toMatchObject({ address: REPORT.address_string });
    await world.database.pool.query('UPDATE ticket SET wrapped_key = NULL WHERE number = $1', [number]);
    expect(await seen()).toMatchObject({ description: null, lat: null });
  });

  it('takes coordinates as telephones send them, and keeps them to the millimetre', async () => {
    const number = await client.report({ lat: '23.12908123456789012', long: '+113.264361234567890' });
    expect(await client.read(`requests/${number}`, 'requests')).toMatchObject([
      { lat: 23.12908123, long: 113.26436123 },
    ]);
  });
});

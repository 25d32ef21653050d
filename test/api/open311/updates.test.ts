import { eventually } from '../../support/eventually.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { photograph } from '../../support/files.js';
import { BASE, CLASS, expectErrors, fromXml, open311Client, type Open311Client } from './client.js';
import { complaintsAbout } from './schemas.js';

/** As FixMyStreet asks and tells: of what becomes of a report, and of what its citizen says later. */
let world: ApiWorld;
let client: Open311Client;
let key: string;
beforeAll(async () => {
  world = await createApiWorld();
  client = open311Client(world);
  key = world.key('operator');
});
afterAll(() => world.close());

interface Update {
  readonly update_id: string;
  readonly service_request_id: string;
  readonly status: string;
  readonly external_status_code: string;
  readonly updated_datetime: string;
  readonly description: string;
}

const updatesOf = (number: string, query = ''): Promise<Update[]> =>
  client.read<Update[]>('servicerequestupdates', 'updates', `?service_request_id=${number}&locale=en${query}`);
const idOf = async (number: string): Promise<string> => (await world.get(`/api/v1/tickets/${number}`, key)).body.id;

const REPLY = { facts: '井盖已碎', basis: '条例', measures: '更换', contacted: '已联系', text: '今日已更换。' };

/** From the desk of the hotline to a closed ticket. */
async function closeIt(id: string, solved: 'yes' | 'no' = 'yes'): Promise<void> {
  const handler = world.key('handler', 'water');
  await world.act(id, 'accept', key, { classCode: CLASS });
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  await world.act(id, 'acknowledge', handler);
  await world.act(id, 'recordContact', handler, { note: '已联系' });
  await world.act(id, 'reply', handler, REPLY);
  await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true });
  const done = { reached: true, solved, satisfied: 5 };
  expect((await world.act(id, 'recordCallback', world.key('callbackAgent'), done)).status).toBe(200);
}

describe('the updates of a request', () => {
  it('tell each change of its state, oldest first, in words that FixMyStreet knows', async () => {
    const number = await client.report();
    const id = await idOf(number);
    expect(await updatesOf(number)).toEqual([]);
    await closeIt(id);
    const told = await updatesOf(number);
    expect(told.map(({ status, external_status_code: code, description }) => [status, code, description])).toEqual([
      ['investigating', 'pendingDispatch', 'Accepted. The responsible unit is being determined.'],
      ['investigating', 'dispatched', 'Sent to the responsible unit, which has not acknowledged it yet.'],
      ['in_progress', 'inProgress', 'The responsible unit is working on it.'],
      ['in_progress', 'replied', 'The responsible unit has replied; the reply is being reviewed.'],
      ['in_progress', 'callbackPending', 'There is a result; the citizen is being asked about it.'],
      ['fixed', 'solved', 'Solved.'],
    ]);
    expect(new Set(told.map(({ update_id }) => update_id)).size).toBe(6);
    expect(await updatesOf(number)).toEqual(told);
    const times = told.map(({ updated_datetime }) => updated_datetime);
    expect(times).toEqual([...times].sort());
    expect(JSON.stringify(told)).not.toMatch(/王小明|更换|属地|13800001234/);

    // Reopened on new facts; how it ended the first time stays told.
    expect((await world.act(id, 'reopen', world.key('reviewer'), { reason: '又碎了' })).status).toBe(200);
    const again = await updatesOf(number);
    expect(again.slice(0, 6)).toEqual(told);
    expect(again.at(-1)).toMatchObject({ status: 'reopen', external_status_code: 'inProgress' });
  });

  it('are those of a span of time, by pages, and 90 days of them at most', async () => {
    const number = await client.report();
    await closeIt(await idOf(number));
    const all = await updatesOf(number);
    const [first, second] = all;
    const until = encodeURIComponent(second?.updated_datetime ?? '');
    expect(await updatesOf(number, `&end_date=${until}`)).toEqual(
      all.filter(({ updated_datetime: at }) => at <= (second?.updated_datetime ?? '')),
    );
    const early = '&start_date=2020-01-01T00:00:00Z&end_date=2020-01-02T00:00:00Z';
    expect(await updatesOf(number, early)).toEqual([]);
    expect(await updatesOf(number, '&page=1&page_size=1')).toEqual([first]);
    expect(await updatesOf(number, '&page=2&page_size=1')).toEqual([second]);
    // Two hours to now, with both ends, in UTC: what FixMyStreet asks every few minutes.
    const span = `?start_date=${new Date(Date.now() - 7_200_000).toISOString()}&end_date=${new Date().toISOString()}`;
    const xml = await world.get(`${BASE}/servicerequestupdates.xml${span}&locale=en&api_key=x`, null);
    expect(xml.text).toContain(`<service_request_id>${number}</service_request_id><status>fixed</status>`);
    for (const [query, wrong] of [
      ['start_date=yesterday', /^start_date: /],
      ['start_date=2026-01-01&end_date=2026-06-01', /90 days/],
      ['page_size=1001', /^page_size: At most 1000/],
    ] as const) {
      expect(expectErrors(await world.get(`${BASE}/servicerequestupdates.json?${query}`, null), 400)).toMatch(wrong);
    }
  });

  it('are never told of what is not public, and no longer once it is not', async () => {
    const hidden = await world.register({ classCode: CLASS, publish: true, citizen: { identity: 'anonymous' } });
    await world.act(hidden.body.id, 'accept', key, { classCode: CLASS });
    expect(await updatesOf(hidden.body.number)).toEqual([]);
    const number = await client.report();
    const id = await idOf(number);
    await world.act(id, 'accept', key, { classCode: CLASS });
    expect(await updatesOf(number)).toHaveLength(1);
    await world.send('POST', `/api/v1/tickets/${id}/supplements`, key, { body: { text: '我不想活了。' } });
    await eventually(async () => expect(await updatesOf(number)).toEqual([]));
    const all = await world.get(`${BASE}/servicerequestupdates.json`, null);
    for (const gone of [number, hidden.body.number]) expect(all.text).not.toContain(gone);
  });
});

describe('an update from outside', () => {
  const post = (form: Readonly<Record<string, string>>, format = 'xml'): Promise<Reply> =>
    world.send('POST', `${BASE}/servicerequestupdates.${format}`, null, {
      raw: new URLSearchParams(form).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    });
  const supplements = async (number: string): Promise<unknown[]> => {
    const { body } = await world.get(`/api/v1/tickets/${number}/events`, key);
    return body.items.filter(({ type }) => (type as string) === 'supplemented').map(({ text }) => text);
  };

  it('is written down as a supplement of the citizen, once, however often it is sent', async () => {
    const number = await client.report();
    const form = {
      api_key: key,
      jurisdiction_id: 'city',
      service_request_id: number,
      update_id_ext: '4711',
      updated_datetime: '2026-11-29T10:00:00Z',
      status: 'OPEN',
      title: 'Mr',
      first_name: 'Ann',
      last_name: 'Lee',
      email: 'ann@example.org',
      public_anonymity_required: 'TRUE',
      description: '井盖旁边又塌了一块。',
      media_url: 'https://photos.example.org/4.jpg',
    };
    const first = await post(form);
    expect([first.status, first.text]).toEqual([200, first.text]);
    const made = fromXml(first.text);
    expect(complaintsAbout('updated', made)).toEqual([]);
    expect((await post(form)).text).toBe(first.text);
    // Not heard and sent again, when the request had meanwhile another status.
    expect((await post({ ...form, status: 'FIXED' })).text).toBe(first.text);
    const written = await supplements(number);
    expect(written).toEqual([
      {
        text: 'Mr\n\n井盖旁边又塌了一块。\n\nhttps://photos.example.org/4.jpg\n\n（提交方标注状态：OPEN；提交方标注时间：2026-11-29T10:00:00Z）',
      },
    ]);
    expect(JSON.stringify(written)).not.toMatch(/Ann|example\.org"|ann@/);
    expect((await post({ ...form, update_id_ext: '', update_id: '4712' }, 'json')).status).toBe(200);
    expect(await supplements(number)).toHaveLength(2);
  });

  it('changes no status by what it says of one', async () => {
    const number = await client.report();
    const { status } = await post({ api_key: key, service_request_id: number, update_id: '1', status: 'CLOSED' });
    expect(status).toBe(200);
    expect(await supplements(number)).toEqual([{ text: '（提交方标注状态：CLOSED）' }]);
    expect(await client.read(`requests/${number}`, 'requests')).toMatchObject([{ status: 'open' }]);
  });

  it('is refused without a key, of a request that is none, or when it says nothing', async () => {
    const number = await client.report();
    const form = { api_key: key, service_request_id: number, description: 'x' };
    expect(expectErrors(await post({ ...form, api_key: world.key('handler', 'water') }), 403, 'xml')).toMatch(
      /api_key/,
    );
    for (const id of ['', 'nothing', '20200101-000001']) {
      expectErrors(await post({ ...form, service_request_id: id }), 404, 'xml');
    }
    expect(expectErrors(await post({ ...form, description: '' }, 'json'), 400)).toMatch(/^description: An update says/);
    expect(expectErrors(await post({ ...form, description: 'a'.repeat(4_001) }, 'json'), 400)).toMatch(/At most 4000/);
    expect(await supplements(number)).toEqual([]);
  });
});

it('A photograph that comes with an update belongs to the request, once however often it is sent', async () => {
  const { number, id } = (await world.register({ channel: 'open311', classCode: CLASS, publish: true })).body;
  const form = new FormData();
  const fields = {
    api_key: key,
    service_request_id: number,
    update_id: 'photo-1',
    description: '补拍',
    status: 'OPEN',
  };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('media', new Blob([Uint8Array.from(await photograph())], { type: 'image/jpeg' }), '补拍.jpg');
  const send = async (): Promise<number> =>
    (await fetch(`${world.base}${BASE}/servicerequestupdates.json`, { method: 'POST', body: form })).status;
  expect([await send(), await send()]).toEqual([200, 200]);
  const { attachments } = (await world.get(`/api/v1/tickets/${id}`, key)).body;
  expect(attachments?.items.map(({ name }) => name)).toEqual(['补拍.jpg']);
  const events = (await world.get(`/api/v1/tickets/${id}/events`, key)).body.items;
  const said = events.filter(({ type }) => String(type) === 'supplemented').map(({ text }) => JSON.stringify(text));
  expect(said).toEqual([expect.stringContaining('随附文件 1 个，已存为附件')]);
  expect((await world.database.pool.query('SELECT 1 FROM attachment')).rows).toHaveLength(1);
});

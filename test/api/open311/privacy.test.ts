import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { BASE, CLASS, expectErrors, open311Client, REPORT, type Open311Client, type Open311Item } from './client.js';

let world: ApiWorld;
let client: Open311Client;
beforeAll(async () => {
  world = await createApiWorld();
  client = open311Client(world);
});
afterAll(() => world.close());

/** A ticket by telephone, classed as the public may see, whose citizen agrees that it does. */
async function called(changes: object = {}): Promise<{ id: string; number: string }> {
  const { body } = await world.register({ classCode: CLASS, publish: true, ...changes });
  return { id: body.id, number: body.number };
}
const listed = async (): Promise<string> => {
  const [json, xml] = await Promise.all(
    ['json', 'xml'].map((format) => world.get(`${BASE}/requests.${format}?extensions=true`, null)),
  );
  return `${json?.text}${xml?.text}`;
};

/** Neither in the list, nor by id, nor by a filter for that id. */
async function expectHidden(number: string): Promise<void> {
  const unknown = await world.get(`${BASE}/requests/20990101-000001.json`, null);
  const reply = await world.get(`${BASE}/requests/${number}.json`, null);
  expectErrors(reply, 404);
  expect(reply.text).toBe(unknown.text);
  expect(await listed()).not.toContain(number);
  expect(await client.read('requests', 'requests', `?service_request_id=${number}`)).toEqual([]);
}

describe('what the public sees of a ticket that did not come from it', () => {
  it('is its kind, about where, and how far it is', async () => {
    const { number } = await called({
      address: { text: '建设路12号', lon: 113.26436, lat: 23.12908, area: 'east-tinglan' },
    });
    const [seen] = await client.read('requests', 'requests', `?service_request_id=${number}&locale=en`);
    expect(seen).toMatchObject({
      status: 'open',
      service_code: CLASS,
      description: null,
      lat: 23.13,
      long: 113.26,
      address: expect.stringMatching(/Chengchuan/) as string,
      media_url: null,
    });
    const all = await listed();
    expect(all).toContain(number);
    expect(all).not.toMatch(/井盖破损|摔倒|建设路|王小明|13800001234|113\.264|23\.129/);
  });

  it('is the place as the hotline put it right, and no more of the one before, as roughly', async () => {
    const wrong = { text: '建设路12号', lon: 113.26436, lat: 23.12908, area: 'east-tinglan' };
    const { id, number } = await called({ address: wrong });
    const own = await client.report();
    const ofOwn = (await world.get(`/api/v1/tickets/${own}`, world.key('operator'))).body.id;
    const right = { address: { text: '解放路7号', lon: 113.51436, lat: 23.55908 }, reason: '听错了路名' };
    for (const one of [id, ofOwn])
      expect((await world.act(one, 'correct', world.key('operator'), right)).status).toBe(200);
    for (const one of [number, own]) {
      const [seen] = await client.read('requests', 'requests', `?service_request_id=${one}`);
      expect(seen).toMatchObject({ lat: 23.56, long: 113.51 });
      expect(JSON.stringify(seen)).not.toMatch(/建设路|解放路|113\.264|113\.514|23\.129|23\.559/);
    }
  });

  it('is nothing, unless the citizen agreed to it', async () => {
    for (const publish of [false, undefined]) await expectHidden((await called({ publish })).number);
  });

  it('is nothing, when the citizen hid or kept back who they are', async () => {
    for (const citizen of [{ name: '李四', phone: '13900001234', identity: 'hidden' }, { identity: 'anonymous' }]) {
      await expectHidden((await called({ citizen })).number);
    }
  });

  it('is nothing of a report, of an accused unit, of a person in distress, or of a class that is never public', async () => {
    const tickets = [
      await called({ type: 'report' }),
      await called({ accusedUnit: 'water' }),
      await called({ text: '我不想活了' }),
      await called({ classCode: '050101' }),
      await called({ classCode: '080401' }),
      await called({ classCode: undefined }),
    ];
    for (const { number } of tickets) await expectHidden(number);
  });

  it('goes when a ticket becomes a report or moves to a class that is never public', async () => {
    for (const change of [{ type: 'report', noneNamed: true }, { classCode: '080401' }]) {
      const { id, number } = await called();
      expect((await world.get(`${BASE}/requests/${number}.json`, null)).status).toBe(200);
      const accepted = await world.act(id, 'accept', world.key('operator'), { classCode: CLASS, ...change });
      expect([accepted.status, accepted.text]).toEqual([200, accepted.text]);
      await expectHidden(number);
    }
  });
});

describe('what the public sees of a report of its own', () => {
  it('is the text without the words that name a person, once and for all', async () => {
    const number = await client.report({
      description: '电话１３８００００１２３４，身份证 11010519491231002X，坑深30厘米，2026-11-20 发现。',
      address_string: '和平里3号 13911112222 张家',
      'attribute[marking]': '电 020-88886666',
    });
    const [seen] = await client.read<Open311Item[]>(`requests/${number}`, 'requests', '?extensions=true');
    expect(seen).toMatchObject({
      description: '电话〔电话〕，身份证 〔证件号〕，坑深30厘米，2026-11-20 发现。',
      address: '和平里3号 〔电话〕 张家',
    });
    expect(JSON.stringify(seen)).not.toMatch(/88886666|13911112222|王|小明|wang@/);
    expect(world.logged()).not.toMatch(/和平里|13911112222|wang@|hy_[a-z2-7]{8}_/);
  });

  it('has no address of a picture that holds a telephone or an identity number', async () => {
    for (const name of ['13800001234', '110105-19491231-002X', '%E2%91%A0%E2%91%A2%E2%91%A7-0000-1234']) {
      const number = await client.report({ media_url: `https://photos.example.org/${name}.jpg` });
      const [seen] = await client.read<Open311Item[]>(`requests/${number}`, 'requests');
      expect(seen).toMatchObject({ media_url: null });
    }
  });

  it('holds no text at all once the ticket was erased', async () => {
    const number = await client.report();
    await world.database.pool.query('UPDATE ticket SET wrapped_key = NULL WHERE number = $1', [number]);
    expect(await client.read(`requests/${number}`, 'requests')).toMatchObject([
      { service_request_id: number, description: null, address: null, lat: null, long: null, media_url: null },
    ]);
  });

  it('cannot break out of the document', async () => {
    const description = ']]><x a="1">&amp;</description><!ENTITY & "\'';
    const number = await client.report({ description, address_string: '<b>路</b>' });
    expect(await client.read(`requests/${number}`, 'requests')).toMatchObject([{ description, address: '<b>路</b>' }]);
    expect(REPORT.description).not.toBe(description);
  });
});

import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
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

/** As FixMyStreet writes a report: attributes that every council gets, asked for or not, and an address for each photo. */
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

it('tells what is wrong by a number, as clients read it', async () => {
  const json = JSON.parse((await client.post({ service_code: CLASS })).text) as { code: unknown }[];
  expect(json.map(({ code }) => code)).toEqual([403]);
  const xml = await client.post({ service_code: CLASS }, 'xml');
  expect(xml.text).toContain('<error><code>403</code><description>');
});

import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { BASE, expectErrors, fromXml, open311Client, type Open311Client, type Open311Item } from './client.js';
import { complaintsAbout } from './schemas.js';

let world: ApiWorld;
let client: Open311Client;

/** The services of the specification's examples, in this city's tables. */
beforeAll(async () => {
  world = await createApiWorld();
  client = open311Client(world);
  const text = (en: string): { zh: string; en: string } => ({ zh: en, en });
  const question = (code: string): object => ({
    variable: true,
    code,
    datatype: 'string',
    required: false,
    description: text(code),
  });
  const cans = { description: text('Garbage can left out.'), keywords: { zh: [], en: ['lorem', 'ipsum', 'dolor'] } };
  const ticket = {
    attributes: [
      {
        variable: true,
        code: 'WHISHETN',
        datatype: 'singlevaluelist',
        required: true,
        description: text('What is the ticket/tag/DL number?'),
        values: [
          { key: '123', name: text('Ford') },
          { key: '124', name: text('Chrysler') },
        ],
      },
    ],
  };
  for (const [code, name, data] of [
    ['001', 'Cans left out 24x7', { ...cans, attributes: [question('WHISPAWN'), question('WHISDORN')] }],
    ['002', 'Construction plate shifted', {}],
    ['DMV66', 'Parking ticket', ticket],
  ] as const) {
    await world.database.pool.query(
      `INSERT INTO ticket_class (code, name, name_en, parent_code, level, owners) VALUES ($1, $2, $2, '0103', 3, '{}')`,
      [code, name],
    );
    await world.database.pool.query('INSERT INTO open311_service (class_code, data) VALUES ($1, $2)', [code, data]);
  }
  await world.reference.refresh();
});
afterAll(() => world.close());

describe('the examples of the specification', () => {
  it('list services, with and without metadata', async () => {
    const services = await client.read<Record<string, unknown>[]>('services', 'services', '?jurisdiction_id=dc.gov');
    expect(services.find(({ service_code }) => service_code === '001')).toEqual({
      service_code: '001',
      service_name: 'Cans left out 24x7',
      description: 'Garbage can left out.',
      metadata: true,
      type: 'realtime',
      keywords: 'lorem,ipsum,dolor',
      group: 'Cleanliness',
    });
    expect(services.find(({ service_code }) => service_code === '002')).toMatchObject({ metadata: false });
  });

  it('define a service with a list of values', async () => {
    expect(await client.read('services/DMV66', 'definition', '?jurisdiction_id=sfgov.org')).toEqual({
      service_code: 'DMV66',
      attributes: [
        {
          variable: true,
          code: 'WHISHETN',
          datatype: 'singlevaluelist',
          required: true,
          datatype_description: null,
          order: 1,
          description: 'What is the ticket/tag/DL number?',
          values: [
            { key: '123', name: 'Ford' },
            { key: '124', name: 'Chrysler' },
          ],
        },
      ],
    });
  });

  it('make a request, and find it in every way', async () => {
    const form =
      'jurisdiction_id=city.gov&service_code=001&lat=37.76524078&long=-122.4212043&address_string=1234+5th+street' +
      '&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111' +
      '&description=A+large+sinkhole+is+destroying+the+street' +
      '&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg' +
      '&attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001';
    const reply = await client.post(`api_key=${world.key('operator')}&${form}`, 'xml');
    expect([reply.status, reply.text]).toEqual([200, reply.text]);
    const made = fromXml(reply.text) as Open311Item[];
    expect(complaintsAbout('created', made)).toEqual([]);
    expect(made[0]).toMatchObject({ account_id: '123456' });
    const id = made[0]?.service_request_id ?? '';
    const [request] = await client.read(`requests/${id}`, 'requests', '?jurisdiction_id=sfgov.org');
    expect(request).toMatchObject({
      service_request_id: id,
      status: 'open',
      service_name: 'Cans left out 24x7',
      service_code: '001',
      description: 'A large sinkhole is destroying the street',
      address: '1234 5th street',
      address_id: null,
      lat: 37.76524078,
      long: -122.4212043,
      media_url: 'http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg',
    });
    for (const query of [
      `?service_request_id=${id},123456`,
      '?service_code=001,002&status=open',
      '?status=open,closed',
    ]) {
      expect(await client.read('requests', 'requests', query)).toEqual([request]);
    }
    const ticket = await world.get(`/api/v1/tickets/${id}`, world.key('operator'));
    expect(ticket.body).toMatchObject({
      citizen: { name: 'john smith', phone: null },
      replyWanted: false,
      text: expect.stringMatching(/WHISDORN：COISL001[^]*111111111/) as string,
    });
  });

  it('ask for a span of long ago, and for what is not there', async () => {
    const span = '?start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z&status=open';
    expect(await client.read('requests', 'requests', span)).toEqual([]);
    expectErrors(await world.get(`${BASE}/requests/638344.xml?jurisdiction_id=sfgov.org`, null), 404, 'xml');
    expectErrors(await world.get(`${BASE}/tokens/123456.xml?jurisdiction_id=sfgov.org`, null), 404, 'xml');
    expectErrors(await world.get(`${BASE}/services/033.json?jurisdiction_id=dc.gov`, null), 404);
  });
});

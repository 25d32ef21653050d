import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { open311Client, type Open311Client } from './client.js';

let world: ApiWorld;
let client: Open311Client;
beforeAll(async () => {
  world = await createApiWorld();
  client = open311Client(world);
});
afterAll(() => world.close());

/** What its owner is sent, by name and what has become of it. */
async function sent(id: string): Promise<string[]> {
  const reply = await world.get(`/api/v1/tickets/${id}/notices`, world.key('supervisor'));
  const { items } = reply.body as unknown as { items: { template: string; addressee: string; status: string }[] };
  return items
    .filter(({ addressee }) => addressee === 'citizen')
    .map(({ template, status }) => `${template} ${status}`);
}

async function reported(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  const number = await client.report(changes);
  const { body } = await world.get(`/api/v1/tickets/${number}`, world.key('operator'));
  return body.id;
}

async function dispatched(id: string): Promise<void> {
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
}

const want = (id: string, wanted: unknown): Promise<Reply> =>
  world.send('PUT', `${world.services.progressLinks.linkTo(id)}/messages`, null, { body: { wanted } });

describe('a number that was typed into a public form', () => {
  it('is told that it was, and nothing more', async () => {
    const id = await reported();
    await dispatched(id);
    expect(await sent(id)).toEqual(['citizenReceipt pending']);
  });

  it('is told everything from when its owner asks for it by the link, however often', async () => {
    const id = await reported();
    expect([(await want(id, true)).status, (await want(id, true)).status]).toEqual([200, 200]);
    await dispatched(id);
    expect(await sent(id)).toEqual(['citizenReceipt pending', 'citizenDispatched pending']);
  });

  it('is left alone again, also by what waits to be sent', async () => {
    const id = await reported();
    await want(id, true);
    await dispatched(id);
    await want(id, false);
    await world.act(id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
    expect(await sent(id)).toEqual(['citizenReceipt cancelled', 'citizenDispatched cancelled']);
  });

  it('cannot be asked for where there is none, nor by a link that is none', async () => {
    const id = await reported({ phone: '' });
    const none = await want(id, true);
    expect([none.status, none.body.code]).toEqual([409, 'no-telephone']);
    expect((await want(id, 'yes')).body.code).toBe('validation-failed');
    const strange = await world.send('PUT', '/api/v1/progress/strange/messages', null, { body: { wanted: true } });
    expect([strange.status, strange.body.code]).toEqual([404, 'not-found']);
    expect(await sent(id)).toEqual([]);
  });
});

it('a number that the citizen said to an operator is told everything from the start', async () => {
  const { body } = await world.register();
  await dispatched(body.id);
  expect(await sent(body.id)).toEqual(['citizenAccepted pending', 'citizenDispatched pending']);
});

import { EngineUnavailable } from '../../../api/gateway/ticket-gateway.js';
import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { aPerson, signedIn, type Desk } from '../../support/browser.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface Left extends Json {
  handedOver: {
    tickets: { id: string; number: string; unit: string; to: { contact: string; unit: string } | null; why: string }[];
    disclosures: number;
  };
}
const HANDLER = { role: 'handler', unit: 'water' };
const water = (): string => world.key('handler', 'water');
const leave = async ({ id }: Desk): Promise<Left> =>
  (await world.send('POST', `/api/v1/accounts/${id}/leave`, world.key('administrator'), { ifMatch: '*' }))
    .body as unknown as Left;

/** A ticket that water has, whose handler is this person. */
async function inHandOf({ id: handler }: { id: string }): Promise<Json> {
  const { body } = await world.register();
  await world.act(body.id, 'accept', world.key('operator'));
  await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
  await world.act(body.id, 'acknowledge', water());
  const assigned: Reply = await world.act(body.id, 'assign', water(), { handler });
  if (assigned.status !== 200) throw new Error(assigned.text);
  return body;
}
const handlerOf = async ({ id }: { id: string }): Promise<unknown> => (await world.row(id))['handler'];

describe('whoever leaves', () => {
  it('hands the tickets that are open over to the liaison of the unit, who is told of each', async () => {
    const [person, colleague] = [await aPerson(world, HANDLER), await aPerson(world, HANDLER)];
    const [mine, replied, other] = [await inHandOf(person), await inHandOf(person), await inHandOf(colleague)];
    await world.act(replied.id, 'recordContact', water(), { note: 'x' });
    const reply = { facts: 'x', basis: 'x', measures: 'x', contacted: 'x', text: '已修好。' };
    expect((await world.act(replied.id, 'reply', water(), reply)).status).toBe(200);

    const { handedOver } = await leave(person);
    const { rows: liaisons } = await world.database.pool.query<{ id: string }>(
      `SELECT id FROM contact WHERE unit_id = 'water' AND position = 'liaison' ORDER BY id`,
    );
    const to = { contact: liaisons[0]?.id, unit: 'water', position: 'liaison' };
    expect(handedOver.tickets).toEqual(
      [mine, replied].map(({ id, number }) => ({ id, number, unit: 'water', to, why: null })),
    );
    expect(await Promise.all([mine, replied, other].map(handlerOf))).toEqual([to.contact, to.contact, colleague.id]);

    const { rows: events } = await world.database.pool.query(
      `SELECT actor_role AS role, data FROM ticket_event WHERE ticket_id = $1 AND type = 'handedOver'`,
      [mine.id],
    );
    expect(events).toEqual([{ role: 'administrator', data: { handler: to.contact } }]);
    const inbox = (await world.get('/api/v1/notices?limit=200', water())).body.items as unknown as {
      template: string;
      ticket: { number: string };
    }[];
    const told = inbox.filter(({ template }) => template === 'handlerLeft').map(({ ticket }) => ticket.number);
    expect(told.sort()).toEqual([mine.number, replied.number].sort());
    // There is nothing left to hand over.
    expect((await leave(person)).handedOver).toEqual({ tickets: [], disclosures: 0 });
  });

  it('keeps no request to be shown more, neither one that waits nor one that holds', async () => {
    const person = await aPerson(world, HANDLER);
    const open = await inHandOf(person);
    const browser = await signedIn(world, person);
    const body = { fields: ['telephone'], purpose: 'callBack', words: '须与市民约定上门时间。' };
    const asked = await browser.send('POST', `/api/v1/tickets/${open.id}/disclosures`, { body });
    expect([asked.status, (asked.body as unknown as { state: string }).state]).toEqual([201, 'holds']);
    expect((await leave(person)).handedOver.disclosures).toBe(1);
    const { items } = (await world.get(`/api/v1/tickets/${open.id}/disclosures`, world.key('director'))).body;
    expect(items.map(({ state }) => state)).toEqual(['withdrawn']);
  });

  it('is gone at once even while a ticket cannot be told, which is handed over when it is asked again', async () => {
    const person = await aPerson(world, HANDLER);
    const ticket = await inHandOf(person);
    const { gateway } = world.services;
    const { execute } = gateway;
    gateway.execute = () => Promise.reject(new EngineUnavailable(new Error('away')));
    const first = await leave(person);
    gateway.execute = execute;
    expect(first).toMatchObject({ state: 'left', handedOver: { tickets: [{ to: null, why: 'unanswered' }] } });
    expect(await handlerOf(ticket)).toBe(person.id);
    const again = await leave(person);
    expect(again.handedOver.tickets).toMatchObject([{ id: ticket.id, to: { unit: 'water' }, why: null }]);
    expect(await handlerOf(ticket)).not.toBe(person.id);
  });
});

import { createKeyStore } from '../../../storage/access/key-store.js';
import { createWebhookStore } from '../../../storage/webhook/webhook-store.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

/** The key of a unit that leads a ticket and has left the tree since: merged, or taken out by mistake. */
async function keyOfUnitThatLeft(
  unit: string,
  whileThere: (apiKey: string) => Promise<void> = () => Promise.resolve(),
) {
  const { pool } = world.database;
  await pool.query(
    `INSERT INTO unit (id, name, name_en, level, parent_id, path) VALUES ($1, '旧局', 'Old bureau', 'cityDepartment', 'city', ARRAY['city', $1])`,
    [unit],
  );
  await world.reference.refresh();
  const { apiKey } = await createKeyStore(pool).create({ name: '旧局经办人', role: 'handler', unit });
  const { body } = await world.register();
  await world.act(body.id, 'accept', world.key('operator'));
  await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit, reason: '属地' });
  expect((await world.get(`/api/v1/tickets/${body.id}`, apiKey)).status).toBe(200);
  await whileThere(apiKey);
  await pool.query('DELETE FROM unit WHERE id = $1', [unit]);
  await world.reference.refresh();
  return { apiKey, id: body.id };
}

describe('a unit that has left the tree', () => {
  it('sees no ticket, event or notice any more and can do nothing, for nobody can say what is about it', async () => {
    const { apiKey, id } = await keyOfUnitThatLeft('old-bureau');
    expect((await world.get(`/api/v1/tickets/${id}`, apiKey)).status).toBe(404);
    expect((await world.act(id, 'acknowledge', apiKey)).status).toBe(404);
    for (const list of ['tickets', 'events?after=start', 'inbox', 'notices']) {
      const reply = await world.get(`/api/v1/${list}`, apiKey);
      expect([list, reply.status, reply.body.items]).toEqual([list, 200, []]);
    }
    expect((await world.get('/api/v1/stats/board', apiKey)).status).toBe(200);
  });

  it('has its stream ended and its webhook stopped', async () => {
    let ended = false;
    let webhook = '';
    const { database, services } = world;
    await keyOfUnitThatLeft('older-bureau', async (apiKey) => {
      const made = await world.send('POST', '/api/v1/webhooks', apiKey, {
        body: { name: '旧局', url: 'http://localhost:9/hook' },
      });
      expect([made.status, made.text]).toEqual([201, made.text]);
      webhook = made.body.id;
      expect((await services.webhooks.store.inForce(webhook))?.ownerStands).toBe(true);
      const stream = await fetch(`${world.base}/api/v1/events/stream?after=end`, {
        headers: { Authorization: `Bearer ${apiKey}` },
      });
      expect(stream.status).toBe(200);
      void stream.text().then(() => (ended = true));
    });
    await eventually(() => expect(ended).toBe(true), 30_000);
    const store = createWebhookStore(database.pool, services.sealing);
    expect((await store.inForce(webhook))?.ownerStands).toBe(false);
  });
});

describe('an account without a unit', () => {
  it('is told that there is no such ticket, and the same connection serves the next account as before', async () => {
    const { body } = await world.register();
    const { views } = world.services;
    const find = (role: 'handler' | 'supervisor') =>
      views.findForCommand({ id: 'a', role, unit: null, unitPath: [] }, body.number, null);
    // More often than there are connections, so that each has seen both.
    for (let round = 0; round < 30; round += 1) {
      expect(await find('handler')).toBeNull();
      expect((await find('supervisor'))?.ticket.number).toBe(body.number);
    }
  });
});

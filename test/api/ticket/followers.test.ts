import { feedSettled } from '../../support/feed-settled.js';
import { createApiWorld, TICKET, type ApiWorld, type Json } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
}, 240_000);
afterAll(() => world.close());

const water = (): string => world.key('handler', 'water');
const path = (id: string): string => `/api/v1/tickets/${id}`;

async function withFollower(changes: object = {}): Promise<{ master: Json; follower: Json }> {
  const { body: master } = await world.register({ classCode: '030102' });
  await world.act(master.id, 'accept', world.key('operator'));
  await world.act(master.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'its own' });
  const { body: follower } = await world.register({ classCode: '030102', ...changes });
  const merged = await world.act(follower.id, 'merge', world.key('operator'), { into: master.number });
  expect(merged.status).toBe(200);
  return { master, follower };
}

const says = (id: string, what: 'nudges' | 'supplements', text?: string) =>
  world.send('POST', `${path(id)}/${what}`, world.key('operator'), text === undefined ? {} : { body: { text } });

interface Seen {
  readonly type: string;
  readonly text: Record<string, unknown>;
  readonly data: Record<string, unknown>;
}
async function lastEvent(id: string, key: string): Promise<Seen | undefined> {
  return ((await world.get(`${path(id)}/events`, key)).body.items as unknown as Seen[]).at(-1);
}

describe('what a citizen says to a ticket that follows another', () => {
  it('is read by the unit that has the matter, which does not see the follower, in its feed and its inbox too', async () => {
    const { master, follower } = await withFollower();
    await says(follower.id, 'supplements', '五楼也没有水了');
    expect((await world.get(path(follower.id), water())).status).toBe(404);
    const said = { type: 'followerSupplemented', text: { text: '五楼也没有水了' }, withheld: [] };
    expect(await lastEvent(master.id, water())).toMatchObject({ ...said, data: {} });
    expect(await lastEvent(master.id, world.key('supervisor'))).toMatchObject({
      ...said,
      data: { follower: follower.number },
    });
    await feedSettled(world);
    const feed = (await world.get('/api/v1/events?limit=100', water())).body.items as unknown as Seen[];
    expect(feed.map(({ type }) => type)).toContain('followerSupplemented');
    const inbox = (await world.get('/api/v1/notices', water())).body.items as unknown as { template: string }[];
    expect(inbox.map(({ template }) => template)).toContain('supplement');
    const { rows } = await world.database.pool.query<{ found: boolean }>(
      `SELECT bool_or(e.data::text LIKE '%五楼%') AS found FROM ticket_event e WHERE ticket_id = $1`,
      [master.id],
    );
    expect(rows[0]?.found).toBe(false);
  });

  it('waits for a person’s yes where the matter is protected: a dispatcher is told of it, and not the unit', async () => {
    const { body: master } = await world.register({
      classCode: '030102',
      citizen: { ...TICKET.citizen, identity: 'hidden' },
    });
    await world.act(master.id, 'accept', world.key('operator'));
    await world.saysYes(master.id);
    await world.act(master.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属供水职责' });
    const { body: follower } = await world.register({ classCode: '030102' });
    await world.act(follower.id, 'merge', world.key('operator'), { into: master.number });
    const told = async (key: string): Promise<(string | undefined)[]> => {
      const { items } = (await world.get('/api/v1/notices?limit=100', key)).body;
      const ofMaster = items as unknown as { template: string; ticket: { number: string } | null }[];
      return ofMaster.filter(({ ticket }) => ticket?.number === master.number).map(({ template }) => template);
    };
    await says(follower.id, 'supplements', '五楼也没有水了');
    expect(await told(water())).not.toContain('supplement');
    expect(await told(world.key('dispatcher'))).toContain('checkRedaction');
    await says(follower.id, 'nudges', '请快一点');
    expect(await told(water())).toContain('nudge');
    expect((await told(world.key('dispatcher'))).filter((template) => template === 'checkRedaction')).toHaveLength(2);
  });

  it('is gone with the key of the follower, and of a report is for the hotline alone', async () => {
    const { master, follower } = await withFollower({ type: 'report' });
    await says(follower.id, 'supplements', '我看见了车牌');
    expect(await lastEvent(master.id, water())).toMatchObject({ text: {}, withheld: ['supplements'] });
    expect((await lastEvent(master.id, world.key('supervisor')))?.text).toEqual({ text: '我看见了车牌' });
    await world.database.pool.query('UPDATE ticket SET wrapped_key = NULL WHERE id = $1', [follower.id]);
    expect((await lastEvent(master.id, world.key('supervisor')))?.text).toEqual({});
  });

  it.each(['report', 'help'])('tells the unit that has the matter no number and no id of it, a %s', async (type) => {
    const { master, follower } = await withFollower({ type });
    await says(follower.id, 'nudges', '怎么还没修好');
    for (const asked of ['', '/events', '/live', '/explain']) {
      const { status, text } = await world.get(`${path(master.id)}${asked}`, water());
      expect([asked, status, text.includes(follower.number), text.includes(follower.id)]).toEqual([
        ...[asked, 200, false, false],
      ]);
    }
    await feedSettled(world);
    const feed = await world.get('/api/v1/events?limit=100', water());
    expect([feed.text.includes(follower.number), feed.text.includes(follower.id)]).toEqual([false, false]);
    const seen = await world.get(path(master.id), world.key('dispatcher'));
    expect(seen.body.followers).toEqual([{ id: follower.id, number: follower.number }]);
  });

  it('is told by number to a unit that has that one too', async () => {
    const { body: master } = await world.register({ classCode: '030102' });
    const { body: follower } = await world.register({ classCode: '030102' });
    for (const { id } of [master, follower]) {
      await world.act(id, 'accept', world.key('operator'));
      await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'its own' });
    }
    await world.act(follower.id, 'merge', world.key('operator'), { into: master.number });
    expect((await world.get(path(master.id), water())).body.followers).toEqual([
      { id: follower.id, number: follower.number },
    ]);
    const waits = await world.get(`${path(follower.id)}/live`, water());
    expect([waits.body.master?.number, waits.text.includes(`follows ticket ${master.number}`)]).toEqual([
      ...[master.number, true],
    ]);
  });

  it('as nudges of two people, chases the unit', async () => {
    const { master, follower } = await withFollower();
    await says(master.id, 'nudges');
    expect((await world.get(path(master.id), water())).body.level).toBe(0);
    await says(follower.id, 'nudges', '怎么还没修好');
    expect((await world.get(path(master.id), water())).body).toMatchObject({ level: 1, nudges: { count: 2 } });
    expect((await lastEvent(master.id, water()))?.type).toBe('escalated');
  });
});

it('A follower is promised what its master is, and told so', async () => {
  const { master, follower } = await withFollower();
  const progress = await world.get(world.services.progressLinks.linkTo(follower.id), null);
  const { citizenDueAt, lead } = (await world.get(path(master.id), water())).body;
  expect(JSON.parse(progress.text)).toMatchObject({ state: 'merged', dueAt: citizenDueAt, unit: { zh: lead?.name } });
  expect(citizenDueAt).not.toBeNull();
});

it('An emergency is not merged into a complex matter, which would leave it without a clock', async () => {
  const { body: slow } = await world.register({ urgency: 'P3' });
  const { body: emergency } = await world.register({ urgency: 'P0' });
  const refused = await world.act(emergency.id, 'merge', world.key('operator'), { into: slow.number });
  expect([refused.status, refused.body.code]).toEqual([422, 'master-less-urgent']);
  const turned = await world.act(slow.id, 'merge', world.key('operator'), { into: emergency.number });
  expect([turned.status, turned.body.state]).toEqual([200, 'merged']);
});

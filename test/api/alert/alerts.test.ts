import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { feedSettled } from '../../support/feed-settled.js';
import { sentinelOf } from '../../support/sentinel.js';

/** As the tests read an alert. */
interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly state: string;
  readonly tickets: number;
  readonly citizens: number;
  readonly why: object;
  readonly owner: { readonly id: string } | null;
  readonly master: string | null;
  readonly allowed: readonly string[];
  readonly linked: readonly { readonly id: string; readonly title: string | null; readonly linkedBy: object | null }[];
  readonly words: readonly string[];
  readonly growth: readonly { readonly tickets: number }[];
}
interface Outcome {
  readonly alert: Alert;
  readonly merged: { readonly taken: number; readonly refused: number; readonly toRepeat: number } | null;
}

const ALERTS = '/api/v1/alerts';
let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
  await sentinelOf(world).look();
});
afterAll(() => world.close());

let nth = 0;
/** Somebody else calls each time. */
function calls(more: { readonly area: string; readonly text?: string } & Record<string, unknown>): Promise<Reply> {
  nth += 1;
  const { area, text = `${nth}栋停水`, ...rest } = more;
  return world.register({
    ...{ classCode: '030101', urgency: 'P1', title: text, text: `${text}，从早上开始。` },
    citizen: { name: '王小明', phone: `1380000${String(1_000 + nth)}` },
    address: { text: '汀兰路', area },
    ...rest,
  });
}
async function seen(): Promise<void> {
  await feedSettled(world);
  await sentinelOf(world).look();
}
const list = async (query = '', key = world.key('dutyManager')): Promise<Alert[]> =>
  (await world.get(`${ALERTS}?${query}`, key)).body.items as unknown as Alert[];
const whole = async (id: string, key = world.key('dutyManager')): Promise<Alert> =>
  (await world.get(`${ALERTS}/${id}`, key)).body as unknown as Alert;
const does = (id: string, deed: string, key: string, body: object = {}): Promise<Reply> =>
  world.send('POST', `${ALERTS}/${id}/commands/${deed}`, key, { body });
const outcomeOf = (reply: Reply): Outcome => reply.body as unknown as Outcome;
async function only(area: string, key?: string): Promise<Alert> {
  const found = (await list('limit=100', key)).filter((one) => (one as unknown as { place: Json }).place?.id === area);
  expect(found).toHaveLength(1);
  return found[0] as Alert;
}
async function outageAt(area: string): Promise<Alert> {
  for (let called = 0; called < 3; called += 1) await calls({ area });
  await seen();
  return only(area);
}

describe('forty calls about one outage in half an hour', () => {
  it('are one alert at the third, and one master with thirty-nine followers, each called back for itself', async () => {
    const area = 'east-tinglan';
    const tickets: Json[] = [];
    for (let called = 0; called < 2; called += 1) tickets.push((await calls({ area })).body);
    await seen();
    expect(await list()).toEqual([]);
    tickets.push((await calls({ area })).body);
    await seen();
    expect(await only(area)).toMatchObject({
      ...{ rule: 'outage', state: 'raised', tickets: 3, citizens: 3, owner: { id: 'water' }, why: { count: 3 } },
    });

    while (tickets.length < 40) {
      tickets.push((await calls({ area })).body);
      world.later(45_000);
    }
    await seen();
    const alert = await only(area);
    expect(alert).toMatchObject({ tickets: 40, citizens: 40, state: 'raised' });
    const read = await whole(alert.id);
    expect(read.linked.map(({ id }) => id)).toEqual(tickets.map(({ id }) => id));
    expect(read.growth.reduce((sum, { tickets: n }) => sum + n, 0)).toBe(40);
    expect(read.words.join()).toContain('停水');

    const [master] = tickets;
    if (!master) throw new Error('There is no ticket.');
    const merge = () => does(alert.id, 'dispose', world.key('operator'), { disposition: 'merge', into: master.number });
    const merged = outcomeOf(await merge());
    expect(merged.merged).toMatchObject({ taken: 39, refused: 0, toRepeat: 0 });
    expect(merged.alert).toMatchObject({ state: 'over', disposition: 'merge', master: master.id });
    expect(outcomeOf(await merge()).merged).toMatchObject({ taken: 0, refused: 0 });

    const handler = world.key('handler', 'water');
    await world.act(master.id, 'accept', world.key('operator'));
    await world.act(master.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属供水职责' });
    await world.act(master.id, 'acknowledge', handler);
    await world.act(master.id, 'recordContact', handler, { note: '已联系' });
    await world.act(master.id, 'reply', handler, {
      ...{ facts: '主管爆裂', basis: '供水条例', measures: '抢修', contacted: '已电话联系', text: '已恢复供水。' },
    });
    await world.act(master.id, 'reviewReply', world.key('reviewer'), { accept: true });
    const { rows } = await world.database.pool.query<{ state: string; n: number }>(
      `SELECT state, count(*)::int AS n FROM ticket WHERE id = ANY($1::uuid[]) GROUP BY state`,
      [tickets.map(({ id }) => id)],
    );
    expect(rows).toEqual([{ state: 'callbackPending', n: 40 }]);

    const late = (await calls({ area })).body;
    await seen();
    expect((await whole(alert.id)).linked.map(({ id }) => id)).toContain(late.id);
    expect(await list()).toHaveLength(1);
  }, 240_000);
});

describe('an alert', () => {
  it('is raised once though two processes look at the same, or one that has just begun', async () => {
    const area = 'east-zhiyun';
    for (let called = 0; called < 4; called += 1) await calls({ area });
    await feedSettled(world);
    await Promise.all([sentinelOf(world).look(), sentinelOf(world).look(), sentinelOf(world).look()]);
    expect(await only(area)).toMatchObject({ tickets: 4, citizens: 4 });
    await world.database.pool.query(`UPDATE sentinel SET xid = '0', feed_id = 0`);
    await sentinelOf(world).look();
    expect(await only(area)).toMatchObject({ tickets: 4, citizens: 4 });
  });

  it('is read by the hotline and the unit that sees to it, and is not there for another', async () => {
    const { id } = await outageAt('east-daolan');
    const water = world.key('handler', 'water');
    expect((await whole(id, water)).allowed).toEqual(['acknowledge', 'outage', 'proactive', 'dismiss']);
    expect((await list('', water)).map((one) => one.id)).toContain(id);
    expect(await list('', world.key('handler', 'housing'))).toEqual([]);
    const refused = await world.get(`${ALERTS}/${id}`, world.key('handler', 'housing'));
    expect([refused.status, refused.body.code]).toEqual([404, 'alert-not-found']);
    expect((await world.get(ALERTS, world.key('assessor'))).status).toBe(403);
    // The unit leads none of its tickets yet.
    expect((await whole(id, water)).linked).toEqual([]);
  });

  it('counts who calls again once, and leaves out reports, by the sentinel and by hand', async () => {
    const area = 'west-songdi';
    const caller = { name: '王小明', phone: '13911110000' };
    for (let called = 0; called < 3; called += 1) await calls({ area, citizen: caller });
    const report = (await calls({ area, type: 'report', accusedUnit: 'water' })).body;
    await calls({ area });
    await seen();
    expect((await list('limit=100')).map((one) => (one as unknown as { place: Json }).place?.id)).not.toContain(area);
    await calls({ area });
    await seen();
    const alert = await only(area);
    expect(alert).toMatchObject({ citizens: 3, tickets: 5 });
    const by = (ticket: string) => world.send('PUT', `${ALERTS}/${alert.id}/tickets/${ticket}`, world.key('operator'));
    expect((await by(report.id)).body.code).toBe('illegal-transition');
    const { body: another } = await world.register({ citizen: caller });
    for (let time = 0; time < 2; time += 1)
      expect((await by(another.number)).body as unknown as Alert).toMatchObject({ citizens: 3, tickets: 6 });
    expect((await whole(alert.id)).linked.at(-1)).toMatchObject({ id: another.id, linkedBy: { role: 'operator' } });
  });

  it('is acknowledged once, told of when nobody does, and over with what became of it', async () => {
    const { id } = await outageAt('west-tongying');
    const told = async (): Promise<string[]> => {
      const { rows } = await world.database.pool.query<{ template: string; addressee: string }>(
        `SELECT DISTINCT seq, template, addressee FROM notice WHERE ticket_id = $1 AND channel = 'inApp' ORDER BY seq, addressee`,
        [id],
      );
      return rows.map(({ template, addressee }) => `${template} ${addressee}`);
    };
    expect(await told()).toEqual(['alertRaised dutyDesk', 'alertRaised unitLiaison']);
    const lines = (await world.get('/api/v1/notices?limit=100', world.key('handler', 'water'))).body.items;
    expect((lines as unknown as { template: string }[]).map(({ template }) => template)).toContain('alertRaised');
    world.later(31 * 60_000);
    await sentinelOf(world).look();
    expect((await told()).slice(2)).toEqual(['alertOverdue dutyDesk', 'alertOverdue unitDeputyHead']);
    expect(outcomeOf(await does(id, 'acknowledge', world.key('dutyManager'))).alert).toMatchObject({
      ...{ state: 'acknowledged', isLate: true },
    });
    expect((await does(id, 'acknowledge', world.key('dutyManager'))).status).toBe(200);
    expect((await does(id, 'acknowledge', world.key('operator'))).body.code).toBe('illegal-transition');
    world.later(60 * 60_000);
    await sentinelOf(world).look();
    expect(await told()).toHaveLength(4);

    expect((await does(id, 'dismiss', world.key('operator'), { reason: '误报' })).body.code).toBe('actor-not-allowed');
    expect((await does(id, 'dismiss', world.key('dutyManager'), { reason: ' ' })).status).toBe(400);
    const over = outcomeOf(await does(id, 'dismiss', world.key('dutyManager'), { reason: '联系 13800009999 已核实' }));
    expect(over.alert).toMatchObject({ disposition: 'dismiss', state: 'over' });
    expect(JSON.stringify(over)).not.toContain('13800009999');
    expect((await list('state=over&rule=outage')).map((one) => one.id)).toContain(id);
    await calls({ area: 'west-tongying' });
    await seen();
    expect(await only('west-tongying')).toMatchObject({ id, state: 'over' });
  });

  it('of an outage that is known is shown to who answers callers until it is over', async () => {
    const { id } = await outageAt('west-yunhuai');
    const known = async () =>
      ((await world.get(`${ALERTS}/outages`, world.key('operator'))).body.items as unknown as { alert: string }[]).find(
        ({ alert }) => alert === id,
      );
    expect(await known()).toBeUndefined();
    const until = new Date(world.now().getTime() + 3 * 3_600_000).toISOString();
    const body = { disposition: 'outage', notice: '主管爆裂，抢修中', answer: '您所在片区停水，正在抢修。', until };
    expect((await does(id, 'dispose', world.key('handler', 'water'), body)).status).toBe(200);
    expect(await known()).toMatchObject({ notice: body.notice, answer: body.answer, class: { code: '030101' } });
    world.later(4 * 3_600_000);
    expect(await known()).toBeUndefined();
  });

  it('may become a ticket before more ask', async () => {
    const alert = (await list('limit=100')).find(({ state }) => state === 'raised');
    const { body: ticket } = await world.register({ title: '提前巡查供水管网' });
    const done = await does(alert?.id ?? '', 'dispose', world.key('dispatcher'), {
      ...{ disposition: 'proactive', ticket: ticket.number },
    });
    expect(outcomeOf(done)).toMatchObject({ merged: null, alert: { disposition: 'proactive', master: ticket.id } });
  });

  it('is looked through page by page, by class, and by who sees to it', async () => {
    const all = await list('limit=100');
    const first = await world.get(`${ALERTS}?limit=2`, world.key('dutyManager'));
    const next = await list(`limit=2&cursor=${first.body.nextCursor ?? ''}`);
    expect([...(first.body.items as unknown as Alert[]), ...next].map(({ id }) => id)).toEqual(
      all.slice(0, 4).map(({ id }) => id),
    );
    expect(await list('class=03&owner=water&limit=100')).toHaveLength(all.length);
    expect(await list('class=01')).toEqual([]);
    expect(await list('desk=true')).toEqual([]);
  });
});

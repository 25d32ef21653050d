import { retainPortion, type Retained } from '../../../storage/erasure/retaining.js';
import { createErasing } from '../../../storage/erasure/erase-ticket.js';
import { createRetentionStore } from '../../../storage/erasure/retention-store.js';
import { COMMAND_LINE } from '../../../storage/admin/change-trail.js';
import { retentionRuleNoun } from '../../../storage/erasure/retention-noun.js';
import { retentionTerms, ruleName } from '../../../domain/erasure/retention.js';
import { defineRetention } from '../../../cli/retention.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { printed, printedBy } from '../../support/printed-by.js';

const before = { ...process.env };
let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
  process.env['DATABASE_URL'] = world.database.url;
  process.env['HUIYING_MASTER_KEY'] = world.masterKey.toString('base64');
});
afterEach(async () => {
  process.env = { ...before };
  process.exitCode = 0;
  await world.close();
});

const store = () => createRetentionStore(world.database.pool);
const rule = (classCode: string, years: number) =>
  world.services.admin.act(COMMAND_LINE, (desk) =>
    desk.put(retentionRuleNoun, ruleName(classCode), () => ({ years, source: '档案规定' }), { version: null }),
  );
const retain = (dryRun = false): Promise<Retained> =>
  retainPortion({ store: store(), erasing: createErasing(world.database.pool), now: () => new Date() }, null, {
    dryRun,
  });
const isErased = async (id: string): Promise<boolean> => (await world.row(id))['wrapped_key'] === null;

/** Registered and ended so many years ago. */
async function ended(classCode: string, yearsAgo: number): Promise<string> {
  const { body } = await world.register({ classCode });
  await world.act(body.id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
  await world.database.pool.query(
    `UPDATE ticket SET registered_at = registered_at - make_interval(years => $2), updated_at = updated_at - make_interval(years => $2)
     WHERE id = $1`,
    [body.id, yearsAgo],
  );
  return body.id;
}

describe('retention', () => {
  it('erases nothing until somebody has said for how long tickets are kept', async () => {
    const old = await ended('030102', 30);
    expect(await retain()).toEqual({ erased: {}, held: 0, next: null });
    expect(await isErased(old)).toBe(false);
  });

  it('erases what ended longer ago than the nearest rule says, and neither what is held nor what is open', async () => {
    await rule('03', 10);
    await rule('', 5);
    const [over, under, other, held] = [
      await ended('030102', 11),
      await ended('030102', 9),
      await ended('010102', 6),
      await ended('030102', 12),
    ];
    const { body: open } = await world.register({ classCode: '030102' });
    await world.database.pool.query(
      "UPDATE ticket SET registered_at = registered_at - interval '20 years', updated_at = updated_at - interval '20 years' WHERE id = $1",
      [open.id],
    );
    await world.services.erasures.setHold(held, { basis: 'audit', at: new Date(), by: 'x', role: 'auditor' });
    expect(await retain(true)).toMatchObject({ erased: { '03': 1, '': 1 }, held: 1 });
    expect(await isErased(over)).toBe(false);
    expect(await retain()).toMatchObject({ erased: { '03': 1, '': 1 }, held: 1 });
    expect(await Promise.all([over, under, other, held, open.id].map(isErased))).toEqual([
      ...[true, false, true, false, false],
    ]);
    const { rows } = await world.database.pool.query(
      'SELECT actor_role, data FROM ticket_event WHERE ticket_id = $1 ORDER BY seq DESC LIMIT 1',
      [over],
    );
    expect(rows).toEqual([{ actor_role: 'clock', data: { basis: 'termOver' } }]);
    expect(await retain()).toMatchObject({ erased: {}, held: 1 });
  });

  it('goes through them a window at a time, and loses none between two', async () => {
    await rule('', 1);
    const ids = [await ended('030102', 4), await ended('030102', 3), await ended('030102', 2)];
    const terms = retentionTerms(await store().rules(), await store().classes(), new Date());
    const first = await store().due(terms, null, 2);
    expect(first.due.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await store().due(terms, first.next, 2);
    expect([second.due.map(({ id }) => id), second.next]).toEqual([ids.slice(2), null]);
  });
});

describe('huiying retention', () => {
  const say = (...args: string[]): Promise<string> => printed('retention', defineRetention, args);

  it('takes rules with where they come from, lists them, and says what they would erase before it does', async () => {
    expect(await say('list')).toContain('There is no rule');
    expect(await say('set', '03', '10', '--source', '档案规定第三条')).toContain('kept for 10 years');
    expect(await say('set', 'others', '15', '--source', '档案规定第五条')).toContain('Tickets of others');
    expect((await say('list')).split('\n').slice(0, 2)).toEqual([
      'others     15 years, by 档案规定第五条',
      '03         10 years, by 档案规定第三条',
    ]);
    const id = await ended('030102', 11);
    expect(JSON.parse(await say('--dry-run', '--json'))).toEqual({ dryRun: true, erased: { '03': 1 }, held: 0 });
    expect(await isErased(id)).toBe(false);
    expect(await say()).toContain('1 tickets are erased');
    expect(await isErased(id)).toBe(true);
    expect(await say('remove', '03')).toContain('removed');
  });

  it('is told of in the trail of what administrators change, where a rule can be put back', async () => {
    await say('set', '03', '10', '--source', '档案规定第三条');
    for (const _time of [1, 2]) await say('set', '03', '2', '--source', '临时通知');
    await say('remove', '03');
    await say('set', 'others', '15', '--source', '档案规定第五条');
    const changes = await world.get('/api/v1/admin/changes?noun=retentionRule', world.key('auditor'));
    expect(changes.body.items).toMatchObject([
      { number: '4', subject: 'others', act: 'added', actor: null, after: { years: 15, source: '档案规定第五条' } },
      { number: '3', subject: '03', act: 'removed', before: { years: 2 }, after: null, withheld: [] },
      { number: '2', act: 'changed', before: { years: 10, source: '档案规定第三条' }, after: { years: 2 }, version: 2 },
      { number: '1', act: 'added', before: null, version: 1 },
    ]);
    for (const number of [3, 4]) {
      const path = `/api/v1/admin/changes/${number}/undo`;
      expect((await world.send('POST', path, world.key('administrator'))).status).toBe(200);
    }
    expect(await store().rules()).toMatchObject([{ classCode: '03', years: 2, source: '临时通知' }]);
  });

  it('refuses a class that is not there, years that are none, and a rule without a source', async () => {
    const refused = async (...args: string[]) => (await printedBy('retention', defineRetention, args)).error;
    expect(String(await refused('set', '9999', '10', '--source', 'x'))).toContain('there is no class 9999');
    for (const years of ['0', '1.5', 'ten', '101'])
      expect(String(await refused('set', '03', years, '--source', 'x'))).toContain('whole years, from 1 to 100');
    expect(String(await refused('set', '03', '10'))).toContain('--source');
  });
});

import { golden, pack } from '../../domain/policy/packs.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const asAdmin = (method: string, path: string, say: object = {}) =>
  world.send(method, `/api/v1/${path}`, world.key('administrator'), say);
const slow = (): object => ({
  ...pack('default'),
  code: 'slow',
  version: '1',
  limits: { ...pack('default').limits, handle: { amount: 30, unit: 'workingDays' } },
});
const publish = (one: object, vectors: readonly unknown[] = []) =>
  asAdmin('POST', 'policies', { body: { pack: one, golden: vectors } });
const SLOW = { pack: 'slow', version: '1', priority: 10, effectiveFrom: '2026-01-01T00:00:00+08:00' };
const assign = (changes: object = {}, ifMatch?: string) =>
  asAdmin('PUT', 'policy-assignments/slow', { body: { ...SLOW, ...changes }, ...(ifMatch && { ifMatch }) });
const accepted = async (): Promise<string> => {
  const { id } = (await world.register({ classCode: '030102' })).body;
  await world.act(id, 'accept', world.key('operator'));
  return id;
};
const dispatched = async (id: string): Promise<Record<string, string>> =>
  (await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '主管' }))
    .body as unknown as Record<string, string>;

describe('a policy pack', () => {
  it('is published once, holds where it is assigned, and what was sent out keeps its own', async () => {
    const before = await accepted();
    const soon = (await dispatched(before))['unitDueAt'] ?? '';
    expect((await publish(slow())).status).toBe(201);
    expect((await publish(slow())).status).toBe(201);
    expect((await assign()).body).toMatchObject({ id: 'slow', revision: 1 });
    const late = (await dispatched(await accepted()))['unitDueAt'] ?? '';
    expect(Date.parse(late) - Date.parse(soon)).toBeGreaterThan(20 * 86_400_000);
    expect((await world.get(`/api/v1/tickets/${before}`, world.key('supervisor'))).body).toMatchObject({
      unitDueAt: soon,
    });
    expect((await world.get('/api/v1/policies/slow/1', world.key('operator'))).body).toMatchObject({
      pack: { limits: { handle: { amount: 30 } } },
    });
  });

  it('never changes under its version, and its publication is not taken back', async () => {
    await publish(slow());
    const other = await publish({ ...slow(), basis: '另一依据' });
    expect([other.status, other.text]).toEqual([400, expect.stringContaining('Raise its version.')]);
    expect((await asAdmin('POST', 'admin/changes/1/undo')).body.code).toBe('undo-not-possible');
  });

  it('is refused with its faults, or when it gives other dates than were worked out by hand', async () => {
    const { redo: _redo, ...broken } = slow() as Record<string, unknown>;
    const faulty = await publish(broken);
    expect([faulty.status, faulty.text]).toEqual([400, expect.stringContaining('/pack/redo')]);
    expect((await publish({ ...pack('default'), code: 'copy' }, golden('default'))).status).toBe(201);
    const wrong = await publish(slow(), golden('default'));
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('other dates than these')]);
  });

  it('is assigned at the version that was read, and taken away or put back', async () => {
    await publish(slow());
    await assign();
    expect((await assign({ priority: 20 })).body.code).toBe('precondition-required');
    expect((await assign({ priority: 20 }, '"v9"')).body.code).toBe('stale-version');
    expect((await assign({ priority: 20 }, '"v1"')).body).toMatchObject({ revision: 2 });
    expect((await asAdmin('DELETE', 'policy-assignments/slow', { ifMatch: '"v2"' })).status).toBe(204);
    expect((await asAdmin('DELETE', 'policy-assignments/slow', { ifMatch: '"v2"' })).status).toBe(204);
    expect((await asAdmin('POST', 'admin/changes/4/undo')).status).toBe(200);
    const assignments = (await world.get('/api/v1/policies', world.key('operator'))).body as unknown as {
      assignments: { id: string; priority: number }[];
    };
    expect(assignments.assignments.find(({ id }) => id === 'slow')).toMatchObject({ priority: 20 });
  });

  it('is not taken from everybody: some assignment holds for all', async () => {
    const refused = await asAdmin('DELETE', 'policy-assignments/default', { ifMatch: '*' });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('every ticket has a pack')]);
    expect((await assign({ pack: 'none' })).text).toContain('There is no policy pack none@1.');
  });
});

describe('a preview of policies', () => {
  const preview = async (body: object) =>
    (await asAdmin('POST', 'policies/preview', { body })).body as never as Preview;
  interface Preview {
    readonly sentOut: number;
    readonly looked: number;
    readonly same: number;
    readonly otherDates: number;
    readonly byClass: readonly object[];
    readonly examples: readonly {
      readonly ticket: { readonly id: string };
      readonly clocks: readonly { readonly key: string; readonly before: string; readonly after: string }[];
    }[];
  }

  it('tells the dates that dispatches would then give, counts what stays, and changes nothing', async () => {
    await dispatched(await accepted());
    const waiting = await accepted();
    const assignment = { id: 'slow', ...SLOW };
    const found = await preview({ pack: slow(), assign: [assignment] });
    expect(found).toMatchObject({
      ...{ sentOut: 1, looked: 1, same: 0, otherDates: 1 },
      byClass: [{ classCode: '030102', otherPack: 0, otherDates: 1 }],
      examples: [{ ticket: { id: waiting }, supposedUnit: 'water', after: { code: 'slow', version: '1' } }],
    });
    const policies = (await world.get('/api/v1/policies', world.key('operator'))).body;
    expect(JSON.stringify(policies)).not.toContain('slow');

    await publish(slow());
    await assign();
    const due = (await dispatched(waiting))['unitDueAt'] ?? '';
    const foreseen = found.examples[0]?.clocks.find(({ key }) => key === 'handle');
    // Working days count from the next one, so the day is the same whatever the minute.
    expect(foreseen?.after).toBe(due);
    expect(Date.parse(foreseen?.before ?? '')).toBeLessThan(Date.parse(due));
  });

  it('says that nothing would change where another pack holds', async () => {
    await accepted();
    const elsewhere = { id: 'slow', ...SLOW, unit: 'housing' };
    expect(await preview({ pack: slow(), assign: [elsewhere] })).toMatchObject({
      same: 1,
      otherDates: 0,
      examples: [],
    });
  });

  it('refuses what would leave a ticket without a pack', async () => {
    await accepted();
    const refused = await asAdmin('POST', 'policies/preview', { body: { remove: ['default'] } });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('left without a pack')]);
  });
});

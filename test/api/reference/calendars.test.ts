import { tellOfCalendar } from '../../../api/calendar/calendar-keeper.js';
import { createCalendarRevisions } from '../../../storage/reference/calendar-revisions.js';
import { ticketsDatedInto } from '../../../storage/reference/calendar-store.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const asAdmin = (method: string, path: string, say: object = {}) =>
  world.send(method, `/api/v1/${path}`, world.key('administrator'), say);
const DAY = { intervals: [{ from: '09:00', to: '12:00' }], dayEnd: '17:00' };

/** As an API process does every few seconds. */
const keepCalendar = () =>
  tellOfCalendar({
    revisions: createCalendarRevisions(world.database.pool),
    datedInto: (year, after, limit) => ticketsDatedInto(world.database.pool, year, after, limit),
    reference: world.reference,
    gateway: world.gateway,
    now: world.now,
  });

async function atWork(): Promise<{ id: string; due: string }> {
  const { id } = (await world.register({ classCode: '030102' })).body;
  await world.act(id, 'accept', world.key('operator'));
  const { body } = await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '主管' });
  return { id, due: body.unitDueAt ?? '' };
}
const dueOf = async (id: string) => (await world.get(`/api/v1/tickets/${id}`, world.key('supervisor'))).body.unitDueAt;

describe('a calendar year', () => {
  const year = new Date().getUTCFullYear() + 1;
  const published = async () => (await world.get(`/api/v1/calendar/${year}`, world.key('operator'))).body;

  it('is published at the version that was read, and put back by taking the change back', async () => {
    const { year: _year, ...before } = (await published()) as unknown as Record<string, unknown>;
    const body = { ...before, source: '另一通知' };
    expect((await asAdmin('PUT', `calendar/${year}`, { body })).body.code).toBe('precondition-required');
    const put = await asAdmin('PUT', `calendar/${year}`, { body, ifMatch: '"v1"' });
    expect([put.status, put.headers.get('etag')]).toEqual([200, '"v2"']);
    expect((await asAdmin('PUT', `calendar/${year}`, { body: before, ifMatch: '"v1"' })).body.code).toBe(
      'stale-version',
    );
    expect((await asAdmin('POST', 'admin/changes/1/undo')).status).toBe(200);
    expect(await published()).toMatchObject(before);
  });

  it('is refused when it contradicts itself', async () => {
    const body = { status: 'official', source: 'x', daysOff: [`${year}-01-01`], makeUpDays: [`${year}-01-01`] };
    expect((await asAdmin('PUT', `calendar/${year}`, { body, ifMatch: '*' })).status).toBe(400);
  });
});

describe('office hours', () => {
  it('are set for all and for a unit, and left to those above again', async () => {
    const hours = async () =>
      (await world.get('/api/v1/office-hours', world.key('operator'))).body.items as unknown as { unit: string }[];
    expect((await hours()).map(({ unit }) => unit)).toEqual(['default', 'district-west']);
    expect((await asAdmin('PUT', 'office-hours/water', { body: DAY })).body).toMatchObject({ version: 1, ...DAY });
    expect((await hours()).map(({ unit }) => unit)).toContain('water');
    expect((await asAdmin('DELETE', 'office-hours/water', { ifMatch: '*' })).status).toBe(204);
    expect((await asAdmin('DELETE', 'office-hours/water', { ifMatch: '*' })).status).toBe(204);
    expect((await asAdmin('DELETE', 'office-hours/default', { ifMatch: '*' })).status).toBe(400);
    expect((await asAdmin('PUT', 'office-hours/nowhere', { body: DAY })).body.code).toBe('unit-not-found');
  });

  it.each([
    ['end before they begin', { ...DAY, intervals: [{ from: '12:00', to: '09:00' }] }],
    ['overlap', { ...DAY, intervals: [...DAY.intervals, { from: '11:00', to: '13:00' }] }],
    ['go on after the day has ended', { ...DAY, dayEnd: '10:00' }],
  ])('are refused when they %s', async (_how, body) => {
    expect((await asAdmin('PUT', 'office-hours/water', { body })).status).toBe(400);
  });

  it('that became others are told to open tickets once every process knows them, and dates move no earlier', async () => {
    const [one, other] = [await atWork(), await atWork()];
    expect(await keepCalendar()).toBeNull();
    await asAdmin('PUT', 'office-hours/water', { body: { ...DAY, dayEnd: '23:00' } });
    // Another process may date by the old hours still.
    expect(await keepCalendar()).toBeNull();
    world.later(10_000);
    expect(await keepCalendar()).toEqual({ told: 2, skipped: 0 });
    expect(await keepCalendar()).toBeNull();
    for (const { id, due } of [one, other]) {
      expect(due).toContain('T18:00');
      expect(await dueOf(id)).toContain('T23:00');
    }
    await asAdmin('DELETE', 'office-hours/water', { ifMatch: '*' });
    world.later(10_000);
    await keepCalendar();
    expect(await dueOf(one.id)).toContain('T23:00');
  });

  it('that became others while a ticket has no workflow leave it to the comparison of the stores', async () => {
    const { id } = await atWork();
    world.gateway.lose(id);
    await asAdmin('PUT', 'office-hours/water', { body: DAY });
    world.later(10_000);
    expect(await keepCalendar()).toEqual({ told: 0, skipped: 1 });
  });
});

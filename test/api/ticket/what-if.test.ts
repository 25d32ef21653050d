import type { z } from 'zod';
import type { WhatIfAnswerSchema } from '../../../contracts/explanation.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

type WhatIfAnswer = z.output<typeof WhatIfAnswerSchema>;

const ASK = { reason: '等配件', basis: '办法' };
const handler = (): string => world.key('handler', 'water');

async function inProgress(): Promise<string> {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'), { classCode: '010102' });
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  expect((await world.act(id, 'acknowledge', handler())).status).toBe(200);
  return id;
}

async function ask(id: string, body: object): Promise<Reply & { answer: WhatIfAnswer }> {
  const reply = await world.send('POST', `/api/v1/tickets/${id}/explain`, world.key('supervisor'), { body });
  return { ...reply, answer: reply.body as unknown as WhatIfAnswer };
}

describe('what-if', () => {
  it('tells the date that the grant then gives, and does nothing', async () => {
    const id = await inProgress();
    const before = await world.row(id);
    const { status, answer } = await ask(id, { extension: { workingDays: 3 } });
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      clock: 'handle.1',
      allowed: true,
      refusal: null,
      decidedBy: ['dutyManager', 'director'],
    });
    expect(answer.before.steps).toHaveLength(1);
    expect(answer.after.steps.map(({ kind }) => kind)).toEqual(['started', 'extended']);
    expect(answer.moved.map(({ clock }) => clock)).toEqual(['handle.1', 'citizen.1']);
    expect(answer.rungs.map(({ rung }) => rung)).toContain('overdue');
    expect(await world.row(id)).toEqual(before);

    await world.act(id, 'requestExtension', handler(), { workingDays: 3, ...ASK });
    await world.act(id, 'decide', world.key('dutyManager'), { request: 1, grant: true, reason: '属实' });
    const real = await world.get(`/api/v1/tickets/${id}/explain`, world.key('supervisor'));
    expect(real.body.dueAt).toBe(answer.after.dueAt);
    const rungs = (real.body as unknown as WhatIfAnswer['after']).rungs;
    expect(rungs).toEqual(answer.after.rungs);
  });

  it('tells what the pack does not allow, with the reason and the date', async () => {
    const id = await inProgress();
    const { answer } = await ask(id, { extension: { workingDays: 30 }, clock: 'citizen' });
    expect(answer).toMatchObject({ clock: 'citizen.1', allowed: false, refusal: { code: 'extension-limit' } });
    expect(answer.after.dueAt > answer.before.dueAt).toBe(true);
  });

  it('takes a suspension, days of the calendar, or a whole year', async () => {
    const id = await inProgress();
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString();
    const suspension = await ask(id, { suspension: { until } });
    expect(suspension.answer).toMatchObject({ allowed: true, decidedBy: ['supervisor'] });
    expect(suspension.answer.after.steps.map(({ kind }) => kind)).toEqual(['started', 'suspended', 'resumed']);

    const due = suspension.answer.before.dueAt.slice(0, 10);
    const calendar = await ask(id, { calendar: { days: [{ date: due, kind: 'off' }] } });
    expect(calendar.answer).toMatchObject({ allowed: true, decidedBy: ['administrator'] });
    expect(calendar.answer.after).toMatchObject({ calendarVersion: 'proposed' });
    expect(calendar.answer.after.dueAt > calendar.answer.before.dueAt).toBe(true);

    const year = (await world.get(`/api/v1/calendar/${due.slice(0, 4)}`, world.key('supervisor'))).body as unknown as {
      daysOff: string[];
    };
    const whole = await ask(id, { calendarYear: { ...year, daysOff: [...year.daysOff, due] } });
    expect(whole.answer.after.dueAt).toBe(calendar.answer.after.dueAt);
  });

  it.each([
    [{}, ''],
    [{ extension: { workingDays: 1 }, suspension: { until: '2030-01-01T00:00:00Z' } }, ''],
    [{ extension: { workingDays: 0 } }, '/extension/workingDays'],
    [{ suspension: { until: '2020-01-01T00:00:00Z' } }, '/suspension/until'],
    [{ suspension: { until: '9999-01-01T00:00:00Z' } }, '/suspension/until'],
    [{ suspension: { from: '2020-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z' } }, '/suspension/from'],
    [{ calendar: { days: [{ date: '2027-02-30', kind: 'off' }] } }, '/calendar/days/0/date'],
    [{ calendar: { days: [1, 2].map(() => ({ date: '2027-02-03', kind: 'off' })) } }, '/calendar/days'],
    [
      { calendarYear: { year: 2027, status: 'official', source: 'x', daysOff: ['2026-01-01'], makeUpDays: [] } },
      '/calendarYear',
    ],
  ])('refuses %j, pointing at what is wrong', async (body, pointer) => {
    const { id } = (await world.register()).body;
    const reply = await ask(id, body);
    expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    expect(reply.body.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it('knows no ticket that its caller does not, and no clock that the ticket does not have', async () => {
    const id = await inProgress();
    const body = { extension: { workingDays: 1 } };
    const path = `/api/v1/tickets/${id}/explain`;
    expect((await world.send('POST', path, world.key('handler', 'housing'), { body })).status).toBe(404);
    expect((await ask(id, { ...body, clock: 'judge' })).body.code).toBe('clock-not-found');
  });
});

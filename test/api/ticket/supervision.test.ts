import type { LiveTicketBody } from '../../../contracts/live-ticket.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface AuditedEvent {
  readonly type: string;
  readonly actor: { readonly role: string; readonly id: string };
  readonly data: Record<string, unknown>;
  readonly text: Record<string, unknown>;
  readonly changes: Record<string, { before: unknown; after: unknown }> | null;
}

const ASK = { reason: '等配件', basis: '办法' };
const REPLY = { facts: '已碎', basis: '条例', measures: '更换', contacted: '电话', text: '已更换' };
const handler = (): string => world.key('handler', 'water');

async function inProgress(): Promise<string> {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'), { classCode: '010102' });
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  expect((await world.act(id, 'acknowledge', handler())).status).toBe(200);
  return id;
}

async function live(id: string, role: Role = 'supervisor', which?: string): Promise<LiveTicketBody> {
  const reply = await world.get(`/api/v1/tickets/${id}/live`, world.key(role, which ?? 0));
  expect(reply.status).toBe(200);
  return reply.body as unknown as LiveTicketBody;
}

async function events(id: string): Promise<AuditedEvent[]> {
  const { body } = await world.get(`/api/v1/tickets/${id}/events`, world.key('auditor'));
  return body.items as unknown as AuditedEvent[];
}

async function last(id: string, type: string): Promise<AuditedEvent> {
  const event = (await events(id)).findLast((one) => one.type === type);
  if (!event) throw new Error(`There is no event ${type}.`);
  return event;
}

describe('a live ticket', () => {
  it('says who must act, why it waits, what is left, whom the next rung reaches, and who may do what', async () => {
    const id = await inProgress();
    const told = await live(id);
    expect(told).toMatchObject({ source: 'workflow', ageSeconds: null, state: 'inProgress' });
    expect(told.waiting.for).toEqual({ role: 'handler', unit: 'water' });
    expect(told.waiting.since).toBe(told.stateSince);
    expect(told.waiting.sentence.zh).toMatch(/^等待.+先行联系市民，期限 .+，并答复，期限 .+。$/);
    expect(told.waiting.sentence.en).toMatch(/must contact the citizen by .+, and reply by .+\.$/);
    const handle = told.clocks.find((clock) => clock.id === 'handle.1');
    expect(handle).toMatchObject({
      state: 'running',
      remaining: { unit: 'working', late: false },
      next: { rung: 'blue50', effect: 'remind', addressee: 'handler', unit: 'water', dutyDesk: false },
    });
    expect(handle?.remaining?.minutes).toBeGreaterThan(4 * 7 * 60);
    expect(told.clocks.find((clock) => clock.id === 'accept.1')).toMatchObject({ remaining: null, next: null });
    expect(told.roles.handler).toContain('reply');
    expect(told.roles.supervisor).toEqual(expect.arrayContaining(['urge', 'supervise']));
    expect(told.roles.citizen).toEqual(['withdraw', 'attach']);
    expect(told.roles.auditor).toEqual([]);
    expect(told.commandsDone?.map(({ command, actor, state }) => [command, actor.role, state])).toEqual([
      ['accept', 'operator', 'pendingDispatch'],
      ['dispatch', 'dispatcher', 'dispatched'],
      ['acknowledge', 'handler', 'inProgress'],
    ]);
    expect(told.commandsDone?.at(-1)?.version).toBe(told.version);
    expect(told.policy.code).toBe('default');
  });

  it('shows where the next rung goes when it leaves the unit', async () => {
    const id = await inProgress();
    const due = (await live(id)).clocks.find((clock) => clock.key === 'handle')?.dueAt ?? '';
    await world.gateway.passTime(id, new Date(due).toISOString());
    const next = (await live(id)).clocks.find((clock) => clock.key === 'handle')?.next;
    expect(next).toMatchObject({ effect: 'raise', level: 2, addressee: 'unitDeputyHead', unit: 'water' });
    await world.gateway.passTime(id, new Date(next?.at ?? '').toISOString());
    const later = (await live(id)).clocks.find((clock) => clock.key === 'handle')?.next;
    const { units } = await world.reference.current();
    expect(later).toMatchObject({ level: 3, addressee: 'superiorHead', unit: units.get('water')?.parent });
  });

  it('links administrators to its run, and nobody else', async () => {
    const id = await inProgress();
    expect((await live(id, 'administrator')).temporal).toEqual({
      workflowId: `ticket-${id}`,
      runId: `run-of-${id}`,
      url: `https://temporal.example.org/namespaces/default/workflows/ticket-${id}/run-of-${id}/history`,
    });
    for (const role of ['supervisor', 'director', 'auditor'] as const) {
      expect((await live(id, role)).temporal).toBeUndefined();
    }
    world.gateway.mood = 'away';
    const stale = await live(id, 'administrator').finally(() => {
      world.gateway.mood = 'well';
    });
    expect(stale.temporal?.url).toBe(`https://temporal.example.org/namespaces/default/workflows/ticket-${id}`);
  });

  it('answers from the projection while the engine is away or busy, and says so', async () => {
    const id = await inProgress();
    const fresh = await live(id);
    for (const mood of ['away', 'busy'] as const) {
      world.gateway.mood = mood;
      const stale = await live(id).finally(() => {
        world.gateway.mood = 'well';
      });
      expect(stale).toMatchObject({ source: 'projection', version: fresh.version, commandsDone: null });
      expect(stale.ageSeconds).toBeGreaterThanOrEqual(0);
      expect(stale.waiting).toEqual(fresh.waiting);
      expect(stale.roles).toEqual(fresh.roles);
    }
  });

  it('answers for closed and ended tickets, and says how they ended', async () => {
    const declined = (await world.register()).body.id;
    await world.act(declined, 'decline', world.key('operator'), { code: 'noFact', reason: '查无此事' });
    const closed = await live(declined);
    expect(closed).toMatchObject({ state: 'closed', source: 'workflow', waiting: { for: null } });
    expect(closed.waiting.sentence.zh).toMatch(/^已办结（不予受理），.+ 前可复核，之后自动归档。$/);
    expect(closed.roles.reviewer).toContain('reopen');
    const withdrawn = (await world.register()).body.id;
    await world.act(withdrawn, 'withdraw', world.key('operator'), { reason: '不办了' });
    expect((await live(withdrawn)).waiting).toMatchObject({ for: null, sentence: { zh: '市民已撤诉。' } });
  });

  it('keeps from another unit even that there is such a ticket', async () => {
    const id = await inProgress();
    expect((await world.get(`/api/v1/tickets/${id}/live`, world.key('handler', 'housing'))).status).toBe(404);
  });
});

describe('urging by HTTP', () => {
  it('is done once under its key', async () => {
    const id = await inProgress();
    const urge = () => world.act(id, 'urge', world.key('supervisor'), { reason: '市民很急' }, { key: `urge-${id}` });
    const [first, second] = [await urge(), await urge()];
    expect([first.status, first.body.level, second.status, second.text]).toEqual([200, 1, 200, first.text]);
    expect((await events(id)).filter(({ type }) => type === 'urged')).toHaveLength(1);
  });

  it('is not for units', async () => {
    const id = await inProgress();
    const refused = await world.act(id, 'urge', handler(), { reason: '快' });
    expect([refused.status, refused.body.code]).toEqual([403, 'actor-not-allowed']);
  });
});

describe('a decision by HTTP', () => {
  it('is for another role than the asker, and the second extension for the director', async () => {
    const id = await inProgress();
    const decide = (role: Role, request: number) =>
      world.act(id, 'decide', world.key(role, role === 'handler' ? 'water' : 0), {
        request,
        grant: true,
        reason: '可',
      });
    await world.act(id, 'requestExtension', handler(), { workingDays: 2, ...ASK });
    expect((await decide('handler', 1)).body.code).toBe('actor-not-allowed');
    expect((await decide('supervisor', 1)).body.code).toBe('actor-not-allowed');
    expect((await decide('dutyManager', 1)).status).toBe(200);
    await world.act(id, 'requestExtension', handler(), { workingDays: 2, ...ASK });
    expect((await live(id)).waiting).toMatchObject({ for: { role: 'director', unit: null } });
    expect((await decide('dutyManager', 2)).body.code).toBe('actor-not-allowed');
    expect((await decide('director', 2)).status).toBe(200);
  });
});

describe('the audit trail', () => {
  it('tells of each step who, why, and what was before and after', async () => {
    const id = await inProgress();
    expect(await last(id, 'dispatched')).toMatchObject({
      actor: { role: 'dispatcher' },
      text: { reason: '属地' },
      changes: {
        state: { before: 'pendingDispatch', after: 'dispatched' },
        lead: { before: null, after: 'water' },
        unitDueAt: { before: null, after: expect.stringMatching(/\+08:00$/) as string },
      },
    });

    const before = (await live(id)).unitDueAt;
    await world.act(id, 'requestExtension', handler(), { workingDays: 2, ...ASK });
    await world.act(id, 'decide', world.key('dutyManager'), { request: 1, grant: true, reason: '属实' });
    const after = (await live(id)).unitDueAt;
    expect(after).not.toBe(before);
    const granted = await last(id, 'extensionGranted');
    expect(granted).toMatchObject({ actor: { role: 'dutyManager' }, text: { reason: '属实' } });
    expect(granted.changes?.['unitDueAt']).toEqual({ before, after });
    expect(granted.changes?.['citizenDueAt']).toBeDefined();

    await world.act(id, 'urge', world.key('dispatcher'), { reason: '第二次来电' });
    expect(await last(id, 'urged')).toMatchObject({
      actor: { role: 'dispatcher' },
      text: { reason: '第二次来电' },
      data: { addressee: 'unitLiaison', raised: true },
      changes: { level: { before: 0, after: 1 } },
    });

    await world.act(id, 'supervise', world.key('director'), { level: 3, demand: '书面说明' });
    expect(await last(id, 'supervised')).toMatchObject({
      actor: { role: 'director' },
      text: { demand: '书面说明' },
      changes: { level: { before: 1, after: 3 } },
    });
    const assessed = await world.act(id, 'answerSupervision', handler(), { supervision: 1, text: '已整改' });
    expect(assessed.status).toBe(200);
    expect(await last(id, 'supervisionAnswered')).toMatchObject({ text: { text: '已整改' }, changes: null });
  });

  it('tells the same of what the clock does', async () => {
    const id = await inProgress();
    const due = (await live(id)).unitDueAt ?? '';
    await world.gateway.passTime(id, new Date(Date.parse(due)).toISOString());
    const overdue = (await events(id)).find(({ type, data }) => type === 'overdue' && data['clock'] === 'handle.1');
    expect(overdue).toMatchObject({
      actor: { id: 'clock', role: 'clock' },
      changes: { overdue: { before: false, after: true } },
    });
    expect(await live(id)).toMatchObject({ overdue: true });
    await world.act(id, 'reply', handler(), REPLY);
    expect(await last(id, 'replied')).toMatchObject({ changes: { state: { before: 'inProgress', after: 'replied' } } });
  });
});

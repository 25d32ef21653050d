import type { TicketState } from '../../../domain/ticket/ticket.js';
import { createProjection } from '../../../storage/ticket/projection.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface Approvals {
  readonly items: {
    readonly request: { id: string; kind: string; amount: number | null; grantedBefore: number; title: { zh: string } };
    readonly decision: { dueAt: string; late: boolean; remainingMinutes: number; words: { zh: string } } | null;
    readonly ticket: { id: string; allowedActions: string[] };
    readonly decide: string;
    readonly whatIf: string;
  }[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly byKind: Record<string, number>;
}

const BECAUSE = { reason: '情况复杂' };
const EXTENSION = { workingDays: 2, basis: '办理办法', ...BECAUSE };

/** A ticket in the hands of the housing bureau. */
async function inProgress(): Promise<string> {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'housing', ...BECAUSE });
  await world.act(id, 'acknowledge', world.key('handler', 'housing'));
  return id;
}

const ask = (id: string, command: string, body: object): Promise<unknown> =>
  world.act(id, command, world.key('handler', 'housing'), body).then(({ status, text }) => {
    if (status !== 200) throw new Error(text);
  });

async function approvals(key: string, query = ''): Promise<Approvals> {
  const reply = await world.get(`/api/v1/approvals${query}`, key);
  expect(reply.status).toBe(200);
  return reply.body as unknown as Approvals;
}

describe('the approvals of a caller', () => {
  const made: string[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 3; n += 1) {
      const id = await inProgress();
      await ask(id, 'requestExtension', EXTENSION);
      made.push(id);
    }
    await ask(await inProgress(), 'requestTermination', BECAUSE);
  });

  it('are what its role decides, longest waiting first, page by page', async () => {
    const key = world.key('dutyManager');
    const first = await approvals(key, '?limit=2');
    const second = await approvals(key, `?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([...first.items, ...second.items].map(({ ticket }) => ticket.id)).toEqual(made);
    expect([second.nextCursor, first.total, first.byKind]).toEqual([null, 3, { extension: 3 }]);
    expect((await approvals(world.key('supervisor'))).byKind).toEqual({ termination: 1 });
    expect(await approvals(world.key('handler', 'housing'))).toMatchObject({ items: [], total: 0, byKind: {} });
    expect((await approvals(world.key('director'), '?kind=termination')).items).toEqual([]);
  });

  it('say what is asked, how long there is to decide, and where to decide it', async () => {
    const [first] = (await approvals(world.key('dutyManager'))).items;
    expect(first?.request).toMatchObject({
      id: '1',
      kind: 'extension',
      amount: 2,
      grantedBefore: 0,
      title: { zh: '延期' },
    });
    expect(first?.decision).toMatchObject({ late: false });
    expect(first?.decision?.remainingMinutes).toBeGreaterThan(0);
    expect(first?.decision?.words.zh).toMatch(/^剩/);
    expect(first?.ticket.allowedActions).toContain('decide');
    expect(first?.whatIf).toBe(`/api/v1/tickets/${made[0] ?? ''}/explain`);
    const decided = await world.send('POST', first?.decide ?? '', world.key('dutyManager'), {
      body: { request: first?.request.id, grant: true, ...BECAUSE },
      ifMatch: '*',
    });
    expect(decided.status).toBe(200);
    expect((await approvals(world.key('dutyManager'))).total).toBe(2);
  });

  it('go to the second level once the first has granted', async () => {
    const [id = ''] = made;
    await ask(id, 'requestExtension', { ...EXTENSION, workingDays: 1 });
    const ofDirector = await approvals(world.key('director'));
    expect(ofDirector.items.find(({ ticket }) => ticket.id === id)?.request.grantedBefore).toBe(1);
    expect((await approvals(world.key('dutyManager'))).items.map(({ ticket }) => ticket.id)).not.toContain(id);
  });

  it('leave out what the caller has asked for', async () => {
    const key = world.key('director');
    const director = (await world.get('/api/v1/me', key)).body;
    const [, id = ''] = made;
    const ticket = world.gateway.ticket(id) as TicketState;
    const by = { id: director.id, role: 'director' as const, unit: null };
    const own = {
      ...ticket,
      turn: (ticket.turn ?? 0) + 1,
      requests: ticket.requests.map((request) => ({ ...request, by })),
    };
    const before = await approvals(key);
    await createProjection(world.database.pool).write(own, [], [], ticket.registeredAt);
    const after = await approvals(key);
    expect([before, after].map(({ items }) => items.some((one) => one.ticket.id === id))).toEqual([true, false]);
    expect(after.total).toBe(before.total - 1);
  });
});

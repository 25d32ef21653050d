import type { WorklistItem } from '../../../contracts/worklist.js';
import { owedBy, type WorklistKind } from '../../../domain/ticket/worklist.js';
import { can, type PlacedActor } from '../../../domain/ticket/permissions.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
const ids: string[] = [];

interface Worklist {
  readonly items: readonly WorklistItem[];
  readonly nextCursor: string | null;
  readonly counts: Readonly<Partial<Record<WorklistKind, { total: number; overdue: number }>>>;
}
const worklistOf = ({ body }: Reply): Worklist => body as unknown as Worklist;
const read = async (key: string, query = ''): Promise<Worklist> => {
  const reply = await world.get(`/api/v1/inbox${query}`, key);
  expect([reply.status, reply.body.detail]).toEqual([200, undefined]);
  return worklistOf(reply);
};
const REPLY = { facts: 'x', basis: 'x', measures: 'x', contacted: 'x', text: 'x' };

/** One ticket, and what is done with it: command, who, body. */
async function life(...steps: readonly [command: string, key: string, body?: object][]): Promise<string> {
  const { body } = await world.register();
  ids.push(body.id);
  for (const [command, key, said] of steps) {
    const reply = await world.act(body.id, command, key, said ?? {});
    expect([command, reply.status, reply.body.detail]).toEqual([command, 200, undefined]);
  }
  return body.id;
}

beforeAll(async () => {
  world = await createApiWorld();
  const handler = (unit: string): string => world.key('handler', unit);
  const accept = (urgency: string): [string, string, object] => ['accept', world.key('operator'), { urgency }];
  const dispatch = (unit: string, coUnits: string[] = []): [string, string, object] => [
    'dispatch',
    world.key('dispatcher'),
    { unit, coUnits, reason: 'x' },
  ];
  const water = handler('water');
  const granted: [string, string, object] = [
    'decide',
    world.key('supervisor'),
    { request: 1, grant: true, reason: 'x' },
  ];
  const until = new Date(Date.now() + 20 * 86_400_000).toISOString();
  await life();
  await life(accept('P2'));
  await life(accept('P1'), dispatch('water'));
  await life(accept('P2'), dispatch('water'), ['acknowledge', water]);
  await life(accept('P2'), dispatch('water'), ['acknowledge', water], ['recordContact', water, { note: 'x' }]);
  await life(accept('P2'), dispatch('housing', ['water']), ['acknowledge', handler('housing')]);
  await life(
    accept('P2'),
    dispatch('water'),
    ['acknowledge', water],
    ['supervise', world.key('supervisor'), { demand: 'x' }],
  );
  await life(
    accept('P2'),
    dispatch('water'),
    ['acknowledge', water],
    ['requestSuspension', water, { reason: 'x', until }],
    granted,
  );
  await life(accept('P2'), dispatch('water'), ['acknowledge', water], ['requestTermination', water, { reason: 'x' }]);
  await life(accept('P2'), dispatch('water'), ['acknowledge', water], ['reply', water, REPLY]);
  await life(
    accept('P2'),
    dispatch('water'),
    ['acknowledge', water],
    ['reply', water, REPLY],
    ['reviewReply', world.key('reviewer'), { accept: true }],
  );
  await life(accept('P2'), dispatch('east-tinglan'));
  await life(accept('P1'), dispatch('east-tinglan'), ['acknowledge', handler('east-tinglan')]);
});
afterAll(() => world.close());

/** What the tickets themselves say that an actor owes. */
async function owed(actor: PlacedActor): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(owedBy(actor.role as Role).map(({ kind }) => [kind, 0]));
  const { units } = await world.reference.current();
  for (const id of ids) {
    const ticket = world.gateway.ticket(id) as TicketState;
    if (!can(actor, 'read', ticket)) continue;
    for (const { kind, clock: key, owner } of owedBy(actor.role as Role)) {
      const running = ticket.clocks.filter(
        (clock) => clock.key === key && (clock.state === 'running' || clock.state === 'paused'),
      );
      const mine = running.filter(({ ref }) => {
        if (owner === 'role') return true;
        const unit = owner === 'lead' ? ticket.lead?.id : ticket.tasks.find((task) => task.id === ref)?.unit;
        return units.get(unit ?? '')?.path.includes(actor.unit ?? '-') === true;
      });
      counts[kind] = (counts[kind] ?? 0) + mine.length;
    }
  }
  return counts;
}

const totals = ({ counts }: Worklist): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).map(([kind, { total }]) => [kind, total]));

describe('the worklist', () => {
  it.each(['water', 'housing', 'district-east', 'east-tinglan', 'transport'])(
    'of the unit %s holds what its tickets say, line by line and counted',
    async (unit) => {
      const { units } = await world.reference.current();
      const actor = { id: 'x', role: 'handler' as const, unit, unitPath: units.get(unit)?.path ?? [] };
      const worklist = await read(world.key('handler', unit));
      expect(totals(worklist)).toEqual(await owed(actor));
      const lines: Record<string, number> = Object.fromEntries(Object.keys(worklist.counts).map((kind) => [kind, 0]));
      for (const { kind } of worklist.items) lines[kind] = (lines[kind] ?? 0) + 1;
      expect(lines).toEqual(totals(worklist));
    },
  );

  it('of a unit is what was made for it here', async () => {
    expect(totals(await read(world.key('handler', 'water')))).toEqual({
      toAcknowledge: 1,
      toContact: 5,
      toReply: 6,
      toReportIn: 0,
      toAnswerTask: 1,
      toAnswerSupervision: 1,
    });
    expect(totals(await read(world.key('handler', 'district-east')))).toMatchObject({ toAcknowledge: 1, toReply: 2 });
    expect(totals(await read(world.key('handler', 'transport')))).toMatchObject({ toAcknowledge: 0, toReply: 0 });
  });

  it('of the hotline holds what waits for the role', async () => {
    const of = async (role: Role): Promise<Record<string, number>> => totals(await read(world.key(role)));
    expect(await of('operator')).toEqual({ toAccept: 1 });
    expect(await of('dispatcher')).toEqual({ toDispatch: 1, toDecide: 0 });
    expect(await of('supervisor')).toEqual({ toDecide: 1 });
    expect(await of('reviewer')).toEqual({ toReview: 1, toJudge: 0, toDecide: 0 });
    expect(await of('callbackAgent')).toEqual({ toCallBack: 1 });
    expect(await of('dutyManager')).toEqual({ toDecide: 0, toAdjudicate: 0 });
    expect(await of('auditor')).toEqual({});
  });

  it('comes soonest first, what is paused last, page by page and each line once', async () => {
    const key = world.key('handler', 'water');
    const whole = await read(key);
    const due = whole.items.filter(({ paused }) => !paused).map(({ dueAt }) => dueAt);
    expect(due).toEqual([...due].sort());
    const firstPaused = whole.items.findIndex(({ paused }) => paused);
    expect(whole.items.slice(firstPaused).every(({ paused }) => paused)).toBe(true);
    expect(whole.items[firstPaused]).toMatchObject({ state: 'suspended', overdue: false });
    const seen: WorklistItem[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Worklist = await read(key, `?limit=4${cursor && `&cursor=${cursor}`}`);
      expect(page.counts).toEqual(whole.counts);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    const named = (items: readonly WorklistItem[]): string[] => items.map(({ id, clock }) => `${id} ${clock.id}`);
    expect(named(seen)).toEqual(named(whole.items));
  });

  it('says what is left in words and in minutes, and what may be done', async () => {
    const { items } = await read(world.key('handler', 'water'), '?kind=toReply');
    const [line] = items.filter(({ paused, urgency }) => !paused && urgency === 'P2');
    expect(line?.remaining.unit).toBe('working');
    expect(line?.remaining.minutes).toBeGreaterThan(0);
    expect(line?.remaining.words.zh).toMatch(/^剩 \d+ 个工作日/);
    expect(line?.remaining.words.en).toMatch(/^\d+ working days?.* left$/);
    expect(line).toMatchObject({ title: '小区井盖破损', unit: { id: 'water' }, clock: { key: 'handle', ref: null } });
    const acted = items.find(({ state }) => state === 'inProgress');
    expect(acted?.allowedActions).toContain('reply');
    const ticket = await world.get(`/api/v1/tickets/${acted?.id ?? ''}`, world.key('handler', 'water'));
    expect(ticket.body.version).toBe(acted?.version);
  });

  it('is filtered, and counts what the filters leave', async () => {
    const key = world.key('handler', 'water');
    const urgent = await read(key, '?urgency=P1');
    expect(new Set(urgent.items.map(({ urgency }) => urgency))).toEqual(new Set(['P1']));
    expect(totals(urgent)).toMatchObject({ toAcknowledge: 1, toAnswerTask: 0 });
    const tasks = await read(key, '?kind=toAnswerTask&kind=toAnswerSupervision');
    expect(tasks.items.map(({ kind }) => kind).sort()).toEqual(['toAnswerSupervision', 'toAnswerTask']);
    expect(totals(tasks)).toMatchObject({ toReply: 6 });
    expect((await read(key, '?overdue=true')).items).toEqual([]);
    const late = new Date(Date.now() + 365 * 86_400_000);
    const clock = clockAt(late);
    try {
      const all = await read(key, '?overdue=true&limit=100');
      expect(all.items.length).toBeGreaterThan(8);
      expect(all.items.every(({ overdue, remaining }) => overdue && remaining.minutes < 0 && remaining.late)).toBe(
        true,
      );
      expect(all.counts.toReply).toEqual({ total: 5, overdue: 5 });
    } finally {
      clock.back();
    }
    for (const query of ['kind=toSleep', 'level=6', 'limit=101', 'colour=red', 'dueTo=soon']) {
      expect((await world.get(`/api/v1/inbox?${query}`, key)).status).toBe(400);
    }
  });

  it('is filtered by the unit that leads, with those below it, and by the class, with those below it', async () => {
    const { body } = await world.register({ classCode: '030102' });
    const { body: other } = await world.register({ classCode: '010102' });
    ids.push(body.id, other.id);
    const operator = world.key('operator');
    const found = async (key: string, query: string): Promise<[string[], number]> => {
      const { items, counts } = await read(key, query);
      return [items.map(({ id }) => id), Object.values(counts).reduce((sum, { total }) => sum + total, 0)];
    };
    expect(await found(operator, '?class=03')).toEqual([[body.id], 1]);
    expect(await found(operator, '?class=030102&class=01')).toMatchObject([{ length: 2 }, 2]);
    // Nobody leads yet what the hotline has not accepted.
    expect(await found(operator, '?unit=water')).toEqual([[], 0]);
    const agent = world.key('callbackAgent');
    expect(await found(agent, '?unit=water')).toEqual(await found(agent, ''));
    expect(await found(agent, '?unit=district-east')).toEqual([[], 0]);

    const water = world.key('handler', 'water');
    const helped = await read(water, '?unit=housing');
    expect(helped.items.map(({ kind, unit }) => [kind, unit?.id])).toEqual([['toAnswerTask', 'water']]);
    expect(totals(helped)).toMatchObject({ toAnswerTask: 1, toReply: 0 });
    const east = world.key('handler', 'district-east');
    expect(await found(east, '?unit=district-east')).toEqual(await found(east, ''));
    expect(await found(east, '?unit=east-tinglan&kind=toReply')).toMatchObject([{ length: 2 }, expect.any(Number)]);
    expect(await found(world.key('handler', 'transport'), '?unit=water')).toEqual([[], 0]);
    for (const query of ['unit=nowhere', 'class=99']) {
      const reply = await world.get(`/api/v1/inbox?${query}`, water);
      expect([reply.status, reply.body.errors]).toMatchObject([
        400,
        [{ pointer: `?${query.split('=')[0]}`, code: 'unknown-value' }],
      ]);
    }
  });

  it('starts nowhere but where a page has ended', async () => {
    const key = world.key('handler', 'water');
    const cursor = (await read(key, '?limit=1')).nextCursor ?? '';
    const list = (await world.get('/api/v1/tickets?limit=1', key)).body.nextCursor ?? 'x';
    for (const forged of [`${cursor}x`, 'x', cursor.split('.')[0] ?? '', list]) {
      const reply = await world.get(`/api/v1/inbox?cursor=${forged}`, key);
      expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    }
  });
});

/** Lets the API believe that it is later. */
function clockAt(later: Date): { back: () => void } {
  const services = world.services as { now: () => Date };
  const { now } = services;
  services.now = () => later;
  return { back: () => void (services.now = now) };
}

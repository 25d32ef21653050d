import { reconcileTickets, type Finding, type ReconcileDeps } from '../../../activities/reconcile/reconcile-tickets.js';
import type { Looked } from '../../../activities/reconcile/ticket-differences.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { chinaTime } from '../../../domain/calendar/china-time.js';
import { STATE_KIND } from '../../../domain/ticket/vocabulary.js';
import { createProjection } from '../../../storage/ticket/projection.js';
import { createReconcileStore } from '../../../storage/reconcile/reconcile-store.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { attempt, show } from '../../support/attempts.js';
import { eventually } from '../../support/eventually.js';
import { walkAtRandom } from '../../support/random-walks.js';
import { actor } from '../../support/tickets.js';

let world: ApiWorld;
let ids: string[];
/** What the engine says instead of what it knows, by ticket. */
const lies = new Map<string, Looked>();
const woken: string[] = [];
const started: string[] = [];
const restarted: string[] = [];
const revised: [string, string][] = [];
let betweenLooks: () => Promise<unknown> = () => Promise.resolve();

beforeAll(async () => {
  world = await createApiWorld();
  ids = await walkAtRandom(world, 12, 12);
});
afterAll(() => world.close());
beforeEach(() => {
  lies.clear();
  woken.length = 0;
  started.length = 0;
  restarted.length = 0;
  revised.length = 0;
  betweenLooks = () => Promise.resolve();
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query<Record<string, unknown>>(text, values);

function known(id: string): TicketState {
  const ticket = world.gateway.ticket(id);
  if (!ticket) throw new Error(`no ticket ${id}`);
  return ticket;
}

function deps(): ReconcileDeps {
  const { pool } = world.database;
  return {
    store: { ...createReconcileStore(pool), markStarted: world.services.store.markStarted },
    engine: {
      look: (id) => {
        woken.push(id);
        return Promise.resolve(lies.get(id) ?? { is: 'well', state: known(id) });
      },
      endOf: (id) => {
        const { state, version } = known(id);
        return Promise.resolve(STATE_KIND[state] === 'end' && !lies.has(id) ? { state, version } : null);
      },
      start: (ticket) => Promise.resolve(void started.push(ticket.id)),
      restart: (ticket) => Promise.resolve(void restarted.push(ticket.id)),
      revise: (id, version) => Promise.resolve(void revised.push([id, version])),
    },
    reference: world.reference,
    pause: () => betweenLooks(),
    clock: () => Date.now() + 120_000,
  };
}

async function found(options: { repair: boolean; restartLost?: boolean } = { repair: false }): Promise<Finding[]> {
  const { findings } = await reconcileTickets(deps(), { sinceMinutes: 60, limit: 100, rotate: null }, options);
  return [...findings];
}

/** Says what is found, repairs it, and says what is left. */
async function repaired(): Promise<{ kinds: string[]; left: string[] }> {
  const before = await found({ repair: true });
  return {
    kinds: before.map(({ kind, repaired: mended }) => `${kind}${mended ? ', repaired' : ''}`),
    left: (await found()).map(({ kind }) => kind),
  };
}

describe('Reconciling the two stores', () => {
  it('finds nothing where nothing differs, whatever the tickets went through', async () => {
    const { looked, findings, unanswered } = await reconcileTickets(deps(), 'all', { repair: false });
    expect([findings, unanswered]).toEqual([[], 0]);
    expect(looked).toBeGreaterThan(5);
  });

  it('writes a row anew that shows an older version than the workflow has', async () => {
    const id = ids[0] ?? '';
    const before = (await sql('SELECT * FROM ticket WHERE id = $1', [id])).rows;
    await sql(`UPDATE ticket SET version = 1, state = 'registered', lead_unit = NULL, snapshot = '{}' WHERE id = $1`, [
      id,
    ]);
    expect(await repaired()).toEqual({ kinds: ['behind, repaired'], left: [] });
    expect((await sql('SELECT * FROM ticket WHERE id = $1', [id])).rows).toEqual(before);
  });

  it('writes a row anew that shows something else at the same version, and names the columns', async () => {
    const id = ids[1] ?? '';
    await sql(
      `UPDATE ticket SET level = 4, lead_path = '{x}', snapshot = snapshot::jsonb || '{"level": 4}' WHERE id = $1`,
      [id],
    );
    expect((await found()).map(({ says }) => says)).toEqual(['shows other lead_path, level, snapshot']);
    expect(await repaired()).toEqual({ kinds: ['row-differs, repaired'], left: [] });
  });

  it('writes clocks anew that are missing, differ, or should not be there', async () => {
    const id = ids[2] ?? '';
    await sql(`DELETE FROM ticket_clock WHERE ticket_id = $1 AND id = 'accept.1'`, [id]);
    await sql(
      `INSERT INTO ticket_clock (ticket_id, id, key, state, round, started_at, due_at, provisional)
       VALUES ($1, 'judge.9', 'judge', 'running', 1, now(), now(), false)`,
      [id],
    );
    await sql(`UPDATE ticket_clock SET unit_id = 'nobody' WHERE ticket_id = $1`, [ids[3]]);
    expect(await repaired()).toEqual({ kinds: ['clocks-differ, repaired', 'clocks-differ, repaired'], left: [] });
  });

  /** A step that is in the rows and their feed, and not in the workflow: the task that decided it was lost. */
  async function shownAndLost(id: string): Promise<{ before: Record<string, unknown>[]; event: string }> {
    const state = known(id);
    const clocks = await sql('SELECT * FROM ticket_clock WHERE ticket_id = $1 ORDER BY id', [id]);
    const at = new Date(Date.now() + 1).toISOString();
    const by = actor('operator', { name: 'operator-1', unit: 'hotline' });
    const lost = attempt(state, 'withdraw', { by, body: { reason: '' }, at }, (state.turn ?? 0) + 1);
    await show(createProjection(world.database.pool), lost);
    await sql(
      `INSERT INTO notice (ticket_id, seq, ordinal, channel, template, addressee, recipient, language, pack, params, level, mergeable,
         status, created_at, not_before, expires_at)
       VALUES ($1, $2, 9, 'email', 'overdue', 'lead', 'somebody', 'zh', 'default', '{}', 0, false, 'pending', now(), now(), now())`,
      [id, lost.ticket.version],
    );
    const [event] = lost.events;
    return { before: clocks.rows, event: `${id}/${event?.seq}/${event?.hash.slice(0, 12)}` };
  }

  it('takes a step back that was shown and then lost: row, clocks and events are as the workflow says, and the feed tells', async () => {
    const { id } = (await world.register()).body;
    const { before, event } = await shownAndLost(id);
    expect((await sql('SELECT state, version FROM ticket WHERE id = $1', [id])).rows).toEqual([
      { state: 'withdrawn', version: 2 },
    ]);
    expect(await repaired()).toEqual({ kinds: ['ahead, repaired'], left: [] });
    expect((await sql('SELECT state, version FROM ticket WHERE id = $1', [id])).rows).toEqual([
      { state: 'registered', version: 1 },
    ]);
    expect((await sql('SELECT * FROM ticket_clock WHERE ticket_id = $1 ORDER BY id', [id])).rows).toEqual(before);
    expect((await sql('SELECT seq FROM ticket_event WHERE ticket_id = $1', [id])).rows).toEqual([{ seq: 1 }]);
    expect((await sql(`SELECT status FROM notice WHERE ticket_id = $1 AND ordinal = 9`, [id])).rows).toEqual([
      { status: 'cancelled' },
    ]);
    await eventually(async () => {
      const page = await world.get('/api/v1/events?after=start&limit=500&type=retracted', world.key('supervisor'));
      expect((page.body as unknown as { items: unknown[] }).items).toContainEqual(
        expect.objectContaining({
          id: `${event}/retracted`,
          type: 'retracted',
          seq: 2,
          actor: { role: 'clock', unit: null },
          data: { event, type: 'withdrawn' },
        }),
      );
    }, 20_000);
    const seen = await world.get(`/api/v1/tickets/${id}`, world.key('operator'));
    const accepted = await world.act(
      id,
      'accept',
      world.key('operator'),
      {},
      { ifMatch: String(seen.headers.get('etag')) },
    );
    expect(accepted.status).toBe(200);
    expect(await found()).toEqual([]);
  });

  it('leaves a step alone that the engine may still keep', async () => {
    const { id } = (await world.register()).body;
    await shownAndLost(id);
    const soon = { ...deps(), clock: () => Date.now() + 5_000 };
    const scope = { sinceMinutes: 60, limit: 100, rotate: null } as const;
    expect((await reconcileTickets(soon, scope, { repair: true })).findings).toEqual([]);
    expect(await repaired()).toEqual({ kinds: ['ahead, repaired'], left: [] });
  });

  it('does not let a lost step come back after it was taken back', async () => {
    const { id } = (await world.register()).body;
    const state = known(id);
    const at = new Date(Date.now() + 1).toISOString();
    const lost = attempt(state, 'withdraw', { by: actor('operator'), body: { reason: '' }, at }, 7);
    const projection = createProjection(world.database.pool);
    await show(projection, lost);
    expect(await repaired()).toEqual({ kinds: ['ahead, repaired'], left: [] });
    await show(projection, lost);
    expect(await found()).toEqual([]);
  });

  it('takes what is moving for no difference', async () => {
    const id = ids[5] ?? '';
    await sql('UPDATE ticket SET version = version + 1, level = 5 WHERE id = $1', [id]);
    betweenLooks = () =>
      sql('UPDATE ticket SET version = $2, level = $3 WHERE id = $1', [id, known(id).version, known(id).level]);
    expect(await found({ repair: true })).toEqual([]);
    // Still ahead at the second look, but not by the same step.
    betweenLooks = () => sql('UPDATE ticket SET version = version + 1 WHERE id = $1', [id]);
    await sql('UPDATE ticket SET version = version + 1 WHERE id = $1', [id]);
    expect(await found({ repair: true })).toEqual([]);
    await sql('UPDATE ticket SET version = $2 WHERE id = $1', [id, known(id).version]);
  });

  it('finds a lost event and an altered one, and never repairs the record', async () => {
    const [gap = '', altered = '', last = ''] = ids.slice(6, 9);
    const kept = await sql('DELETE FROM ticket_event WHERE ticket_id = $1 AND seq = 2 RETURNING *', [gap]);
    expect(kept.rowCount).toBe(1);
    await sql(`UPDATE ticket_event SET actor_id = 'somebody else' WHERE ticket_id = $1 AND seq = 2`, [altered]);
    await sql(`UPDATE ticket_event SET at = at - interval '1 hour' WHERE ticket_id = $1 AND seq = $2`, [
      last,
      known(last).version,
    ]);
    const one = await found({ repair: true });
    expect(one.map(({ kind, ticketId, repaired: mended }) => [kind, ticketId, mended]).sort()).toEqual(
      [
        ['event-gap', gap, false],
        ['chain-broken', altered, false],
        ['chain-broken', last, false],
      ].sort(),
    );
    expect(await found()).toHaveLength(3);
    await sql('DELETE FROM ticket_event WHERE ticket_id = ANY($1)', [[gap, altered, last]]);
    await sql('DELETE FROM ticket_clock WHERE ticket_id = ANY($1)', [[gap, altered, last]]);
    await sql('UPDATE ticket SET workflow_started_at = now() WHERE id = ANY($1)', [[gap, altered, last]]);
  });

  it('starts what was accepted and never started', async () => {
    const { id } = (await world.register()).body;
    lies.set(id, { is: 'missing' });
    expect((await found({ repair: true })).map(({ kind, repaired: mended }) => [kind, mended])).toEqual([
      ['not-started', true],
    ]);
    expect(started).toEqual([id]);
    const { rows } = await sql('SELECT workflow_started_at FROM ticket WHERE id = $1', [id]);
    expect(rows[0]?.['workflow_started_at']).not.toBeNull();
  });

  it('begins a lost workflow anew only when it is told to', async () => {
    const { id } = (await world.register()).body;
    await world.act(id, 'accept', world.key('operator'));
    lies.set(id, { is: 'missing' });
    expect((await found({ repair: true })).map(({ kind, repaired: mended }) => [kind, mended])).toEqual([
      ['workflow-lost', false],
    ]);
    lies.set(id, { is: 'stopped', state: known(id) });
    expect((await found({ repair: true })).map(({ kind }) => kind)).toEqual(['workflow-stopped']);
    expect(restarted).toEqual([]);
    expect((await found({ repair: true, restartLost: true })).map(({ repaired: mended }) => mended)).toEqual([true]);
    expect(restarted).toEqual([id]);
  });

  it('wakes no ticket that ended as its kept state says, and still finds what its row shows wrong', async () => {
    const { id } = (await world.register()).body;
    await world.act(id, 'withdraw', world.key('operator'), { reason: '来电人自行解决' });
    expect(known(id).state).toBe('withdrawn');
    await sql('UPDATE ticket SET level = 3, hop = 2 WHERE id = $1', [id]);
    expect((await found()).map(({ ticketId, says }) => [ticketId, says])).toEqual([[id, 'shows other level, hop']]);
    expect(await repaired()).toEqual({ kinds: ['row-differs, repaired'], left: [] });
    expect(woken).not.toContain(id);

    await sql('UPDATE ticket SET version = 1, snapshot = $2 WHERE id = $1', [id, { ...known(id), version: 1 }]);
    expect(await repaired()).toEqual({ kinds: ['behind, repaired'], left: [] });
    expect(woken).toContain(id);
  });

  it('brings back a ticket whose workflow was broken off and cannot even say what it knew', async () => {
    const { id } = (await world.register()).body;
    lies.set(id, { is: 'stopped', state: null });
    expect(
      (await found({ repair: true, restartLost: true })).map(({ kind, repaired: mended }) => [kind, mended]),
    ).toEqual([['workflow-stopped', true]]);
    expect(restarted).toEqual([id]);
  });

  it('names a ticket whose workflow runs and does not answer, when it is so at both looks', async () => {
    const { id } = (await world.register()).body;
    lies.set(id, { is: 'silent' });
    const { findings, unanswered } = await reconcileTickets(
      deps(),
      { sinceMinutes: 60, limit: 100, rotate: null },
      { repair: true },
    );
    expect(findings.map(({ kind, ticketId, repaired: mended }) => [kind, ticketId, mended])).toEqual([
      ['no-answer', id, false],
    ]);
    expect(unanswered).toBe(2);
    betweenLooks = () => Promise.resolve(lies.clear());
    lies.set(id, { is: 'silent' });
    expect(await found()).toEqual([]);
  });

  it('has a ticket look at its dates again that was not told of a calendar that moves them', async () => {
    const { id } = (await world.register()).body;
    await world.act(id, 'accept', world.key('operator'), { classCode: '010102' });
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
    const { rows } = await sql('SELECT year, data FROM calendar_year');
    const due = known(id).clocks.find(({ key }) => key === 'handle')?.dueAt ?? '';
    const year = rows.find((row) => row['year'] === Number(chinaTime(due).slice(0, 4)));
    const data = year?.['data'] as { daysOff: string[] };
    const off = { ...data, daysOff: [...data.daysOff, chinaTime(due).slice(0, 10)].sort() };
    await sql('UPDATE calendar_year SET data = $2 WHERE year = $1', [year?.['year'], off]);
    const { calendarFor } = await world.reference.refresh();
    const { version } = calendarFor(known(id).lead?.path ?? []);
    try {
      const findings = (await found({ repair: true })).filter(({ ticketId }) => ticketId === id);
      expect(findings.map(({ kind, repaired: mended }) => [kind, mended])).toEqual([['calendar-old', true]]);
      expect(revised).toContainEqual([id, version]);
    } finally {
      await sql('UPDATE calendar_year SET data = $2 WHERE year = $1', [year?.['year'], data]);
      await world.reference.refresh();
    }
  });

  it('asks nobody any more when nobody answers, and goes round the open tickets little by little', async () => {
    const silent = { ...deps(), engine: { ...deps().engine, look: () => Promise.reject(new Error('away')) } };
    const none = await reconcileTickets(silent, 'all', { repair: true });
    expect(none.findings).toEqual([]);
    expect(none.unanswered).toBeLessThan(20);

    const seen: string[] = [];
    const listening = {
      ...deps(),
      engine: { ...deps().engine, look: (id: string) => (seen.push(id), deps().engine.look(id)) },
    };
    let from = null;
    do {
      const run = await reconcileTickets(
        listening,
        { sinceMinutes: 0, limit: 0, rotate: { from, limit: 3 } },
        { repair: false },
      );
      from = run.next;
    } while (from !== null);
    const { rows } = await sql(`SELECT id FROM ticket WHERE kind <> 'end' ORDER BY registered_at, id`);
    expect(new Set(seen)).toEqual(new Set(rows.map(({ id }) => id)));
  });
});

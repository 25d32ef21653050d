import {
  reconcileTickets,
  type Finding,
  type Looked,
  type ReconcileParts,
} from '../../activities/reconcile-tickets.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { createReconcileStore } from '../../storage/reconcile-store.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { walkAtRandom } from '../support/random-walks.js';

let world: ApiWorld;
let ids: string[];
/** What the engine says instead of what it knows, by ticket. */
const lies = new Map<string, Looked>();
const woken: string[] = [];
const started: string[] = [];
const restarted: string[] = [];
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
  betweenLooks = () => Promise.resolve();
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query<Record<string, unknown>>(text, values);

function known(id: string): TicketState {
  const ticket = world.gateway.ticket(id);
  if (!ticket) throw new Error(`no ticket ${id}`);
  return ticket;
}

function parts(): ReconcileParts {
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
    },
    pause: () => betweenLooks(),
    clock: () => Date.now() + 60_000,
  };
}

async function found(options: { repair: boolean; restartLost?: boolean } = { repair: false }): Promise<Finding[]> {
  const { findings } = await reconcileTickets(parts(), { sinceMinutes: 60, limit: 100, rotate: null }, options);
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
    const { looked, findings, unanswered } = await reconcileTickets(parts(), 'all', { repair: false });
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

  it('reports a step that was shown and then lost, and leaves it to its caller', async () => {
    const id = ids[4] ?? '';
    await sql('UPDATE ticket SET version = version + 1 WHERE id = $1', [id]);
    expect((await repaired()).kinds.sort()).toEqual(['ahead', 'event-gap']);
    await sql('UPDATE ticket SET version = version - 1 WHERE id = $1', [id]);
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

  it('asks nobody any more when nobody answers, and goes round the open tickets little by little', async () => {
    const silent = { ...parts(), engine: { ...parts().engine, look: () => Promise.reject(new Error('away')) } };
    const none = await reconcileTickets(silent, 'all', { repair: true });
    expect(none.findings).toEqual([]);
    expect(none.unanswered).toBeLessThan(20);

    const seen: string[] = [];
    const listening = {
      ...parts(),
      engine: { ...parts().engine, look: (id: string) => (seen.push(id), parts().engine.look(id)) },
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

import fc from 'fast-check';
import type { PlacedActor } from '../../../domain/ticket/permissions.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { createEventFeed, FEED_START, type FeedEvent, type FeedPosition } from '../../../storage/event/event-feed.js';
import { createProjection, type Projection } from '../../../storage/ticket/projection.js';
import { createReconcileStore, type ReconcileStore } from '../../../storage/reconcile/reconcile-store.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { anyPlace, attempt, attemptsOf, show, type Attempt, type Place } from '../../support/attempts.js';
import { eventually } from '../../support/eventually.js';
import { actor, UNITS } from '../../support/tickets.js';

let world: ApiWorld;
let projection: Projection;
let store: ReconcileStore;
beforeAll(async () => {
  world = await createApiWorld();
  projection = createProjection(world.database.pool);
  store = createReconcileStore(world.database.pool);
}, 120_000);
afterAll(() => world.close());

const EVERYBODY: PlacedActor = { id: 'everybody', role: 'supervisor', unit: null, unitPath: [] };
const sql = async (text: string, values: unknown[]): Promise<Record<string, unknown>[]> =>
  (await world.database.pool.query<Record<string, unknown>>(text, values)).rows;

async function registered(): Promise<TicketState> {
  const { id } = (await world.register({ classCode: '010102' })).body;
  const ticket = world.gateway.ticket(id);
  if (!ticket) throw new Error('The ticket has no workflow.');
  return ticket;
}

/** What the tables say, as against what they would say if only this had ever been written. */
async function shownWrong(ticket: TicketState, kept: readonly string[]): Promise<object> {
  const [row] = await sql('SELECT version, state FROM ticket WHERE id = $1', [ticket.id]);
  const compared = (await store.compare([ticket])).get(ticket.id);
  const events = await sql('SELECT hash FROM ticket_event WHERE ticket_id = $1 ORDER BY seq', [ticket.id]);
  return {
    row: row?.['version'] === ticket.version ? row['state'] : row?.['version'],
    columns: compared?.columns,
    clocks: compared?.clocks,
    strange: events.map(({ hash }) => hash).filter((hash) => !kept.includes(String(hash))),
    missing: kept.length - events.length,
  };
}
const right = (ticket: TicketState): object => ({
  row: ticket.state,
  columns: [],
  clocks: [],
  strange: [],
  missing: 0,
});

/** Everything that the feed told, from the start, by ticket. */
async function told(): Promise<Map<string, FeedEvent[]>> {
  const feed = createEventFeed(world.database.pool);
  await eventually(async () => {
    const [open] = await sql(
      `SELECT count(*)::int AS n FROM (SELECT feed_xid FROM ticket_event UNION ALL SELECT feed_xid FROM retracted_event) AS all_rows
       WHERE feed_xid >= pg_snapshot_xmin(pg_current_snapshot())`,
      [],
    );
    expect(open?.['n']).toBe(0);
  }, 20_000);
  const events = new Map<string, FeedEvent[]>();
  for (let after: FeedPosition = FEED_START, more = true; more;) {
    const page = await feed.read(EVERYBODY, after, 500);
    for (const event of page.events) events.set(event.ticketId, [...(events.get(event.ticketId) ?? []), event]);
    ({ next: after, more } = page);
  }
  return events;
}

/** What a receiver believes who reads the feed from anywhere and takes back what it is told to. */
function believed(events: readonly FeedEvent[]): string[] {
  const known = new Map<string, number>();
  for (const { id, seq, type, data } of events) {
    if (type === 'retracted') known.delete(String(data['event']));
    else known.set(id, seq);
  }
  return [...known].sort((a, b) => a[1] - b[1]).map(([id]) => id);
}

describe('a step that comes late', () => {
  /** A ticket that was accepted and dispatched, while a task that had stood still would have it withdrawn. */
  async function dispatchedMeanwhile(): Promise<{
    late: Attempt;
    kept: [Attempt, Attempt];
    before: readonly string[];
  }> {
    const ticket = await registered();
    const after = (seconds: number): string =>
      new Date(Date.parse(ticket.registeredAt) + seconds * 1_000).toISOString();
    const operator = actor('operator');
    const late = attempt(ticket, 'withdraw', { by: operator, body: { reason: '' }, at: after(5) }, 8);
    const accepted = attempt(ticket, 'accept', { by: operator, body: {}, at: after(16) }, 8);
    const body = { unit: UNITS.otherDepartment, reason: '' };
    const said = { by: actor('dispatcher'), body, at: after(20) };
    return {
      late,
      kept: [accepted, attempt(accepted.ticket, 'dispatch', said, 13)],
      before: [ticket.lastHash],
    };
  }
  const hashes = (before: readonly string[], kept: readonly Attempt[]): string[] => [
    ...before,
    ...kept.flatMap(({ events }) => events.map(({ hash }) => hash)),
  ];

  it('changes nothing once the ticket has moved on', async () => {
    const { late, kept, before } = await dispatchedMeanwhile();
    for (const step of kept) await show(projection, step);
    const places = await sql('SELECT feed_xid::text, feed_id FROM ticket_event WHERE ticket_id = $1', [late.ticket.id]);
    await show(projection, late);
    const last = kept[1].ticket;
    expect(await shownWrong(last, hashes(before, kept))).toEqual(right(last));
    expect(
      await sql('SELECT feed_xid::text, feed_id FROM ticket_event WHERE ticket_id = $1', [late.ticket.id]),
    ).toEqual(places);
  });

  it('changes nothing even while the ticket is at that very version', async () => {
    const { late, kept, before } = await dispatchedMeanwhile();
    const [first] = kept;
    await show(projection, first);
    await show(projection, late);
    expect(await shownWrong(first.ticket, hashes(before, [first]))).toEqual(right(first.ticket));
  });

  it('is taken back when it was shown first, and the feed says so', async () => {
    const { late, kept, before } = await dispatchedMeanwhile();
    await show(projection, late);
    for (const step of kept) await show(projection, step);
    const last = kept[1].ticket;
    expect(await shownWrong(last, hashes(before, kept))).toEqual(right(last));
    const feed = (await told()).get(late.ticket.id) ?? [];
    const [gone] = late.events;
    expect(feed.filter(({ type }) => type === 'retracted').map(({ data, seq }) => [data, seq])).toEqual([
      [{ event: `${late.ticket.id}/${gone?.seq}/${gone?.hash.slice(0, 12)}`, type: gone?.type }, gone?.seq],
    ]);
    expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
    expect(believed(feed)).toHaveLength(hashes(before, kept).length);
  });

  it('says nothing to anybody who was not told yet', async () => {
    const { late, kept } = await dispatchedMeanwhile();
    const [first] = kept;
    await show(projection, late);
    await sql(
      `INSERT INTO notice (ticket_id, seq, ordinal, channel, template, addressee, recipient, language, pack, params, level, mergeable,
         status, created_at, not_before, expires_at)
       SELECT $1, $2, n, 'email', 'overdue', 'lead', 'somebody', 'zh', 'default', '{}', 0, false, status, now(), now(), now()
       FROM unnest(ARRAY['pending', 'sent']) WITH ORDINALITY AS s (status, n)`,
      [late.ticket.id, late.ticket.version],
    );
    await show(projection, first);
    expect(
      await sql(
        `SELECT status, last_error FROM notice WHERE ticket_id = $1 AND recipient = 'somebody' ORDER BY ordinal`,
        [late.ticket.id],
      ),
    ).toEqual([
      { status: 'cancelled', last_error: 'retracted' },
      { status: 'sent', last_error: null },
    ]);
  });
});

it('shows what the engine kept, whatever else is written late, twice and in any order', async () => {
  const lives = new Map<string, string[]>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyPlace, { minLength: 3, maxLength: 8 }),
      fc.array(fc.record({ after: fc.nat(100), which: fc.nat(1_000) }), { maxLength: 30 }),
      async (drawn, lateOnes) => {
        const ticket = await registered();
        const places = attemptsOf(ticket, drawn);
        const written: Attempt[] = [];
        for (const [index, place] of places.entries()) {
          for (const step of inSomeOrder(place, lateOnes.length)) {
            await show(projection, step);
            written.push(step);
          }
          for (const { which } of lateOnes.filter(({ after }) => after % places.length === index)) {
            const step = written[which % written.length];
            if (step) await show(projection, step);
          }
        }
        const kept = [ticket.lastHash, ...places.flatMap(({ kept: one }) => one.events.map(({ hash }) => hash))];
        const last = places.at(-1)?.kept.ticket ?? ticket;
        expect(await shownWrong(last, kept)).toEqual(right(last));
        lives.set(ticket.id, kept);
      },
    ),
    { numRuns: 40 },
  );
  const feed = await told();
  for (const [id, kept] of lives) {
    const events = feed.get(id) ?? [];
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    expect(believed(events)).toEqual(kept.map((hash, index) => `${id}/${index + 1}/${hash.slice(0, 12)}`));
  }
  expect([...feed.values()].flat().filter(({ type }) => type === 'retracted').length).toBeGreaterThan(20);
}, 180_000);

/** What was lost was shown before, in part, and its steps one after the other; or it comes only later. */
function inSomeOrder({ lost, kept }: Place, chance: number): Attempt[] {
  return chance % 3 === 0 ? [kept, ...lost.flat()] : [...lost.flat(), kept];
}

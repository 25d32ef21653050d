import type pg from 'pg';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import { NOTICE_ROWS, noticesAsJson } from '../notice/notice-rows.js';
import { rewriteRows } from '../reconcile/rewrite-rows.js';
import { bool, instant, int, jsonb, listOf, text, uuid } from './kinds.js';
import { statement, type Queryable } from './statement.js';
import { inTransaction } from './transaction.js';
import { EVENT_ROWS } from '../ticket/step-rows.js';

/**
 * A step is shown before the engine keeps the task that decided it. A worker may stand still in between, or the engine
 * lose the task, and then another task decides anew. Here is what happens to rows that do not follow on each other; it
 * is rare, so it may take its time: the ticket's row is locked first, and then everything is looked at as it is. To a
 * ticket that was erased nothing more happens.
 */

/**
 * Which of two attempts came later: by the place of the task in the history, by its instant, by the steps of one task.
 */
interface Attempt {
  readonly turn: number;
  readonly at: Date;
  readonly version: number;
}

const LOCK = statement(
  'SELECT version, turn, updated_at, wrapped_key IS NULL AS erased FROM ticket WHERE id = $1 FOR UPDATE',
  { takes: [uuid], gives: { version: int, turn: int, updated_at: instant, erased: bool } },
);

/** The place in the feed goes by the order in which they are taken back: as they came. */
const RETRACT = statement(
  `
WITH gone AS (
  DELETE FROM ticket_event WHERE ticket_id = $1 AND seq >= $2 AND NOT hash = ANY($3::text[]) RETURNING *
), told AS (
  INSERT INTO retracted_event (ticket_id, seq, hash, type, at, actor_id, actor_role, actor_unit, from_state, to_state, data,
    text_sealed, changes, units)
  SELECT ticket_id, seq, hash, type, at, actor_id, actor_role, actor_unit, from_state, to_state, data, text_sealed, changes, units
  FROM gone ORDER BY seq
  ON CONFLICT DO NOTHING
), silenced AS (
  UPDATE notice SET status = 'cancelled', last_error = 'retracted'
  WHERE ticket_id = $1 AND seq >= (SELECT min(seq) FROM gone) AND status IN ('pending', 'sending')
)
SELECT count(*)::int AS retracted FROM gone`,
  { takes: [uuid, int, listOf(text)], gives: { retracted: int } },
);

const ADD_EVENTS = statement(
  `${EVENT_ROWS('$1::uuid', '$2::jsonb', '$3::text[]')} ON CONFLICT (ticket_id, seq) DO NOTHING`,
  { takes: [uuid, jsonb(), listOf(text)] },
);
const ADD_NOTICES = statement(NOTICE_ROWS('$1::uuid', '$2::jsonb', '(SELECT citizen_told FROM ticket WHERE id = $1)'), {
  takes: [uuid, jsonb()],
});
const KNOWN = statement(
  'SELECT count(*)::int AS known FROM ticket_event WHERE ticket_id = $1 AND hash = ANY($2::text[])',
  { takes: [uuid, listOf(text)], gives: { known: int } },
);

/** Nothing later was shown than what is taken back: a write of the lost task would otherwise count as news. */
const NOT_BEFORE = statement(
  'UPDATE ticket SET turn = GREATEST(turn, $2), updated_at = GREATEST(updated_at, $3) WHERE id = $1',
  { takes: [uuid, int, instant] },
);

export interface StepOutOfTurn {
  readonly ticket: TicketState;
  readonly at: string;
  readonly events: readonly (TicketEvent & { readonly hash: string })[];
  readonly units: readonly string[];
  readonly notices: readonly NoticeRow[];
}

/**
 * Writes a step whose ticket's row does not show what the step was decided on. That of an earlier task changes nothing.
 * That of a later one takes back what the earlier showed in its place and beyond it.
 */
export async function writeOutOfTurn(pool: pg.Pool, step: StepOutOfTurn): Promise<void> {
  const { ticket, events, units, notices } = step;
  await inTransaction(pool, async (client) => {
    const shown = await lock(client, ticket.id);
    // Only a database older than the engine has no such row. Whoever puts it right wants the step kept until then.
    if (!shown) throw new Error('The ticket has no row, so its step cannot be shown.');
    if (shown.isErased) return;
    const order = compared({ turn: ticket.turn ?? 0, at: new Date(step.at), version: ticket.version }, shown);
    if (order < 0) return;
    const first = events[0]?.seq ?? ticket.version + 1;
    const hashes = events.map(({ hash }) => hash);
    if (order === 0 && hashes.length > 0 && (await isShown(client, ticket.id, hashes))) return;
    await RETRACT.run(client, [ticket.id, first, hashes]);
    await ADD_EVENTS.run(client, [ticket.id, JSON.stringify(events), units]);
    await rewriteRows(client, ticket, 'always');
    if (notices.length > 0) await ADD_NOTICES.run(client, [ticket.id, noticesAsJson(notices)]);
  });
}

/** See `ReconcileStore.takeBack`. */
export async function takeBack(pool: pg.Pool, ticket: TicketState, shownVersion: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const shown = await lock(client, ticket.id);
    if (!shown || shown.isErased || shown.version !== shownVersion || shown.version <= ticket.version) return false;
    await RETRACT.run(client, [ticket.id, ticket.version + 1, []]);
    await rewriteRows(client, ticket, 'always');
    await NOT_BEFORE.run(client, [ticket.id, shown.turn, new Date(shown.at.getTime() + 1)]);
    return true;
  });
}

function compared(one: Attempt, other: Attempt): number {
  return one.turn - other.turn || one.at.getTime() - other.at.getTime() || one.version - other.version;
}

async function lock(client: Queryable, id: string): Promise<(Attempt & { readonly isErased: boolean }) | null> {
  const [row] = await LOCK.rows(client, [id]);
  return row ? { version: row.version, turn: row.turn, at: row.updated_at, isErased: row.erased } : null;
}

async function isShown(client: Queryable, id: string, hashes: readonly string[]): Promise<boolean> {
  const [row] = await KNOWN.rows(client, [id, hashes]);
  return row?.known === hashes.length;
}

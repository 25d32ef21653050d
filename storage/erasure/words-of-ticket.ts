import { bigint, instant, int, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';

/** Of the ticket itself, and of what is to be written for the knowledge base because of it. */
const TOLD_OF_IT = 'ticket_id = ANY(ARRAY(SELECT id FROM knowledge_task WHERE ticket_id = $1) || $1::uuid)';

/** Calls that this ticket keeps, and no other that is not erased. */
const CALLS_OF_IT = `id IN (SELECT k.call_id FROM ticket_call k WHERE k.ticket_id = $1 AND NOT EXISTS (
  SELECT FROM ticket_call o JOIN ticket t ON t.id = o.ticket_id WHERE o.call_id = k.call_id AND o.ticket_id <> $1 AND t.wrapped_key IS NOT NULL))
  AND (recording_sealed IS NOT NULL OR caller_id IS NOT NULL)`;

/**
 * What is kept beside a ticket's row and is not sealed under its key alone, table by table: one that is not named here
 * is not emptied. Events keep their sealed words, which nothing opens any more: their chain covers them.
 */
const PLACES = {
  searchWords: {
    count: 'SELECT count(*) AS n FROM ticket_words WHERE ticket_id = $1',
    remove: 'DELETE FROM ticket_words WHERE ticket_id = $1',
  },
  handOuts: {
    count: 'SELECT count(*) AS n FROM hand_out WHERE ticket_id = $1',
    remove: 'DELETE FROM hand_out WHERE ticket_id = $1',
  },
  workLeases: {
    count: 'SELECT count(*) AS n FROM work_lease WHERE ticket_id = $1',
    remove: 'DELETE FROM work_lease WHERE ticket_id = $1',
  },
  drafts: {
    count: 'SELECT count(*) AS n FROM draft WHERE ticket_id = $1',
    remove: 'DELETE FROM draft WHERE ticket_id = $1',
  },
  noticesRead: {
    count: `SELECT count(*) AS n FROM notice_read WHERE notice_id IN (SELECT id FROM notice WHERE ${TOLD_OF_IT})`,
    remove: `DELETE FROM notice_read WHERE notice_id IN (SELECT id FROM notice WHERE ${TOLD_OF_IT})`,
  },
  notices: {
    count: `SELECT count(*) AS n FROM notice WHERE ${TOLD_OF_IT}`,
    remove: `DELETE FROM notice WHERE ${TOLD_OF_IT}`,
  },
  knowledgeTasks: {
    count: "SELECT count(*) AS n FROM knowledge_task WHERE ticket_id = $1 AND question <> ''",
    remove: `UPDATE knowledge_task SET question = '', ended_at = COALESCE(ended_at, now()), outcome = COALESCE(outcome, 'dismissed')
      WHERE ticket_id = $1 AND question <> ''`,
  },
  /** Whose call it was, and where it can be heard. Before the calls are let go, for that is how they are found. */
  calls: {
    count: `SELECT count(*) AS n FROM call WHERE ${CALLS_OF_IT}`,
    remove: `UPDATE call SET recording_sealed = NULL, caller_id = NULL WHERE ${CALLS_OF_IT}`,
  },
  keptCalls: {
    count: 'SELECT count(*) AS n FROM ticket_call WHERE ticket_id = $1',
    remove: 'DELETE FROM ticket_call WHERE ticket_id = $1',
  },
  declineChecks: {
    count: 'SELECT count(*) AS n FROM decline_check WHERE ticket_id = $1 AND reason IS NOT NULL',
    remove: 'UPDATE decline_check SET reason = NULL WHERE ticket_id = $1 AND reason IS NOT NULL',
  },
  retractedEvents: {
    count:
      "SELECT count(*) AS n FROM retracted_event WHERE ticket_id = $1 AND (text_sealed IS NOT NULL OR changes IS NOT NULL OR data <> '{}')",
    remove:
      "UPDATE retracted_event SET text_sealed = NULL, changes = NULL, data = '{}' WHERE ticket_id = $1 AND (text_sealed IS NOT NULL OR changes IS NOT NULL OR data <> '{}')",
  },
  /** One subscription after the other, for that is how they are found. */
  deliveries: {
    count: `SELECT count(*) AS n FROM webhook_subscription s JOIN webhook_delivery d ON d.subscription_id = s.id
      WHERE d.ticket_id = $1 AND (d.answer <> '' OR d.error IS NOT NULL)`,
    remove: `UPDATE webhook_delivery d SET answer = '', error = NULL FROM webhook_subscription s
      WHERE d.subscription_id = s.id AND d.ticket_id = $1 AND (d.answer <> '' OR d.error IS NOT NULL)`,
  },
} as const;
type Place = keyof typeof PLACES;

/** Rows by the place where they were. */
export type Removed = Readonly<Record<Place | 'answers' | 'disclosures', number>>;

const STATEMENTS = Object.entries(PLACES).map(([place, { count, remove }]) => ({
  place: place as Place,
  count: statement(count, { takes: [uuid], gives: { n: bigint } }),
  remove: statement(remove, { takes: [uuid] }),
}));

/** They are kept for a day; of a ticket to which nothing happened for three there are none, and nothing finds them. */
const ANSWERS_AFTER_DAYS = 3;
const ANSWERS = {
  count: statement('SELECT count(*)::int AS n FROM idempotency_record WHERE ticket_id = $1', {
    takes: [uuid],
    gives: { n: int },
  }),
  remove: statement(
    `DELETE FROM idempotency_record WHERE ticket_id = $1 AND EXISTS (SELECT FROM ticket_event e
       WHERE e.ticket_id = $1 AND e.type <> 'erased' AND e.at > $2::timestamptz - interval '${ANSWERS_AFTER_DAYS} days')`,
    { takes: [uuid, instant] },
  ),
};

const DISCLOSURES = {
  count: statement('SELECT count(*)::int AS n FROM disclosure WHERE ticket_id = $1', {
    takes: [uuid],
    gives: { n: int },
  }),
  /** That they were asked for stays; the words are gone, and what still held has ended. */
  remove: statement(
    `UPDATE disclosure SET words_sealed = '', relay_sealed = NULL, withdrawn_at = COALESCE(withdrawn_at, $2), withdrawn_by = COALESCE(withdrawn_by, 'erasure')
     WHERE ticket_id = $1 AND words_sealed <> ''`,
    { takes: [uuid, instant] },
  ),
};

export async function removeWords(database: Queryable, ticketId: string, at: Date): Promise<Removed> {
  const removed: Partial<Record<keyof Removed, number>> = {};
  for (const { place, remove } of STATEMENTS) removed[place] = await remove.run(database, [ticketId]);
  removed.answers = await ANSWERS.remove.run(database, [ticketId, at]);
  removed.disclosures = await DISCLOSURES.remove.run(database, [ticketId, at]);
  return removed as Removed;
}

/** How many rows `removeWords` would touch. */
export async function wordsLeft(database: Queryable, ticketId: string): Promise<Removed> {
  const left: Partial<Record<keyof Removed, number>> = {};
  for (const { place, count } of STATEMENTS) left[place] = Number((await count.rows(database, [ticketId]))[0]?.n ?? 0);
  left.answers = (await ANSWERS.count.rows(database, [ticketId]))[0]?.n ?? 0;
  left.disclosures = (await DISCLOSURES.count.rows(database, [ticketId]))[0]?.n ?? 0;
  return left as Removed;
}

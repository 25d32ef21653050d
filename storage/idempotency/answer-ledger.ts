import type pg from 'pg';
import { bytes, int, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { createGatheredWrites } from '../ticket/gathered-writes.js';
import type { StoredResponse } from '../ticket/ticket-store.js';

export interface AnswerLedger {
  /**
   * Keeps the first answer given under a key, and tells which one that is. Returns at once: the row is written a moment
   * later, together with others. Should the process die in between, the workflow still knows the command as done, and
   * the repetition is answered with the ticket as it is then.
   */
  keep(answer: StoredResponse): StoredResponse;
  /** Writes what is still to be written. */
  close(): Promise<void>;
}

const GATHER_MS = 50;
const AGAIN_MS = 1_000;
/**
 * A repetition that looked before the row was there may come back this much later, having waited for its command: it
 * must still find the first answer. Longer than a command may take.
 */
const REMEMBERED_MS = 15_000;
/** While PostgreSQL is away, no command is done either; this bounds what a long pause can pile up. */
const MOST_HELD = 20_000;

/**
 * Nobody waits for the disk here: what a crash of PostgreSQL takes is what a crash of this process takes a moment
 * earlier, and the steps of tickets, which must last, do not queue behind it.
 */
const WRITE = statement(
  `
WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO idempotency_record (actor_id, key, body_hash, ticket_id, status, response)
SELECT x.* FROM unhurried, unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::bytea[]) AS x
ON CONFLICT DO NOTHING`,
  {
    name: 'keep-answers',
    takes: [listOf(text), listOf(text), listOf(text), listOf(orNull(uuid)), listOf(int), listOf(bytes)],
  },
);

/** `clock`: milliseconds since 1970. */
export function createAnswerLedger(pool: pg.Pool, clock: () => number, onError: (error: Error) => void): AnswerLedger {
  const waiting = new Map<string, StoredResponse>();
  /** Written already, in the order in which they were; the oldest are dropped first. */
  const written = new Map<string, { answer: StoredResponse; until: number }>();
  const writes = createGatheredWrites({ waiting, write, gatherMs: GATHER_MS, againMs: AGAIN_MS, onError });

  async function write(): Promise<void> {
    const batch = [...waiting];
    const column = <T>(of: (answer: StoredResponse) => T): T[] => batch.map(([, answer]) => of(answer));
    try {
      await WRITE.run(pool, [
        column((one) => one.actorId),
        column((one) => one.key),
        column((one) => one.bodyHash),
        column((one) => one.ticketId),
        column((one) => one.status),
        column((one) => one.response),
      ]);
    } catch (error) {
      if (waiting.size > MOST_HELD) waiting.clear();
      throw error;
    }
    const until = clock() + REMEMBERED_MS;
    for (const [name, answer] of batch) {
      waiting.delete(name);
      written.set(name, { answer, until });
    }
    forget();
  }

  function forget(): void {
    for (const [name, { until }] of written) {
      if (until > clock() && written.size <= MOST_HELD) return;
      written.delete(name);
    }
  }

  return {
    keep(answer) {
      const name = `${answer.actorId}\n${answer.key}`;
      const first = waiting.get(name) ?? written.get(name)?.answer;
      if (first) return first;
      waiting.set(name, answer);
      writes.soon();
      return answer;
    },
    close: () => writes.close(),
  };
}

import type pg from 'pg';
import type { KeptAnswer } from './ticket-store.js';

export interface AnswerLedger {
  /**
   * Keeps the first answer given under a key, and tells which one that is. Returns at once: the row is written a moment later,
   * together with others. Should the process die in between, the workflow still knows the command as done, and the
   * repetition is answered with the ticket as it is then.
   */
  keep(answer: KeptAnswer): KeptAnswer;
  /** Writes what is still to be written. */
  close(): Promise<void>;
}

const GATHER_MS = 15;
const AGAIN_MS = 1_000;
/** While PostgreSQL is away, no command is done either; this bounds what a long pause can pile up. */
const MOST_HELD = 20_000;

const WRITE = `
INSERT INTO idempotency_record (actor_id, key, body_hash, ticket_id, status, response)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::bytea[])
ON CONFLICT DO NOTHING`;

export function createAnswerLedger(pool: pg.Pool, onError: (error: Error) => void): AnswerLedger {
  const waiting = new Map<string, KeptAnswer>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function schedule(afterMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = write();
    }, afterMs);
  }

  async function write(): Promise<void> {
    const batch = [...waiting];
    const column = <T>(of: (answer: KeptAnswer) => T): T[] => batch.map(([, answer]) => of(answer));
    try {
      await pool.query({
        name: 'keep-answers',
        text: WRITE,
        values: [
          column((one) => one.actorId),
          column((one) => one.key),
          column((one) => one.bodyHash),
          column((one) => one.ticketId),
          column((one) => one.status),
          column((one) => one.response),
        ],
      });
      for (const [name] of batch) waiting.delete(name);
      if (waiting.size > 0) schedule(GATHER_MS);
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
      if (waiting.size > MOST_HELD) waiting.clear();
      schedule(AGAIN_MS);
    }
  }

  return {
    keep(answer) {
      const name = `${answer.actorId}\n${answer.key}`;
      const first = waiting.get(name);
      if (first) return first;
      waiting.set(name, answer);
      schedule(GATHER_MS);
      return answer;
    },
    async close() {
      clearTimeout(timer);
      await writing;
      if (waiting.size > 0) await write();
      clearTimeout(timer);
    },
  };
}

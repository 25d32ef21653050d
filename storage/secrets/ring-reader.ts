import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { KEY_PURPOSES, type KeyRing } from '../../config/key-ring.js';
import type { LiveKeyRing } from '../../config/live-key-ring.js';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { instant, listOf, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';

/** A process that seals and opens, and the keys that it knows. */
export interface RingReader {
  readonly id: string;
  readonly process: string;
  /** As `sealing d261129x1y current`. */
  readonly keys: readonly string[];
  readonly seenAt: Date;
}

const EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 10_000;
/** Whoever has said nothing for so long has ended. */
const GONE_AFTER_MS = 60_000;
/** What has not changed is said again in time, and not at each look. */
const SAY_AGAIN_MS = 20_000;

const SAY = statement(
  `INSERT INTO key_ring_reader (id, process, keys, seen_at) VALUES ($1, $2, $3, now())
   ON CONFLICT (id) DO UPDATE SET keys = EXCLUDED.keys, seen_at = EXCLUDED.seen_at`,
  { name: 'key-ring-reader', takes: [uuid, text, listOf(text)] },
);
const LEAVE = statement('DELETE FROM key_ring_reader WHERE id = $1 OR seen_at < $2', { takes: [uuid, instant] });
const READERS = statement(
  `SELECT id, process, keys, seen_at FROM key_ring_reader
   WHERE seen_at > now() - make_interval(secs => ${GONE_AFTER_MS / 1_000}) ORDER BY process, id`,
  { gives: { id: uuid, process: text, keys: listOf(text), seen_at: instant } },
);

/** Who is at work now: a key may be made current when all of them know it. */
export async function ringReaders(database: Queryable): Promise<RingReader[]> {
  return (await READERS.rows(database, [])).map(({ seen_at, ...same }) => ({ ...same, seenAt: seen_at }));
}

/** Reads the ring again and again, and says in the database which keys this process knows. Never which they are. */
export function startRingReader(deps: {
  readonly pool: pg.Pool;
  readonly keys: LiveKeyRing;
  readonly process: string;
  /** Other keys than before. */
  readonly onNews: (known: readonly string[]) => void;
  readonly onFailure: (error: unknown) => void;
}): { stop(): Promise<void> } {
  const id = randomUUID();
  let said = { keys: '', at: -SAY_AGAIN_MS };

  async function work(): Promise<void> {
    // What cannot be read leaves the keys as they were, and the others should know that this process has only those.
    let failure: unknown = null;
    try {
      if (deps.keys.refresh()) deps.onNews(knownKeys(deps.keys));
    } catch (error) {
      failure = error;
    }
    await say(knownKeys(deps.keys));
    if (failure !== null) throw failure;
  }
  async function say(keys: readonly string[]): Promise<void> {
    const now = { keys: keys.join(), at: performance.now() };
    if (now.keys === said.keys && now.at - said.at < SAY_AGAIN_MS) return;
    await SAY.run(deps.pool, [id, deps.process, keys]);
    said = now;
  }

  const first = work().catch(deps.onFailure);
  const reading = againAndAgain({
    work,
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: deps.onFailure,
  });
  return {
    async stop() {
      await first;
      await reading.stop();
      await LEAVE.run(deps.pool, [id, new Date(Date.now() - GONE_AFTER_MS)]).catch(deps.onFailure);
    },
  };
}

/** Which keys there are, and which of them seal: what a process knows, without the keys. */
function knownKeys(ring: KeyRing): string[] {
  return KEY_PURPOSES.flatMap((purpose) => {
    const { current, others } = ring.keysFor(purpose);
    return [current, ...others].map(({ id, state }) => `${purpose} ${id} ${state}`);
  });
}

import type pg from 'pg';
import { MOST_ATTEMPTS, type ExportFailure } from '../../domain/export/export-job.js';
import { bool, instant, int, orNull, sure, text, uuid, bytes, listOf } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { exportFileContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';
import { EXPORT_ROW, keptExport, type ExportFile, type KeptExport } from './export-store.js';

/** An export that somebody makes: all that is said of it later names the file, so who lost it says nothing any more. */
export interface ClaimedExport {
  readonly job: KeptExport;
  /** What whoever made it before may have left. */
  readonly before: string | null;
}

/** For those who make the files, and see that none is kept too long. */
export interface ExportWork {
  /** Whether there is anything to make or to remove: all that is asked while nobody exports. */
  isWaiting(at: Date): Promise<boolean>;
  /** The one that waits longest, or whose maker has not been heard of since its lease ended; `null`: there is none. */
  claim(file: string, at: Date, leaseUntil: Date): Promise<ClaimedExport | null>;
  /** Says how far it is. False: it was withdrawn, or somebody else makes it by now. */
  progress(id: string, file: string, done: number, leaseUntil: Date): Promise<boolean>;
  /** There is a file from now on. False: as above, and nobody will ask for it. */
  finish(id: string, file: ExportFile, done: number, keptUntil: Date): Promise<boolean>;
  /** There will be none. */
  fail(id: string, file: string, failure: ExportFailure): Promise<void>;
  /** Lets go of it, so that another may begin at once. */
  release(id: string, file: string): Promise<void>;
  /** Files that can be opened, and what was erased since they were made; `null`: of all exports. */
  withErased(only: string | null): Promise<{ readonly job: KeptExport; readonly erased: readonly string[] }[]>;
  /** A ticket that is in it was erased: nobody opens it any more. */
  spoil(id: string): Promise<void>;
  /** Takes the key of what is kept no more, and names the files that are to be removed. */
  over(at: Date, most: number): Promise<readonly { readonly id: string; readonly file: string }[]>;
  removed(id: string, file: string): Promise<void>;
}

const { columns, gives } = EXPORT_ROW;
const UNDONE = 'granted AND failure IS NULL AND kept_until IS NULL AND withdrawn_at IS NULL';

const LEFT_OVER = `file IS NOT NULL AND (kept_until <= $1 OR failure IS NOT NULL OR withdrawn_at IS NOT NULL)`;

const WAITING = statement(
  `SELECT EXISTS (SELECT FROM export_job WHERE ${UNDONE}) OR EXISTS (SELECT FROM export_job WHERE ${LEFT_OVER}) AS waiting`,
  {
    name: 'exports-waiting',
    takes: [instant],
    gives: { waiting: bool },
  },
);
const CLAIM = statement(
  `WITH next AS (
     SELECT id AS next_id, file AS before FROM export_job
     WHERE ${UNDONE} AND (lease_until IS NULL OR lease_until <= $2::timestamptz)
     ORDER BY asked_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
   UPDATE export_job SET file = $1, made_at = $2, lease_until = $3, done = 0, attempts = attempts + 1
   FROM next WHERE id = next.next_id
   RETURNING ${columns}, next.before`,
  { takes: [uuid, instant, instant], gives: { ...gives, before: orNull(uuid) } },
);
const PROGRESS = statement(
  `UPDATE export_job SET done = $3, lease_until = $4 WHERE id = $1 AND file = $2 AND ${UNDONE}`,
  { takes: [uuid, uuid, int, instant] },
);
const FINISH = statement(
  `UPDATE export_job SET done = $3, file_key = $4, bytes = $5, list_bytes = $6, kept_until = $7, lease_until = NULL
   WHERE id = $1 AND file = $2 AND ${UNDONE}`,
  { takes: [uuid, uuid, int, bytes, int, int, instant] },
);
const FAIL = statement(
  `UPDATE export_job SET failure = $3, lease_until = NULL WHERE id = $1 AND file = $2 AND ${UNDONE}`,
  { takes: [uuid, uuid, text] },
);
/** That it was let go is nothing that went wrong with it. */
const RELEASE = statement(
  `UPDATE export_job SET lease_until = NULL, attempts = attempts - 1 WHERE id = $1 AND file = $2 AND ${UNDONE}`,
  {
    takes: [uuid, uuid],
  },
);
/** Whose clock said when it was erased may have been a little slow. */
const WITH_ERASED = statement(
  `SELECT ${columns}, erased.tickets FROM export_job
   CROSS JOIN LATERAL (SELECT array_agg(ticket_id) AS tickets FROM erasure WHERE at > made_at - interval '1 minute') erased
   WHERE file IS NOT NULL AND file_key IS NOT NULL AND erased.tickets IS NOT NULL AND ($1::uuid IS NULL OR id = $1)`,
  { takes: [orNull(uuid)], gives: { ...gives, tickets: sure(listOf(uuid)) } },
);
const SPOIL = statement(
  `UPDATE export_job SET failure = 'ticketErased', file_key = NULL, link_hash = NULL WHERE id = $1 AND file_key IS NOT NULL`,
  { takes: [uuid] },
);
const OVER = statement(
  `UPDATE export_job SET file_key = NULL, link_hash = NULL WHERE id IN (
     SELECT id FROM export_job WHERE ${LEFT_OVER}
     ORDER BY asked_at LIMIT $2::int)
   RETURNING id, file`,
  { takes: [instant, int], gives: { id: uuid, file: sure(uuid) } },
);
const REMOVED = statement('UPDATE export_job SET file = NULL WHERE id = $1 AND file = $2 AND file_key IS NULL', {
  takes: [uuid, uuid],
});

export function createExportWork(pool: pg.Pool, sealing: Sealing): ExportWork {
  async function claim(file: string, at: Date, leaseUntil: Date): Promise<ClaimedExport | null> {
    const [row] = await CLAIM.rows(pool, [file, at, leaseUntil]);
    if (!row) return null;
    if (row.attempts <= MOST_ATTEMPTS) return { job: keptExport(row, sealing), before: row.before };
    await FAIL.run(pool, [row.id, file, 'broken']);
    return claim(file, at, leaseUntil);
  }

  return {
    isWaiting: async (at) => (await WAITING.rows(pool, [at]))[0]?.waiting ?? false,
    claim,

    progress: async (id, file, done, leaseUntil) => (await PROGRESS.run(pool, [id, file, done, leaseUntil])) > 0,

    async finish(id, { name, key, bytes: size, listBytes }, done, keptUntil) {
      const sealed = sealing.sealUnderMaster(key.toString('base64'), exportFileContext(id));
      return (await FINISH.run(pool, [id, name, done, sealed, size, listBytes, keptUntil])) > 0;
    },

    async fail(id, file, failure) {
      await FAIL.run(pool, [id, file, failure]);
    },

    async release(id, file) {
      await RELEASE.run(pool, [id, file]);
    },

    async withErased(only) {
      const rows = await WITH_ERASED.rows(pool, [only]);
      return rows.map((row) => ({ job: keptExport(row, sealing), erased: row.tickets }));
    },

    async spoil(id) {
      await SPOIL.run(pool, [id]);
    },

    over: (at, most) => OVER.rows(pool, [at, most]),

    async removed(id, file) {
      await REMOVED.run(pool, [id, file]);
    },
  };
}

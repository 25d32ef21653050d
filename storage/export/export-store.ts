import type pg from 'pg';
import {
  exportState,
  MOST_AT_ONCE,
  type ExportFailure,
  type ExportFormat,
  type ExportJob,
  type ExportKind,
  type ExportPurpose,
  type ExportQuestion,
  type ExportReason,
} from '../../domain/export/export-job.js';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { DECIDABLE_GIVES, decidableOf } from '../postgres/decidable.js';
import { bool, bytes, instant, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { exportFileContext, exportQuestionContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';

/** What was said when it was asked: sealed, for filters and reasons are words. */
export interface ExportWords {
  readonly question: ExportQuestion;
  readonly words: string;
  /** How who asked is called. */
  readonly name: string;
}

export interface KeptExport extends ExportJob, ExportWords {
  readonly bodyHash: string;
  /** `null`: there is none that can be opened. */
  readonly file: ExportFile | null;
}

export interface ExportFile {
  /** Under which it is kept. */
  readonly name: string;
  readonly key: Buffer;
  readonly bytes: number;
  /** Of the list of its tickets. */
  readonly listBytes: number;
}

export interface ExportStore {
  /**
   * With the notices that tell those who decide of it. Answers what is kept under this id, which is another one if it
   * was asked before; `null`: this person has as many under way as they may have.
   */
  add(job: KeptExport, told: readonly NoticeRow[]): Promise<KeptExport | null>;
  find(id: string): Promise<KeptExport | null>;
  /** Newest first; of everybody, or of who asked. */
  newest(askedBy: string | null): Promise<KeptExport[]>;
  /** Decides it, if nobody has and it was not withdrawn. */
  decide(id: string, decision: { readonly by: Actor; readonly granted: boolean; readonly at: Date }): Promise<void>;
  /** From then on nobody can open its file. A second time changes nothing. */
  withdraw(id: string, by: string, at: Date): Promise<void>;
  /** In the place of the link before, which opens nothing any more. Whether there is a file to it. */
  link(id: string, hash: Buffer, until: Date, at: Date): Promise<boolean>;
  /** Whether this link opens it. */
  opens(id: string, hash: Buffer, at: Date): Promise<boolean>;
  /** Uses the link up. Whether it could be used: of two who come at once one is first. */
  use(id: string, hash: Buffer, at: Date): Promise<boolean>;
}

const COLUMNS = `id, kind, format, purpose, question_sealed, body_hash, because, expected, asked_at, asked_by, asked_role, asked_unit,
  decide_until, decided_at, decided_by, decided_role, decided_unit, granted, withdrawn_at, attempts, done, failure, file, made_at,
  file_key, bytes, list_bytes, kept_until, downloads, downloaded_at`;
const GIVES = {
  ...DECIDABLE_GIVES,
  kind: textOf<ExportKind>(),
  format: textOf<ExportFormat>(),
  purpose: textOf<ExportPurpose>(),
  question_sealed: bytes,
  body_hash: text,
  because: listOf(textOf<ExportReason>()),
  expected: int,
  attempts: int,
  done: int,
  failure: orNull(textOf<ExportFailure>()),
  file: orNull(uuid),
  made_at: orNull(instant),
  file_key: orNull(bytes),
  bytes: orNull(int),
  list_bytes: orNull(int),
  kept_until: orNull(instant),
  downloads: int,
  downloaded_at: orNull(instant),
};
export const EXPORT_ROW = { columns: COLUMNS, gives: GIVES } as const;
type ExportRow = RowOf<typeof GIVES>;

/** One who asks for two at once is asked to wait for the other. */
const IN_TURN = statement(`SELECT pg_advisory_xact_lock(hashtext('exports of ' || $1))`, { takes: [text] });
const ADD = statement(
  `INSERT INTO export_job (id, kind, format, purpose, question_sealed, body_hash, because, expected, asked_at, asked_by, asked_role,
     asked_unit, decide_until, granted, decided_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
  {
    takes: [
      ...[uuid, text, text, text, bytes, text, listOf(text), int, instant, text, text, orNull(text)],
      ...[instant, orNull(bool), orNull(instant)],
    ] as const,
  },
);
const FIND = statement(`SELECT ${COLUMNS} FROM export_job WHERE id = $1`, { takes: [uuid], gives: GIVES });
const NEWEST = statement(`SELECT ${COLUMNS} FROM export_job ORDER BY asked_at DESC, id DESC LIMIT 200`, {
  takes: [],
  gives: GIVES,
});
const NEWEST_OF = statement(
  `SELECT ${COLUMNS} FROM export_job WHERE asked_by = $1 ORDER BY asked_at DESC, id DESC LIMIT 200`,
  { takes: [text], gives: GIVES },
);
const DECIDE = statement(
  `UPDATE export_job SET decided_at = $2, decided_by = $3, decided_role = $4, decided_unit = $5, granted = $6
   WHERE id = $1 AND granted IS NULL AND withdrawn_at IS NULL AND decide_until > $2`,
  { takes: [uuid, instant, text, text, orNull(text), bool] },
);
const WITHDRAW = statement(
  `UPDATE export_job SET withdrawn_at = $3, withdrawn_by = $2, file_key = NULL, link_hash = NULL
   WHERE id = $1 AND withdrawn_at IS NULL`,
  { takes: [uuid, text, instant] },
);
const THERE = 'withdrawn_at IS NULL AND failure IS NULL AND file_key IS NOT NULL';
const LINK = statement(
  `UPDATE export_job SET link_hash = $2, link_until = LEAST($3::timestamptz, kept_until)
   WHERE id = $1 AND ${THERE} AND kept_until > $4::timestamptz`,
  { takes: [uuid, bytes, instant, instant] },
);
const OPENS = statement(
  `SELECT count(*)::int AS n FROM export_job
   WHERE id = $1 AND ${THERE} AND link_hash = $2 AND link_until > $3 AND kept_until > $3`,
  { takes: [uuid, bytes, instant], gives: { n: int } },
);
const USE = statement(
  `UPDATE export_job SET link_hash = NULL, downloads = downloads + 1, downloaded_at = $3
   WHERE id = $1 AND ${THERE} AND link_hash = $2 AND link_until > $3 AND kept_until > $3`,
  { takes: [uuid, bytes, instant] },
);

export function createExportStore(pool: pg.Pool, sealing: Sealing): ExportStore {
  const kept = (row: ExportRow): KeptExport => keptExport(row, sealing);
  return {
    async add(job, told) {
      const { id, askedBy, question, words, name } = job;
      return inTransaction(pool, async (client) => {
        await IN_TURN.run(client, [askedBy.id]);
        const [before] = await FIND.rows(client, [id]);
        if (before) return kept(before);
        const others = (await NEWEST_OF.rows(client, [askedBy.id])).map(kept);
        const underWay = others.filter((one) => UNDER_WAY.has(exportState(one, job.askedAt)));
        if (underWay.length >= MOST_AT_ONCE) return null;
        await ADD.run(client, [
          ...([id, job.kind, job.format, job.purpose] as const),
          sealing.sealUnderMaster({ question, words, name } satisfies ExportWords, exportQuestionContext(id)),
          ...([job.bodyHash, job.because, job.expected, job.askedAt, askedBy.id, askedBy.role, askedBy.unit] as const),
          ...([job.decideUntil, job.granted, job.decidedAt] as const),
        ]);
        if (told.length > 0) await TOLD.run(client, [id, noticesAsJson(told)]);
        return job;
      });
    },

    async find(id) {
      const [row] = await FIND.rows(pool, [id]);
      return row ? kept(row) : null;
    },

    async newest(askedBy) {
      const rows = askedBy === null ? await NEWEST.rows(pool, []) : await NEWEST_OF.rows(pool, [askedBy]);
      return rows.map(kept);
    },

    async decide(id, { by, granted, at }) {
      await DECIDE.run(pool, [id, at, by.id, by.role, by.unit, granted]);
    },

    async withdraw(id, by, at) {
      await WITHDRAW.run(pool, [id, by, at]);
    },

    link: async (id, hash, until, at) => (await LINK.run(pool, [id, hash, until, at])) > 0,
    opens: async (id, hash, at) => ((await OPENS.rows(pool, [id, hash, at]))[0]?.n ?? 0) > 0,
    use: async (id, hash, at) => (await USE.run(pool, [id, hash, at])) > 0,
  };
}

const UNDER_WAY: ReadonlySet<string> = new Set(['waiting', 'queued', 'making']);

export function keptExport(row: ExportRow, sealing: Sealing): KeptExport {
  const { id, file, file_key: key, bytes: size, list_bytes: listBytes } = row;
  const words = sealing.openUnderMaster(row.question_sealed, exportQuestionContext(id)) as ExportWords;
  const isThere = file !== null && key !== null && size !== null && listBytes !== null;
  return {
    ...decidableOf(row),
    ...words,
    ...{ kind: row.kind, format: row.format, purpose: row.purpose, bodyHash: row.body_hash, because: row.because },
    ...{ expected: row.expected, done: row.done, failure: row.failure, madeAt: row.made_at, keptUntil: row.kept_until },
    ...{ downloads: row.downloads, downloadedAt: row.downloaded_at },
    file: isThere
      ? {
          name: file,
          key: Buffer.from(sealing.openUnderMaster(key, exportFileContext(id)) as string, 'base64'),
          bytes: size,
          listBytes,
        }
      : null,
  };
}

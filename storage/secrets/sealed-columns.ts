import { contactSecretContext } from '../notice/contact-ways.js';
import { bigint, bytes, int, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { ID_BEGINS, LONGEST_ID, type Sealed } from './sealing.js';

/** A row of a sealed column: what names it, and what is sealed. */
export interface SealedRow {
  readonly of: readonly string[];
  readonly sealed: Buffer;
}

/** A column that holds what a key of the ring sealed. */
export interface HeldColumn {
  readonly name: string;
  /** How many rows each key holds; the id of the master key of before is empty. */
  count(database: Queryable): Promise<{ readonly key: string; readonly rows: string }[]>;
}

/** The same, when it can be put under another key where it stands. */
export interface SealedColumn extends HeldColumn {
  readonly what: Sealed;
  /** What the row's value was sealed for. */
  context(of: readonly string[]): string;
  /** The next rows that another key than this holds. */
  page(
    database: Queryable,
    current: string,
    after: readonly string[] | null,
    most: number,
  ): Promise<readonly SealedRow[]>;
  /**
   * Puts the new value in the place of the old one, where that is still there: what somebody wrote meanwhile is
   * newer, and a key that was dropped stays dropped. A row that somebody holds at this moment is passed over. Answers
   * how many.
   */
  replace(database: Queryable, rows: readonly (SealedRow & { readonly anew: Buffer })[]): Promise<number>;
}

export const answerContext = (actorId: string, key: string): string => `answer:${actorId}:${key}`;
export const webhookContext = (id: string): string => `webhook:${id}`;
export const uploadContext = (id: string): string => `upload-key:${id}`;
export const exportQuestionContext = (id: string): string => `export-question:${id}`;
export const exportFileContext = (id: string): string => `export-file:${id}`;
export const draftContext = (id: string): string => `draft:${id}`;
export const splitContext = (id: string): string => `split:${id}`;
export const callerContext = (id: string): string => `caller:${id}`;
export const flagContext = (id: string): string => `caller-flag:${id}`;
export const recordingContext = (call: string): string => `call-recording:${call}`;
export const viewContext = (id: string): string => `saved-view:${id}`;
export const changeContext = (number: string): string => `admin-change:${number}`;
export const providerContext = (id: string): string => `identity-provider:${id}`;
export const factorContext = (personId: string): string => `second-factor:${personId}`;

/** The id in front, as the server reads it. */
function idIn(column: string): string {
  const rest = `substring(${column} FROM ${ID_BEGINS.length + 1} FOR ${LONGEST_ID + 1})`;
  return `CASE WHEN substring(${column} FROM 1 FOR ${ID_BEGINS.length}) = '${ID_BEGINS}'::bytea AND position('.'::bytea IN ${rest}) > 1
    THEN encode(substring(${rest} FROM 1 FOR position('.'::bytea IN ${rest}) - 1), 'escape') ELSE '' END`;
}

const counted = (table: string, column: string, where = '') =>
  statement(
    `SELECT ${idIn(column)} AS key, count(*) AS rows FROM ${table} WHERE ${column} IS NOT NULL${where} GROUP BY 1 ORDER BY 1`,
    { gives: { key: orNull(text), rows: orNull(bigint) } },
  );

const countOf =
  (count: ReturnType<typeof counted>): HeldColumn['count'] =>
  async (database) =>
    (await count.rows(database, [])).map(({ key, rows }) => ({ key: key ?? '', rows: rows ?? '0' }));

/** Of a table whose rows have one id. */
function columnById(
  kind: typeof uuid | typeof text | typeof bigint,
  table: string,
  id: string,
  column: string,
  context: (id: string) => string,
  what: Sealed = 'kept',
): SealedColumn {
  const page = statement(
    `SELECT ${id} AS id, ${column} AS sealed FROM ${table}
     WHERE ${column} IS NOT NULL AND ${idIn(column)} <> $1 AND ($2::${kind.type} IS NULL OR ${id} > $2) ORDER BY ${id} LIMIT $3::int`,
    { takes: [text, orNull(kind), int], gives: { id: kind, sealed: orNull(bytes) } },
  );
  const replace = statement(
    `WITH given AS (SELECT * FROM unnest($1::${kind.type}[], $2::bytea[], $3::bytea[]) AS g(id, was, anew)),
     free AS MATERIALIZED (
       SELECT t.${id} AS id, g.anew FROM ${table} t JOIN given g ON g.id = t.${id} AND g.was = t.${column}
       FOR NO KEY UPDATE OF t SKIP LOCKED)
     UPDATE ${table} t SET ${column} = free.anew FROM free WHERE t.${id} = free.id`,
    { takes: [listOf(kind), listOf(bytes), listOf(bytes)] },
  );
  return {
    name: `${table}.${column}`,
    what,
    context: ([of = '']) => context(of),
    count: countOf(counted(table, column)),
    async page(database, current, after, most) {
      const rows = await page.rows(database, [current, after?.[0] ?? null, most]);
      return rows.map(({ id: of, sealed }) => ({ of: [of], sealed: sealed ?? Buffer.alloc(0) }));
    },
    replace: (database, rows) =>
      replace.run(database, [
        rows.map(({ of: [of = ''] }) => of),
        rows.map(({ sealed }) => sealed),
        rows.map(({ anew }) => anew),
      ]),
  };
}

const ANSWERS_PAGE = statement(
  `SELECT actor_id, key, response FROM idempotency_record
   WHERE ${idIn('response')} <> $1 AND ($2::text IS NULL OR (actor_id, key) > ($2, $3::text)) ORDER BY actor_id, key LIMIT $4::int`,
  {
    takes: [text, orNull(text), orNull(text), int],
    gives: { actor_id: text, key: text, response: bytes },
  },
);
const ANSWERS_REPLACE = statement(
  `WITH given AS (SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[]) AS g(actor, key, was, anew)),
   free AS MATERIALIZED (
     SELECT t.actor_id, t.key, g.anew FROM idempotency_record t
     JOIN given g ON g.actor = t.actor_id AND g.key = t.key AND g.was = t.response
     FOR NO KEY UPDATE OF t SKIP LOCKED)
   UPDATE idempotency_record t SET response = free.anew FROM free WHERE t.actor_id = free.actor_id AND t.key = free.key`,
  { takes: [listOf(text), listOf(text), listOf(bytes), listOf(bytes)] },
);

/** Answers are named by who asked and the key under which. */
const answers: SealedColumn = {
  name: 'idempotency_record.response',
  what: 'kept',
  context: ([actor = '', key = '']) => answerContext(actor, key),
  count: countOf(counted('idempotency_record', 'response')),
  async page(database, current, after, most) {
    const rows = await ANSWERS_PAGE.rows(database, [current, after?.[0] ?? null, after?.[1] ?? null, most]);
    return rows.map(({ actor_id, key, response }) => ({ of: [actor_id, key], sealed: response }));
  },
  replace: (database, rows) =>
    ANSWERS_REPLACE.run(database, [
      rows.map(({ of: [actor = ''] }) => actor),
      rows.map(({ of: [, key = ''] }) => key),
      rows.map(({ sealed }) => sealed),
      rows.map(({ anew }) => anew),
    ]),
};

/** Everything that is sealed under a key of the ring, and not under a ticket's own. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  columnById(uuid, 'ticket', 'id', 'wrapped_key', (id) => id, 'data-key'),
  answers,
  columnById(uuid, 'webhook_subscription', 'id', 'secret_sealed', webhookContext),
  columnById(uuid, 'webhook_subscription', 'id', 'previous_sealed', webhookContext),
  columnById(uuid, 'contact', 'id', 'secret_sealed', contactSecretContext),
  columnById(uuid, 'second_factor', 'person_id', 'secret_sealed', factorContext),
  columnById(text, 'identity_provider', 'id', 'secret_sealed', providerContext),
  columnById(uuid, 'attachment', 'id', 'upload_key', uploadContext),
  columnById(uuid, 'export_job', 'id', 'question_sealed', exportQuestionContext),
  columnById(uuid, 'export_job', 'id', 'file_key', exportFileContext),
  columnById(bigint, 'admin_change_personal', 'number', 'sealed', changeContext),
  columnById(uuid, 'draft', 'id', 'words_sealed', draftContext),
  columnById(uuid, 'split_draft', 'id', 'plan_sealed', splitContext),
  columnById(uuid, 'saved_view', 'id', 'words_sealed', viewContext),
  columnById(uuid, 'caller', 'id', 'number_sealed', callerContext),
  columnById(text, 'call', 'id', 'recording_sealed', recordingContext),
  columnById(uuid, 'caller_flag', 'id', 'words_sealed', flagContext),
];

/** Nothing of the row is sealed apart, which is what can be put under another key. */
export const ONLY_IN_THE_TRAIL =
  'NOT EXISTS (SELECT FROM admin_change_personal p WHERE p.number = admin_change.number)';

/** What rows of the trail hold never changes: it is sealed apart when keys are rotated, and then needed no more. */
const TRAIL_OF_BEFORE: HeldColumn = {
  name: 'admin_change.personal_sealed',
  count: countOf(counted('admin_change', 'personal_sealed', ` AND ${ONLY_IN_THE_TRAIL}`)),
};

export const HELD_COLUMNS: readonly HeldColumn[] = [...SEALED_COLUMNS, TRAIL_OF_BEFORE];

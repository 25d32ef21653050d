import type pg from 'pg';
import type { KnowledgeTask } from '../../domain/knowledge/task.js';
import type { TaskKind } from '../../domain/knowledge/vocabulary.js';
import { instant, int, orNull, text, uuid } from '../postgres/kinds.js';
import { composedStatement, statement } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { alone } from './settling.js';
import { endTask, openTask, TASK_COLUMNS, TASK_GIVES, taskOf, touchEntry, type OpenedTask } from './task-rows.js';

export interface TaskFilter {
  /** `null`: the hotline's. */
  readonly unit?: string | null | undefined;
  readonly kind?: TaskKind | undefined;
  /** Of this entry. */
  readonly entry?: string | undefined;
  readonly ended: boolean;
  /** Only those that were due by then. */
  readonly dueBy?: Date | undefined;
  /** When the last one of the page before is due, and its id. */
  readonly after: readonly [dueAt: Date, id: string] | null;
  readonly limit: number;
}

export interface KnowledgeTaskStore {
  find(id: string): Promise<KnowledgeTask | null>;
  /** The soonest first. */
  list(filter: TaskFilter): Promise<KnowledgeTask[]>;
  /** How many are open of this unit, or of the hotline, and how many of them are late. */
  count(unit: string | null, now: Date): Promise<{ readonly open: number; readonly late: number }>;
  /**
   * An answer that is missing. Whoever asks first opens the task; who asks for the same question of the class is
   * counted. A second time by the same id changes nothing.
   */
  askForEntry(task: OpenedTask & { readonly id: string }): Promise<{ task: KnowledgeTask; made: boolean }>;
  /** Something that is not right with the version that is served. A second time by the same id changes nothing. */
  correct(task: OpenedTask & { readonly id: string }): Promise<{ task: KnowledgeTask; made: boolean }>;
  /**
   * The same, said by a citizen. Of a version in which as many of these wait as are read, one is counted instead;
   * then a second time counts, too.
   */
  correctAsCitizen(task: OpenedTask & { readonly id: string }): Promise<{ task: KnowledgeTask; made: boolean }>;
  /** Writes how `decide` ends it; `null`: there is none. */
  end(id: string, decide: (task: KnowledgeTask) => KnowledgeTask): Promise<KnowledgeTask | null>;
}

const FIND = statement(`SELECT ${TASK_COLUMNS} FROM knowledge_task t WHERE t.id = $1`, {
  takes: [uuid],
  gives: TASK_GIVES,
});
const SAME_GAP = statement(
  `SELECT ${TASK_COLUMNS} FROM knowledge_task t
   WHERE t.kind = 'gap' AND t.ended_at IS NULL AND t.class_code IS NOT DISTINCT FROM $1 AND md5(t.question) = md5($2) AND t.question = $2`,
  { takes: [orNull(text), text], gives: TASK_GIVES },
);
/** So many of citizens wait for one version: who has to mend it reads no more of them. */
const MOST_OF_CITIZENS = 3;
const OF_CITIZENS = statement(
  `SELECT ${TASK_COLUMNS} FROM knowledge_task t WHERE t.entry_id = $1 AND t.version = $2 AND t.kind = 'correction' AND t.ended_at IS NULL
     AND t.asked_by->>'role' = 'citizen' ORDER BY t.opened_at, t.id`,
  { takes: [uuid, int], gives: TASK_GIVES },
);
const COUNT_ONE_MORE = statement('UPDATE knowledge_task SET times = times + 1 WHERE id = $1', { takes: [uuid] });
/** An entry that is to be written has no version yet. */
const WANT = statement(
  `INSERT INTO knowledge_entry (id, owner_unit, class_code, newest, served, revision, change)
   VALUES ($1, $2, $3, 0, NULL, 0, (SELECT COALESCE(max(change), 0) + 1 FROM knowledge_entry)) ON CONFLICT (id) DO NOTHING`,
  { takes: [uuid, text, text] },
);
const LIST = composedStatement('knowledge-tasks', TASK_GIVES);
const COUNT = statement(
  `SELECT count(*)::int AS open, (count(*) FILTER (WHERE due_at <= $2))::int AS late FROM knowledge_task
   WHERE ended_at IS NULL AND COALESCE(unit, '') = $1`,
  { takes: [text, instant], gives: { open: int, late: int } },
);

export function createKnowledgeTaskStore(pool: pg.Pool): KnowledgeTaskStore {
  const one = async (database: pg.Pool | pg.PoolClient, id: string): Promise<KnowledgeTask | null> => {
    const [row] = await FIND.rows(database, [id]);
    return row ? taskOf(row) : null;
  };
  const opened = async (client: pg.PoolClient, task: OpenedTask & { readonly id: string }) => {
    await openTask(client, task);
    await touchEntry(client, task.entry);
    const made = await one(client, task.id);
    if (made === null) throw new Error('A task that was just opened is not there.');
    return { task: made, made: true };
  };

  return {
    find: (id) => one(pool, id),

    async list({ unit, kind, entry, ended, dueBy, after, limit }) {
      const values: unknown[] = [];
      const given = (value: unknown): string => `$${values.push(value)}`;
      const where = [
        `t.ended_at IS ${ended ? 'NOT NULL' : 'NULL'}`,
        ...(unit === undefined ? [] : [unit === null ? 't.unit IS NULL' : `t.unit = ${given(unit)}`]),
        ...(kind === undefined ? [] : [`t.kind = ${given(kind)}`]),
        ...(entry === undefined ? [] : [`t.entry_id = ${given(entry)}::uuid`]),
        ...(dueBy === undefined ? [] : [`t.due_at <= ${given(dueBy)}::timestamptz`]),
        ...(after === null ? [] : [`(t.due_at, t.id) > (${given(after[0])}::timestamptz, ${given(after[1])}::uuid)`]),
      ];
      const sql = `SELECT ${TASK_COLUMNS} FROM knowledge_task t WHERE ${where.join(' AND ')}
        ORDER BY t.due_at, t.id LIMIT ${given(limit)}::int`;
      return (await LIST.rows(pool, sql, values)).map(taskOf);
    },

    count: async (unit, now) => (await COUNT.rows(pool, [unit ?? '', now]))[0] ?? { open: 0, late: 0 },

    askForEntry: (task) =>
      inTransaction(pool, async (client) => {
        await alone(client);
        const before = await one(client, task.id);
        if (before !== null) return { task: before, made: false };
        const [same] = await SAME_GAP.rows(client, [task.classCode, task.question]);
        if (same) {
          await COUNT_ONE_MORE.run(client, [same.id]);
          return { task: { ...taskOf(same), times: same.times + 1 }, made: false };
        }
        await WANT.run(client, [task.entry, task.unit ?? '', task.classCode ?? '']);
        return opened(client, task);
      }),

    correct: (task) =>
      inTransaction(pool, async (client) => {
        await alone(client);
        const before = await one(client, task.id);
        return before === null ? opened(client, task) : { task: before, made: false };
      }),

    correctAsCitizen: (task) =>
      inTransaction(pool, async (client) => {
        await alone(client);
        const before = await one(client, task.id);
        if (before !== null) return { task: before, made: false };
        const waiting = await OF_CITIZENS.rows(client, [task.entry, task.version ?? 0]);
        const [first] = waiting;
        if (!first || waiting.length < MOST_OF_CITIZENS) return opened(client, task);
        await COUNT_ONE_MORE.run(client, [first.id]);
        return { task: { ...taskOf(first), times: first.times + 1 }, made: false };
      }),

    end: (id, decide) =>
      inTransaction(pool, async (client) => {
        await alone(client);
        const before = await one(client, id);
        if (before === null) return null;
        const after = decide(before);
        if (after === before || after.endedAt === null || after.outcome === null) return before;
        const { endedAt: at, endedBy: by, outcome, reason } = after;
        await endTask(client, id, { at, by, outcome, reason });
        await touchEntry(client, before.entry);
        return one(client, id);
      }),
  };
}

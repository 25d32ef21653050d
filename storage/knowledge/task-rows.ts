import type { KnowledgeTask } from '../../domain/knowledge/task.js';
import type { CorrectionKind, TaskKind, TaskOutcome } from '../../domain/knowledge/vocabulary.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { instant, int, jsonb, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type Queryable, type RowOf } from '../postgres/statement.js';

export const TASK_COLUMNS = `t.id, t.entry_id, t.version, t.kind, t.about, t.unit, t.class_code, t.question, t.text, t.asked_by, t.ticket_id, t.times,
  t.opened_at, t.due_at, t.told, t.ended_at, t.ended_by, t.outcome, t.reason`;
export const TASK_GIVES = {
  ...{ id: uuid, entry_id: uuid, version: orNull(int), kind: textOf<TaskKind>() },
  about: orNull(textOf<CorrectionKind>()),
  ...{ unit: orNull(text), class_code: orNull(text), question: text, text: orNull(text) },
  asked_by: orNull(jsonb<Actor>()),
  ticket_id: orNull(uuid),
  ...{ times: int, opened_at: instant, due_at: instant, told: int, ended_at: orNull(instant) },
  ended_by: orNull(jsonb<Actor>()),
  outcome: orNull(textOf<TaskOutcome>()),
  reason: orNull(text),
};

export function taskOf(row: RowOf<typeof TASK_GIVES>): KnowledgeTask {
  const { id, version, kind, about, unit, question, text: said, times, told, outcome, reason } = row;
  return {
    ...{ id, version, kind, about, unit, question, text: said, times, told, outcome, reason },
    ...{ entry: row.entry_id, classCode: row.class_code, askedBy: row.asked_by, ticket: row.ticket_id },
    ...{ openedAt: row.opened_at, dueAt: row.due_at, endedAt: row.ended_at, endedBy: row.ended_by },
  };
}

const OPEN_OF = statement(
  `SELECT ${TASK_COLUMNS} FROM knowledge_task t WHERE t.entry_id = $1 AND t.ended_at IS NULL ORDER BY t.opened_at, t.id`,
  { takes: [uuid], gives: TASK_GIVES },
);
const OPEN = statement(
  `INSERT INTO knowledge_task (id, entry_id, version, kind, about, unit, class_code, question, text, asked_by, ticket_id, opened_at, due_at)
   VALUES (COALESCE($1, gen_random_uuid()), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
  {
    takes: [
      ...([orNull(uuid), uuid, orNull(int), text, orNull(text), orNull(text), orNull(text), text] as const),
      ...([orNull(text), orNull(jsonb()), orNull(uuid), instant, instant] as const),
    ],
  },
);
const END = statement(
  `UPDATE knowledge_task SET ended_at = $2, ended_by = $3, outcome = $4, reason = $5 WHERE id = $1 AND ended_at IS NULL`,
  { takes: [uuid, instant, orNull(jsonb()), text, orNull(text)] },
);

const TOUCH = statement(
  'UPDATE knowledge_entry SET change = (SELECT max(change) + 1 FROM knowledge_entry) WHERE id = $1',
  { takes: [uuid] },
);

/** A task as it begins; without an id it is given one. */
export type OpenedTask = Omit<KnowledgeTask, 'id' | 'times' | 'told' | 'endedAt' | 'endedBy' | 'outcome' | 'reason'> & {
  readonly id: string | null;
};

export async function openTasksOf(database: Queryable, entry: string): Promise<KnowledgeTask[]> {
  return (await OPEN_OF.rows(database, [entry])).map(taskOf);
}

export async function openTask(database: Queryable, task: OpenedTask): Promise<void> {
  const {
    id,
    entry,
    version,
    kind,
    about,
    unit,
    classCode,
    question,
    text: said,
    askedBy,
    ticket,
    openedAt,
    dueAt,
  } = task;
  const by = askedBy === null ? null : JSON.stringify(askedBy);
  await OPEN.run(database, [
    ...([id, entry, version, kind, about, unit, classCode, question] as const),
    ...([said, by, ticket, openedAt, dueAt] as const),
  ]);
}

/** Unless it has ended. */
export async function endTask(
  database: Queryable,
  id: string,
  { at, by, outcome, reason }: { at: Date; by: Actor | null; outcome: TaskOutcome; reason: string | null },
): Promise<void> {
  await END.run(database, [id, at, by === null ? null : JSON.stringify(by), outcome, reason]);
}

/** Whoever keeps an index, and its workflow, look at the entry anew. */
export async function touchEntry(database: Queryable, id: string): Promise<void> {
  await TOUCH.run(database, [id]);
}

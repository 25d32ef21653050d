import type { WorkingCalendar } from '../../domain/calendar/types.js';
import { entriesOfScene } from '../../domain/knowledge/scene.js';
import {
  settleTasks,
  TASK_ROWS,
  type KnowledgeTask,
  type Leaf,
  type StandingEntry,
} from '../../domain/knowledge/task.js';
import { taskDue } from '../../domain/knowledge/task-rungs.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { bool, instant, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { ENTRY_COLUMNS, ENTRY_GIVES, entryOf } from './entry-rows.js';
import { endTask, openTask, openTasksOf, touchEntry } from './task-rows.js';

/** Changes go one after the other, so whoever has seen one has seen all before it. */
const KNOWLEDGE_LOCK = 7_312_348;
const ALONE = statement(`SELECT pg_advisory_xact_lock(${KNOWLEDGE_LOCK})::text AS locked`, { gives: { locked: text } });
/** The newest version and the one that is served, which may be one. */
const STANDING = statement(
  `SELECT ${ENTRY_COLUMNS} FROM knowledge_entry e JOIN knowledge_version v ON v.entry_id = e.id AND v.version IN (e.newest, e.served)
   WHERE e.id = $1`,
  { takes: [uuid], gives: ENTRY_GIVES },
);

/** Of the entries that a scene leads to, as they are read out. One that was never written is none. */
const LEAVES = statement(
  `SELECT (v.version IS NOT NULL) AS is_served, (v.content->>'until')::timestamptz AS until FROM unnest($1::uuid[]) AS leaf (id)
   LEFT JOIN knowledge_entry e ON e.id = leaf.id LEFT JOIN knowledge_version v ON v.entry_id = e.id AND v.version = e.served`,
  { takes: [listOf(uuid)], gives: { is_served: bool, until: orNull(instant) } },
);
/** Served scenes that lead to an entry. */
const SCENES_TO = statement(
  `SELECT e.id FROM knowledge_version v JOIN knowledge_entry e ON e.id = v.entry_id AND e.served = v.version
   WHERE jsonb_typeof(v.content->'scene') = 'object'
     AND jsonb_path_exists(v.content, '$.scene.steps[*].answers[*].leads ? (@.entry == $id)', jsonb_build_object('id', $1::uuid::text))`,
  { takes: [uuid], gives: { id: uuid } },
);

export interface Settling {
  readonly at: Date;
  /** Who did what it follows from; `null`: time did. */
  readonly by: Actor | null;
  /** `null`: of the hotline. */
  readonly calendarOf: (unit: string | null) => WorkingCalendar;
}

export interface SettledEntry extends StandingEntry {
  readonly open: readonly KnowledgeTask[];
  readonly opensNext: Date | null;
}

/** Until the end of the transaction nobody else changes any entry, or a task of one. */
export async function alone(database: Queryable): Promise<void> {
  await ALONE.rows(database, []);
}

/** Opens and ends the tasks of an entry, as it stands now. Only while it is `alone`; safe to repeat. */
export async function settleEntry(
  database: Queryable,
  id: string,
  { at, by, calendarOf }: Settling,
): Promise<SettledEntry> {
  const versions = (await STANDING.rows(database, [id])).map(entryOf);
  const newest = versions.find(({ newest: last, version }) => version.version === last)?.version ?? null;
  const served = versions.find(({ served: one, version }) => version.version === one)?.version ?? null;
  const before = await openTasksOf(database, id);
  const leaves = await leavesOf(database, served);
  const { opened, ended, opensNext } = settleTasks({ newest, served, leaves }, before, at);
  for (const task of ended) await endTask(database, task.id, { at, by, outcome: 'done', reason: null });
  for (const { kind, version, opens, dueAt } of opened) {
    const { ownerUnit, classCode, question } = version.content;
    const unit = TASK_ROWS[kind].has === 'unit' ? ownerUnit : null;
    await openTask(database, {
      ...{ id: null, entry: id, version: version.version, kind, about: null, unit, classCode, question },
      ...{ text: null, askedBy: by, ticket: null, openedAt: opens ?? at },
      dueAt: taskDue({ kind, about: null }, opens ?? at, dueAt, calendarOf(unit)),
    });
  }
  const isAsBefore = opened.length === 0 && ended.length === 0;
  return { newest, served, leaves, open: isAsBefore ? before : await openTasksOf(database, id), opensNext };
}

/** Scenes that lead to an entry which has changed: whether they lead to nothing now, or do so no more. */
export async function settleScenesTo(database: Queryable, entry: string, settling: Settling): Promise<void> {
  for (const { id } of await SCENES_TO.rows(database, [entry])) {
    await touchEntry(database, id);
    await settleEntry(database, id, settling);
  }
}

async function leavesOf(database: Queryable, served: StandingEntry['served']): Promise<Leaf[]> {
  const entries = served?.content.scene ? entriesOfScene(served.content.scene) : [];
  if (entries.length === 0) return [];
  return (await LEAVES.rows(database, [entries])).map(({ is_served: isServed, until }) => ({ isServed, until }));
}

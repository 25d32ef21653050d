import type pg from 'pg';
import type { WorkingCalendar } from '../../domain/calendar/types.js';
import { intentsOf, rungsOf } from '../../domain/knowledge/task-rungs.js';
import type { KnowledgeTask } from '../../domain/knowledge/task.js';
import { rowsOfIntents } from '../../domain/notice/notice-rows.js';
import type { ContactDirectory } from '../../domain/notice/recipients.js';
import { noticesAsJson, TOLD } from '../notice/notice-rows.js';
import { int, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { alone, settleEntry } from './settling.js';

export interface EntryStepDeps {
  readonly calendarOf: (unit: string | null) => WorkingCalendar;
  readonly directory: ContactDirectory;
}

/** What the workflow of an entry does, and how it hears that there is something to do. */
export interface EntryLife {
  /**
   * Opens and ends what time has opened and ended by then, and tells what is due to be told. Answers when there is
   * something to do again by time alone; `null`: never. Safe to repeat.
   */
  step(entry: string, at: Date, deps: EntryStepDeps): Promise<Date | null>;
  /** Entries that changed since their workflow looked, those that wait longest first. */
  unseen(limit: number): Promise<string[]>;
}

const UNSEEN = statement('SELECT id FROM knowledge_entry WHERE seen < change ORDER BY change LIMIT $1::int', {
  name: 'unseen-knowledge-entries',
  takes: [int],
  gives: { id: uuid },
});
const SEEN = statement('UPDATE knowledge_entry SET seen = change WHERE id = $1 AND seen < change', { takes: [uuid] });
const TOLD_TO = statement('UPDATE knowledge_task SET told = $2 WHERE id = $1', { takes: [uuid, int] });

export function createEntryLife(pool: pg.Pool): EntryLife {
  async function tell(
    client: pg.PoolClient,
    task: KnowledgeTask,
    now: Date,
    { calendarOf, directory }: EntryStepDeps,
  ): Promise<Date | null> {
    const { due, next } = rungsOf(task, now, calendarOf(task.unit));
    const unit = task.unit === null ? null : { id: task.unit, path: directory.pathOf(task.unit) };
    for (const { rung, at } of due) {
      const told = { seq: rung, at: at.toISOString(), pack: 'default', citizenHours: null, gatheredUntil: null };
      const rows = rowsOfIntents(intentsOf(task, rung, unit), told, directory);
      await TOLD.run(client, [task.id, noticesAsJson(rows)]);
    }
    if (due.length > 0) await TOLD_TO.run(client, [task.id, task.told + due.length]);
    return next;
  }

  return {
    step: (entry, at, deps) =>
      inTransaction(pool, async (client) => {
        await alone(client);
        const { open, opensNext } = await settleEntry(client, entry, { at, by: null, calendarOf: deps.calendarOf });
        const times = opensNext === null ? [] : [opensNext];
        for (const task of open) {
          const next = await tell(client, task, at, deps);
          if (next !== null) times.push(next);
        }
        await SEEN.run(client, [entry]);
        return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
      }),

    unseen: async (limit) => (await UNSEEN.rows(pool, [limit])).map(({ id }) => id),
  };
}

import type { Limit, WorkingCalendar } from '../calendar/types.js';
import { addWorkingDays, dueAfter } from '../calendar/working-calendar.js';
import type { NoticeIntent, PlacedUnit } from '../notice/intent.js';
import type { NoticeAddressee, StaffTemplate } from '../notice/vocabulary.js';
import { limitOf, TASK_ROWS, type KnowledgeTask } from './task.js';

interface Rung {
  /** When the task opens, when it is due, or so many working days later. */
  readonly at: 'open' | 'due' | { readonly workingDaysAfter: number };
  readonly template: StaffTemplate & ('knowledgeTask' | 'knowledgeOverdue');
  readonly level: number;
  readonly tells: Readonly<Record<'unit' | 'hotline', readonly NoticeAddressee[]>>;
}

/** What is not done is told higher up each time, as tickets are. Never a scan: each task waits for its next rung. */
const RUNGS: readonly Rung[] = [
  { at: 'open', template: 'knowledgeTask', level: 0, tells: { unit: ['unitLiaison'], hotline: ['reviewer'] } },
  {
    ...{ at: 'due', template: 'knowledgeOverdue', level: 1 },
    tells: { unit: ['unitDeputyHead', 'reviewer'], hotline: ['dutyDesk'] },
  },
  {
    ...{ at: { workingDaysAfter: 2 }, template: 'knowledgeOverdue', level: 2 },
    tells: { unit: ['unitHead', 'dutyDesk'], hotline: ['dutyDesk'] },
  },
];

/** When it is due, if its kind has a limit; else by what the entry says. */
export function taskDue(
  task: Pick<KnowledgeTask, 'kind' | 'about'>,
  opens: Date,
  byEntry: Date | null,
  calendar: WorkingCalendar,
): Date {
  const limit: Limit | null = limitOf(task);
  if (limit === null) return byEntry ?? opens;
  return new Date(dueAfter(calendar, opens.toISOString(), limit).dueAt);
}

export interface RungDue {
  /** Counts from nought; also the place among the notices of the task. */
  readonly rung: number;
  readonly at: Date;
}

/** The rungs of an open task that nobody was told of yet: those that are due by now, and when the next one is. */
export function rungsOf(
  { openedAt, dueAt, told }: Pick<KnowledgeTask, 'openedAt' | 'dueAt' | 'told'>,
  now: Date,
  calendar: WorkingCalendar,
): { readonly due: readonly RungDue[]; readonly next: Date | null } {
  const left = RUNGS.map(({ at }, rung): RungDue => ({ rung, at: instantOf(at) })).slice(told);
  const due = left.filter(({ at }) => at.getTime() <= now.getTime());
  return { due, next: left[due.length]?.at ?? null };

  function instantOf(at: Rung['at']): Date {
    if (at === 'open') return openedAt;
    if (at === 'due') return dueAt;
    return new Date(addWorkingDays(calendar, dueAt.toISOString(), at.workingDaysAfter).dueAt);
  }
}

/** Whom a rung tells what. Questions are the city's words, no caller's. */
export function intentsOf(task: KnowledgeTask, rung: number, unit: PlacedUnit | null): NoticeIntent[] {
  const row = RUNGS[rung];
  if (row === undefined) return [];
  const { kind, question, dueAt, unit: has } = task;
  const params = { knowledgeTask: kind, question, dueAt: dueAt.toISOString(), unit: has };
  return row.tells[TASK_ROWS[kind].has].map((addressee) => ({
    ...{ template: row.template, addressee, params, level: row.level },
    unit: addressee.startsWith('unit') ? unit : null,
  }));
}

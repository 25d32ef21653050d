import type { z } from 'zod';
import type { KnowledgeTaskSchema } from '../../contracts/knowledge-tasks.js';
import { mayDismiss } from '../../domain/knowledge/asked-for.js';
import type { KnowledgeTask } from '../../domain/knowledge/task.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { Account } from '../access/account.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export function presentTask(
  task: KnowledgeTask,
  account: Account,
  { units }: Pick<ReferenceSnapshot, 'units'>,
  now: Date,
): z.input<typeof KnowledgeTaskSchema> {
  const { id, kind, entry, version, about, unit, classCode, question, text, askedBy, times, endedBy } = task;
  const { outcome, reason, dueAt, endedAt } = task;
  return {
    ...{ id, kind, entry, version, about, classCode, question, text, askedBy, times, endedBy, outcome, reason },
    unit: unit === null ? null : { id: unit, name: units.get(unit)?.name ?? unit },
    ...{ openedAt: chinaTime(task.openedAt), dueAt: chinaTime(dueAt), endedAt: chinaTimeOrNull(endedAt) },
    isLate: dueAt.getTime() < (endedAt ?? now).getTime(),
    mayDismiss: mayDismiss(task, account),
  };
}

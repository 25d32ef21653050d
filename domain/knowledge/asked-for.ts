import { isBlank } from '../intake/folded-text.js';
import { Refusal, refuseUnless } from '../refusal.js';
import type { PlacedActor } from '../ticket/permissions.js';
import { isOfHotline, isOfUnit } from './entry-commands.js';
import type { KnowledgeTask } from './task.js';
import type { TaskKind } from './vocabulary.js';

/** What people ask for, and therefore may be told that there is nothing to do. All else is done, or stands. */
const ASKED_FOR: readonly TaskKind[] = ['gap', 'correction'];

/** Whether this account may say so now. */
export function mayDismiss(task: KnowledgeTask, actor: PlacedActor): boolean {
  return refusalToDismiss(task, actor) === null;
}

/** Ends what was asked for without doing it, for a reason that whoever asked can read. */
export function dismissed(task: KnowledgeTask, actor: PlacedActor, reason: string, at: Date): KnowledgeTask {
  const refusal = refusalToDismiss(task, actor);
  if (refusal !== null) throw refusal;
  refuseUnless(!isBlank(reason), 'reason-required', 'Say why there is nothing to do: whoever asked reads it.');
  const { id, role, unit } = actor;
  return { ...task, endedAt: at, endedBy: { id, role, unit }, outcome: 'dismissed', reason };
}

function refusalToDismiss({ kind, unit, endedAt }: KnowledgeTask, actor: PlacedActor): Refusal | null {
  if (!(unit !== null && isOfUnit(unit, actor)) && !isOfHotline(actor))
    return new Refusal(
      'actor-not-allowed',
      'That is for people of the unit that has the task, and for a reviewer, duty manager or director of the hotline.',
    );
  if (endedAt !== null) return new Refusal('illegal-transition', 'The task has ended already.');
  if (!ASKED_FOR.includes(kind))
    return new Refusal('illegal-transition', 'It is done by reviewing or renewing the entry, or by withdrawing it.');
  return null;
}

/** Whoever is told twice is answered, and nothing changes. */
export function wasDismissedSo(
  { outcome, endedBy, reason }: KnowledgeTask,
  actor: Pick<PlacedActor, 'id'>,
  said: string,
): boolean {
  return outcome === 'dismissed' && endedBy?.id === actor.id && reason === said;
}

import type { ClockKey, Role } from './vocabulary.js';

interface Row {
  /** What somebody owes a ticket, said as what there is to do. */
  readonly kind: string;
  /** The clock that runs until it is done. */
  readonly clock: ClockKey;
  readonly roles: readonly Role[];
  /** Whose it is: the ticket's lead unit, the unit that holds the task, or everybody of these roles. */
  readonly owner: 'lead' | 'taskUnit' | 'role';
}

/** What runs out for whom. A clock stops when the thing is done, so what is owed is what still runs or is paused. */
const OWED = [
  { kind: 'toAcknowledge', clock: 'acknowledge', roles: ['handler'], owner: 'lead' },
  { kind: 'toContact', clock: 'contact', roles: ['handler'], owner: 'lead' },
  { kind: 'toReply', clock: 'handle', roles: ['handler'], owner: 'lead' },
  { kind: 'toReportIn', clock: 'reportIn', roles: ['handler'], owner: 'taskUnit' },
  { kind: 'toAnswerTask', clock: 'task', roles: ['handler'], owner: 'taskUnit' },
  { kind: 'toAnswerSupervision', clock: 'supervision', roles: ['handler'], owner: 'lead' },
  { kind: 'toAccept', clock: 'accept', roles: ['operator'], owner: 'role' },
  { kind: 'toDispatch', clock: 'dispatch', roles: ['dispatcher'], owner: 'role' },
  {
    kind: 'toDecide',
    clock: 'decision',
    roles: ['dispatcher', 'reviewer', 'supervisor', 'dutyManager', 'director'],
    owner: 'role',
  },
  { kind: 'toAdjudicate', clock: 'adjudicate', roles: ['dutyManager', 'director'], owner: 'role' },
  { kind: 'toReview', clock: 'review', roles: ['reviewer'], owner: 'role' },
  { kind: 'toCallBack', clock: 'callback', roles: ['callbackAgent'], owner: 'role' },
  { kind: 'toJudge', clock: 'judge', roles: ['reviewer'], owner: 'role' },
] as const satisfies readonly Row[];
export type WorklistKind = (typeof OWED)[number]['kind'];
export interface OwedRow extends Row {
  readonly kind: WorklistKind;
}
export const WORKLIST_KINDS = OWED.map(({ kind }) => kind);

/** What a role may owe. No two kinds of one role share a clock. */
export function owedBy(role: Role): readonly OwedRow[] {
  const rows: readonly OwedRow[] = OWED;
  return rows.filter(({ roles }) => roles.includes(role));
}

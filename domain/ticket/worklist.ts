import type { Instant } from '../calendar/types.js';
import { hoursOf, withinHours } from '../notice/quiet-hours.js';
import type { Command } from './commands.js';
import { allowedActions } from './decide.js';
import type { TicketState } from './ticket.js';
import type { Actor, ClockKey, Role } from './vocabulary.js';

interface Row {
  /** What somebody owes a ticket, said as what there is to do. */
  readonly kind: string;
  /** The clock that runs until it is done. */
  readonly clock: ClockKey;
  readonly roles: readonly Role[];
  /** Whose it is: the ticket's lead unit, the unit that holds the task, or everybody of these roles. */
  readonly owner: 'lead' | 'taskUnit' | 'role';
  /** What waits for a role waits for whoever comes: the commands with which it is done. */
  readonly doneBy?: readonly Command[];
}

/** What runs out for whom. A clock stops when the thing is done, so what is owed is what still runs or is paused. */
const OWED = [
  { kind: 'toAcknowledge', clock: 'acknowledge', roles: ['handler'], owner: 'lead' },
  { kind: 'toContact', clock: 'contact', roles: ['handler'], owner: 'lead' },
  { kind: 'toReply', clock: 'handle', roles: ['handler'], owner: 'lead' },
  { kind: 'toReportIn', clock: 'reportIn', roles: ['handler'], owner: 'taskUnit' },
  { kind: 'toAnswerTask', clock: 'task', roles: ['handler'], owner: 'taskUnit' },
  { kind: 'toAnswerSupervision', clock: 'supervision', roles: ['handler'], owner: 'lead' },
  {
    kind: 'toAccept',
    clock: 'accept',
    roles: ['operator'],
    owner: 'role',
    doneBy: ['accept', 'answer', 'redirect', 'decline', 'handToEmergency', 'merge'],
  },
  {
    kind: 'toDispatch',
    clock: 'dispatch',
    roles: ['dispatcher'],
    owner: 'role',
    doneBy: ['dispatch', 'consult', 'concludeConsultation', 'merge'],
  },
  {
    kind: 'toDecide',
    clock: 'decision',
    roles: ['dispatcher', 'reviewer', 'supervisor', 'dutyManager', 'director'],
    owner: 'role',
    doneBy: ['decide'],
  },
  {
    kind: 'toAdjudicate',
    clock: 'adjudicate',
    roles: ['dutyManager', 'director'],
    owner: 'role',
    doneBy: ['adjudicate'],
  },
  { kind: 'toReview', clock: 'review', roles: ['reviewer'], owner: 'role', doneBy: ['reviewReply'] },
  { kind: 'toCallBack', clock: 'callback', roles: ['callbackAgent'], owner: 'role', doneBy: ['recordCallback'] },
  { kind: 'toJudge', clock: 'judge', roles: ['reviewer'], owner: 'role', doneBy: ['judge'] },
] as const satisfies readonly Row[];
export type WorklistKind = (typeof OWED)[number]['kind'];
export interface OwedRow extends Row {
  readonly kind: WorklistKind;
}
export const WORKLIST_KINDS = OWED.map(({ kind }) => kind);

/** What waits for a role, and is given out one at a time to whoever asks for the next. */
export const SHARED_KINDS = OWED.flatMap((row) => (row.owner === 'role' ? [row.kind] : []));
export type SharedKind = (typeof SHARED_KINDS)[number];
export const SHARED_ROLES = [...new Set(OWED.flatMap((row) => (row.owner === 'role' ? row.roles : [])))] as const;

/** What a role may owe. No two kinds of one role share a clock. */
export function owedBy(role: Role): readonly OwedRow[] {
  const rows: readonly OwedRow[] = OWED;
  return rows.filter(({ roles }) => roles.includes(role));
}

/**
 * Whether the rules let this actor do it: who replied neither reviews nor calls back, and who asked does not decide.
 */
export function mayDo({ doneBy = [] }: OwedRow, ticket: TicketState, actor: Actor, at: Instant): boolean {
  const allowed = allowedActions(ticket, actor, at);
  return doneBy.some((command) => allowed.includes(command));
}

/**
 * From when on it is of use: a citizen is called within the hours of the pack, and not too soon after the last attempt.
 */
export function worthFrom({ kind }: Pick<OwedRow, 'kind'>, { callback, pack }: TicketState, at: Instant): Instant {
  if (kind !== 'toCallBack') return at;
  const { from, to, minGapMinutes } = pack.rules.callback;
  const last = callback.attempts.filter(({ counted }) => counted).at(-1);
  const gapEnds = last === undefined ? 0 : Date.parse(last.at) + minGapMinutes * 60_000;
  return withinHours(new Date(Math.max(Date.parse(at), gapEnds)).toISOString(), hoursOf(from, to));
}

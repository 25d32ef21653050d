import { citizenDueAt, unitDueAt } from './dating.js';
import { protectionOf } from './protection.js';
import { openTasks } from './relations.js';
import type { EventChanges, TicketState } from './ticket.js';

/** What an auditor wants to see before and after a step: codes, ids and dates, nothing that people wrote. */
export interface AuditedFields {
  readonly state: string;
  readonly lead: string | null;
  readonly handler: string | null;
  readonly type: string;
  readonly urgency: string;
  readonly classCode: string | null;
  /** These three are told since they can be corrected; a worker of before does not say them. */
  readonly accusedUnit?: string | null;
  readonly identity?: string | null;
  readonly protection?: string;
  readonly round: number;
  readonly level: number;
  readonly overdue: boolean;
  readonly unitDueAt: string | null;
  readonly citizenDueAt: string | null;
  readonly closingCode: string | null;
}

export function auditedFields(ticket: TicketState): AuditedFields {
  return {
    state: ticket.state,
    lead: ticket.lead?.id ?? null,
    handler: ticket.handler,
    type: ticket.type,
    urgency: ticket.urgency,
    classCode: ticket.classCode,
    accusedUnit: ticket.accusedUnit,
    identity: ticket.identity ?? null,
    protection: protectionOf(ticket),
    round: ticket.round,
    level: ticket.level,
    overdue: ticket.overdue,
    unitDueAt: unitDueAt(ticket),
    citizenDueAt: citizenDueAt(ticket),
    closingCode: ticket.closingCode,
  };
}

/** The fields that differ; `null` when none does. */
export function changesBetween(before: AuditedFields, after: AuditedFields): EventChanges | null {
  const changed = (Object.keys(after) as (keyof AuditedFields)[]).flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    return was === undefined || is === undefined || was === is ? [] : [[name, { before: was, after: is }] as const];
  });
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

/** Ids of the units in whose sight the ticket lies: the lead with its superiors, and every holder of an open task. */
export function unitsInSight(ticket: Pick<TicketState, 'state' | 'lead' | 'tasks'>): string[] {
  return [...new Set([...(ticket.lead?.path ?? []), ...openTasks(ticket).map(({ unit }) => unit)])];
}

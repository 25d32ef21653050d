import type { Addressee } from '../../policy/types.js';
import { refuseUnless } from '../../refusal.js';
import { BOUNDS, refuseBeyond } from '../bounds.js';
import type { CommandInput } from '../commands.js';
import type { Draft } from '../draft.js';
import { since } from '../edition.js';
import { emit, openSupervision, raiseLevel, satisfyClock } from '../draft.js';
import type { LeftOut } from '../slim.js';
import type { TicketState } from '../ticket.js';
import type { Level, State } from '../vocabulary.js';
import { CLOCK_ACTOR, STATE_KIND } from '../vocabulary.js';

/** Who owes the next step while no unit holds the ticket, and after the unit has replied; in between it is the unit. */
const OWING: Readonly<Partial<Record<State, Addressee>>> = {
  registered: 'operator',
  pendingDispatch: 'dispatcher',
  consulting: 'dispatcher',
  adjudication: 'dutyDesk',
  replied: 'reviewer',
  callbackPending: 'callbackAgent',
  dissatisfiedReview: 'reviewer',
};

/** 催办 by hand: a chase without a written answer, for whoever owes the next step. A level never falls by it. */
export function urge(draft: Draft): void {
  const addressee = OWING[draft.ticket.state] ?? 'unitLiaison';
  const raised = raiseLevel(draft, 1);
  emit(draft, 'urged', { data: { level: draft.ticket.level, raised, addressee } });
}

/** 督办 by hand starts at level 2 unless a higher one is named; a level never falls by it. */
export function supervise(draft: Draft, { body, actor }: CommandInput<'supervise'>): void {
  const { ticket } = draft;
  if (since(ticket, 2)) {
    const remedy = 'Urge the unit, or have the duty board send the ticket to another.';
    refuseBeyond('supervisions', ticket.supervisions.length + 1, 'too-many-supervisions', remedy);
  }
  const level = Math.min(5, Math.max(2, body.level ?? 2)) as Level;
  openSupervision(draft, level, actor);
  raiseLevel(draft, level);
}

export function answerSupervision(draft: Draft, { body }: CommandInput<'answerSupervision'>): void {
  const supervision = draft.ticket.supervisions.find((one) => one.id === body.supervision);
  refuseUnless(
    supervision && supervision.answeredAt === null,
    'supervision-not-found',
    `There is no unanswered supervision ${body.supervision} on this ticket.`,
  );
  supervision.answeredAt = draft.at;
  emit(draft, 'supervisionAnswered', { data: { supervision: supervision.id } });
  satisfyClock(draft, 'supervision', { ref: supervision.id });
}

const DAY_MS = 86_400_000;

/**
 * Has the citizen said so often what there is to say that one more is not written down? Whoever takes it in says so before.
 * Distress, or another protected matter, is heard twice as long.
 */
export function isBeyond(
  ticket: Pick<TicketState, 'edition' | 'nudges'>,
  what: 'nudge' | 'supplement',
  found: readonly string[] = [],
): boolean {
  const { count, late = 0, supplements } = ticket.nudges;
  if (!since(ticket, 2)) return false;
  const most = found.length > 0 ? 2 : 1;
  return what === 'nudge' ? count + late >= most * BOUNDS.nudges : supplements >= most * BOUNDS.supplements;
}

/** 催单: counted while the ticket is open; often enough within the pack's days and the unit is chased. */
export function nudge(draft: Draft): void {
  const { ticket } = draft;
  if (isBeyond(ticket, 'nudge', draft.found)) return;
  if (STATE_KIND[ticket.state] !== 'open') {
    if (since(ticket, 2)) ticket.nudges.late = (ticket.nudges.late ?? 0) + 1;
    emit(draft, 'nudgedAfterClosing');
    return;
  }
  const { count, withinDays } = ticket.pack.rules.nudges;
  const from = new Date(Date.parse(draft.at) - withinDays * DAY_MS).toISOString();
  ticket.nudges.count += 1;
  ticket.nudges.recent = [...ticket.nudges.recent.filter((at) => at > from), draft.at].slice(-count);
  emit(draft, 'nudged', {
    data: { count: ticket.nudges.count },
  });
  if (ticket.nudges.recent.length >= count && raiseLevel(draft, 1)) {
    emit(draft, 'escalated', { data: { level: 1, cause: 'nudges', addressee: 'unitLiaison' }, actor: CLOCK_ACTOR });
  }
}

/** New facts from the citizen, for whoever holds the ticket. */
export function supplement(draft: Draft): void {
  if (isBeyond(draft.ticket, 'supplement', draft.found)) return;
  draft.ticket.nudges.supplements += 1;
  emit(draft, 'supplemented', {});
}

/** The workflow of the ticket was lost or broken off, and an operator had it begun anew. What had to be left out is told in numbers. */
export function restarted(draft: Draft, leftOut: LeftOut): void {
  emit(draft, 'restarted', {
    data: { leftOutTasks: leftOut.tasks, leftOutClocks: leftOut.clocks },
    actor: CLOCK_ACTOR,
  });
}

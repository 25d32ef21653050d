import type { Instant } from '../../calendar/types.js';
import type { Addressee } from '../../policy/types.js';
import { refuseUnless } from '../../refusal.js';
import { BOUNDS, refuseBeyond } from '../bounds.js';
import type { CommandInput } from '../commands.js';
import type { Asked, Draft } from '../draft.js';
import { since } from '../edition.js';
import { emit, openSupervision, protect, raiseLevel, satisfyClock } from '../draft.js';
import type { LeftOut } from '../slim.js';
import type { FollowerSaid, TicketState } from '../ticket.js';
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

export function assertRoomToSupervise({ ticket }: Asked): void {
  if (!since(ticket, 2)) return;
  const remedy = 'Urge the unit, or have the duty board send the ticket to another.';
  refuseBeyond('supervisions', ticket.supervisions.length + 1, 'too-many-supervisions', remedy);
}

/** 督办 by hand starts at level 2 unless a higher one is named; a level never falls by it. */
export function supervise(draft: Draft, { body, actor }: CommandInput<'supervise'>): void {
  assertRoomToSupervise(draft);
  const level = Math.min(5, Math.max(2, body.level ?? 2)) as Level;
  openSupervision(draft, level, actor);
  raiseLevel(draft, level);
}

export function assertSupervised({ ticket }: Asked): void {
  refuseUnless(
    ticket.supervisions.some(({ answeredAt }) => answeredAt === null),
    'supervision-not-found',
    'No supervision on this ticket waits for an answer.',
  );
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
 * Has the citizen said so often what there is to say that one more is not written down? Whoever takes it in says so
 * before. Distress, or another protected matter, is heard twice as long.
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
  countNudge(draft);
  emit(draft, 'nudged', { data: { count: ticket.nudges.count } });
  // Whoever follows has no unit to chase: its master has.
  if (tellMaster(draft, 'nudge')) return;
  chaseIfNudgedOften(draft);
}

/** One more; `before` are those that this ticket may not have heard of. */
function countNudge({ ticket, at: now }: Draft, before: readonly Instant[] = []): void {
  const { nudges, pack } = ticket;
  const { count, withinDays } = pack.rules.nudges;
  const from = new Date(Date.parse(now) - withinDays * DAY_MS).toISOString();
  const missed = before.filter((at) => !nudges.recent.includes(at));
  nudges.count += 1;
  nudges.recent = [...[...nudges.recent, ...missed].sort().filter((at) => at > from), now].slice(-count);
}

function chaseIfNudgedOften(draft: Draft): void {
  const { nudges, pack } = draft.ticket;
  if (nudges.recent.length >= pack.rules.nudges.count && raiseLevel(draft, 1)) {
    emit(draft, 'escalated', { data: { level: 1, cause: 'nudges', addressee: 'unitLiaison' }, actor: CLOCK_ACTOR });
  }
}

/** New facts from the citizen, for whoever holds the ticket. */
export function supplement(draft: Draft): void {
  if (isBeyond(draft.ticket, 'supplement', draft.found)) return;
  draft.ticket.nudges.supplements += 1;
  emit(draft, 'supplemented', {});
  tellMaster(draft, 'supplement');
}

/**
 * What is said to a follower concerns the unit that has the matter, and that is its master's. `false`: it follows none.
 */
function tellMaster(draft: Draft, what: FollowerSaid['what']): boolean {
  const { ticket } = draft;
  const { master, id, number, version, nudges } = ticket;
  if (!since(ticket, 2) || ticket.state !== 'merged' || master === null) return false;
  const nudgedBefore = what === 'nudge' ? nudges.recent.slice(0, -1) : [];
  const found = draft.events.at(-1)?.data['protectedMatters'];
  const said: FollowerSaid = {
    follower: { id, number },
    what,
    seq: version,
    nudgedBefore,
    ...(Array.isArray(found) && { protectedMatters: found.map(String) }),
  };
  draft.signals.push({ to: master.workflowId, name: 'followerSaid', said });
  return true;
}

/**
 * The citizen of a follower nudged or added facts. The event names where the words are; who may read this ticket may
 * read them.
 */
export function followerSaid(draft: Draft, said: FollowerSaid): void {
  const { follower, what, seq, nudgedBefore, protectedMatters = [] } = said;
  const { ticket } = draft;
  const waits = ticket.followers.some((known) => known.id === follower.id && !known.told);
  if (!waits || STATE_KIND[ticket.state] !== 'open' || isBeyond(ticket, what)) return;
  const data = { follower: follower.number, followerId: follower.id, said: seq, ...protect(ticket, protectedMatters) };
  if (what === 'supplement') {
    ticket.nudges.supplements += 1;
    emit(draft, 'followerSupplemented', { data, actor: CLOCK_ACTOR });
    return;
  }
  countNudge(draft, nudgedBefore);
  emit(draft, 'followerNudged', { data: { ...data, count: ticket.nudges.count }, actor: CLOCK_ACTOR });
  chaseIfNudgedOften(draft);
}

/**
 * The workflow of the ticket was lost or broken off, and an operator had it begun anew. What had to be left out is told
 * in numbers.
 */
export function restarted(draft: Draft, leftOut: LeftOut): void {
  emit(draft, 'restarted', {
    data: { leftOutTasks: leftOut.tasks, leftOutClocks: leftOut.clocks },
    actor: CLOCK_ACTOR,
  });
}

import type { Instant } from '../calendar/types.js';
import type { Draft } from './draft.js';
import { conclude, draftOf, emit, isLive, openSupervision, raiseLevel } from './draft.js';
import { since } from './edition.js';
import { resume } from './rules/requests.js';
import type { Clock, Rung, Step, TicketState } from './ticket.js';
import { CLOCK_ACTOR } from './vocabulary.js';

interface Due {
  readonly clock: Clock;
  readonly rung: Rung;
}

/** May this rung still fire? A paused clock waits, a held one fires only what fell before the reply. */
function mayFire(clock: Clock, rung: Rung): boolean {
  if (rung.firedAt !== null || !isLive(clock) || clock.state === 'paused') return false;
  return clock.state !== 'held' || clock.heldAt === null || rung.at <= clock.heldAt;
}

function* pending(ticket: TicketState): Generator<Due> {
  for (const clock of ticket.clocks) {
    for (const rung of clock.rungs) if (mayFire(clock, rung)) yield { clock, rung };
  }
}

/** What this clock will do next, as things stand. */
export function nextRungOf(clock: Clock): Rung | undefined {
  return clock.rungs.find((rung) => mayFire(clock, rung));
}

/** When a rung is done: at its instant, or at its place in a crowd after it. */
function placeOf(ticket: TicketState, { at, firesAt }: Rung): Instant {
  return since(ticket, 3) && firesAt !== undefined ? firesAt : at;
}

/** The earliest instant at which something must happen by itself; `null` when nothing will. */
export function nextRung(ticket: TicketState): { at: Instant; label: string } | null {
  let next: { at: Instant; label: string } | null = null;
  for (const { clock, rung } of pending(ticket)) {
    const at = placeOf(ticket, rung);
    if (next === null || at < next.at) next = { at, label: `${clock.id} ${rung.rung}` };
  }
  return next;
}

/**
 * What the clock does at `now`: fires the rungs whose place has come, and whatever fell due on this ticket before them,
 * in the order in which they fell due, each once and none early. Stops after a rung that moves the ticket or wants a
 * date, for then the rest must be asked again. `null`: nothing is due. With `until`, rungs whose place comes after that
 * instant are left for the next time.
 */
export function fireDue(ticket: TicketState, now: Instant, until: Instant = now): Step | null {
  let reached: Instant | null = null;
  for (const { rung } of pending(ticket)) {
    if (placeOf(ticket, rung) <= until && (reached === null || rung.at > reached)) reached = rung.at;
  }
  return reached === null ? null : fireUpTo(ticket, now, reached);
}

/** Fires at `now` what fell due by the instant `reached`, wherever its place may be; stops as `fireDue` does. */
export function fireUpTo(ticket: TicketState, now: Instant, reached: Instant): Step | null {
  const draft = draftOf(ticket, CLOCK_ACTOR, now);
  const due = inOrder(draft.ticket, reached);
  if (due.length === 0) return null;
  for (const { clock, rung } of due) {
    fire(draft, clock, rung);
    if (draft.dating.length > 0 || draft.ticket.state !== ticket.state) break;
  }
  return draft;
}

/**
 * The ticket as its dates have it at `now`, for whoever acts on it while a crowd is still firing: what only reminds,
 * marks or lifts to the first level has happened; the rest waits for its place. `null`: nothing was behind.
 */
export function caughtUp(ticket: TicketState, now: Instant): Step | null {
  if (!since(ticket, 3)) return null;
  // Asked before every command, and nearly always of a ticket that is behind with nothing: only then is it copied.
  const [first] = inOrder(ticket, now);
  if (!first || !mayComeFirst(first.rung)) return null;
  const draft = draftOf(ticket, CLOCK_ACTOR, now);
  for (const { clock, rung } of inOrder(draft.ticket, now)) {
    if (!mayComeFirst(rung)) break;
    fire(draft, clock, rung);
  }
  return draft;
}

/** It moves nothing and wants no date, so a command can go on from the ticket as it leaves it. */
function mayComeFirst({ effect, level = 0 }: Rung): boolean {
  return effect === 'remind' || ((effect === 'overdue' || effect === 'raise') && level <= 1);
}

function inOrder(ticket: TicketState, reached: Instant): Due[] {
  return [...pending(ticket)]
    .filter(({ rung }) => rung.at <= reached)
    .sort((a, b) => (a.rung.at < b.rung.at ? -1 : a.rung.at > b.rung.at ? 1 : 0));
}

function fire(draft: Draft, clock: Clock, rung: Rung): void {
  const { ticket } = draft;
  rung.firedAt = draft.at;
  const data = {
    clock: clock.id,
    rung: rung.rung,
    addressee: rung.addressee,
    scheduledAt: rung.at,
    firedAt: draft.at,
    ...(since(ticket, 3) && rung.firesAt !== undefined && { firesAt: rung.firesAt, firesBy: rung.firesBy }),
    dueAt: clock.dueAt,
    provisional: clock.provisional,
  };
  switch (rung.effect) {
    case 'remind':
      emit(draft, 'reminded', { data });
      return;
    case 'overdue':
      clock.overdueAt = clock.dueAt;
      if (clock.key === 'handle') ticket.overdue = true;
      emit(draft, 'overdue', { data: { ...data, level: rung.level ?? 0 } });
      if (rung.level !== undefined) raiseLevel(draft, rung.level);
      return;
    case 'raise': {
      const level = rung.level ?? 1;
      const raised = raiseLevel(draft, level);
      emit(draft, 'escalated', { data: { ...data, level, raised } });
      if (raised && level >= 2 && ticket.lead !== null) openSupervision(draft, level, CLOCK_ACTOR);
      return;
    }
    case 'resume':
      emit(draft, 'suspensionEnded', { data });
      resume(draft, true);
      return;
    case 'closeUnreachable':
      conclude(draft, 'closedUnreachable', 'closed', 'unreachable', { data });
      return;
    case 'archive':
      clock.state = 'satisfied';
      clock.satisfiedAt = draft.at;
      clock.satisfiedBy = 'archived';
      emit(draft, 'archived', { to: 'archived', data });
  }
}

/** A date that leans on a calendar has changed: every live clock that counts working time is asked again. */
export function recalculate(ticket: TicketState, now: Instant, calendarVersion: string): Step | null {
  const affected = ticket.clocks.filter(
    (clock) => isLive(clock) && (clock.limit?.unit === 'workingDays' || clock.limit?.unit === 'workingHours'),
  );
  if (affected.length === 0 || ticket.calendarVersion === calendarVersion) return null;
  const draft = draftOf(ticket, CLOCK_ACTOR, now);
  emit(draft, 'calendarRevised', { data: { calendar: calendarVersion, clocks: affected.map((clock) => clock.id) } });
  draft.ticket.calendarVersion = calendarVersion;
  for (const clock of affected) {
    draft.dating.push({
      id: clock.id,
      op: 'recalculate',
      key: clock.key,
      ref: clock.ref,
      at: now,
      seq: draft.ticket.version,
      limit: null,
      until: null,
    });
  }
  return draft;
}

import { isWeekend, parseLocalDate, yearOfDay } from '../calendar/civil-time.js';
import type { CalendarYear, Instant, LocalDate, WorkingCalendar } from '../calendar/types.js';
import type { PolicyPack } from '../policy/types.js';
import { Refusal } from '../refusal.js';
import { NO_FACTS, type Command, type CommandBodies } from './commands.js';
import { dateClocks, withClocks } from './dating.js';
import { decide } from './decide.js';
import type { Draft } from './draft.js';
import { draftOf, emit, pauseClock, redateClock } from './draft.js';
import { recalculate } from './firing.js';
import { deciders, MOVED_BY_EXTENSION, PAUSED_BY_SUSPENSION, resume } from './rules/requests.js';
import type { Clock, Rung, Step, TicketState } from './ticket.js';
import type { Actor, ActorRole } from './vocabulary.js';
import { CLOCK_ACTOR } from './vocabulary.js';

export type Proposal =
  | { readonly kind: 'extension'; readonly workingDays: number }
  /** Resumed at `until`; without `from` it would begin now. */
  | { readonly kind: 'suspension'; readonly from: Instant | null; readonly until: Instant }
  /** The years stand in the place of those of the same number. */
  | { readonly kind: 'calendar'; readonly years: readonly CalendarYear[] };

export interface WhatIf {
  /** The ticket with the dates that it would have then. Nothing else in it is meant. */
  readonly ticket: TicketState;
  /** By which those dates are explained. */
  readonly calendar: WorkingCalendar;
  /** Why the lead unit could not ask for this now; `null`: it could, or nobody needs to ask. */
  readonly refusal: Refusal | null;
  readonly decidedBy: readonly ActorRole[];
}

/**
 * What would become of the dates, worked out by the same functions that would do it, and done by nobody. The dates are
 * told also of what the pack does not allow, with the refusal beside them.
 */
export function whatIf(
  pack: PolicyPack,
  calendar: WorkingCalendar,
  ticket: TicketState,
  proposal: Proposal,
  now: Instant,
): WhatIf {
  const dated = (step: Step, by = calendar): TicketState =>
    withClocks(step.ticket, dateClocks(pack, by, step.ticket, step.dating));
  switch (proposal.kind) {
    case 'extension': {
      const { workingDays } = proposal;
      const asked = ticket.requests.some(
        ({ kind, status, amount }) => kind === 'extension' && status === 'open' && amount === workingDays,
      );
      const ask = { workingDays, reason: '', basis: '' };
      return {
        ticket: dated(extended(ticket, workingDays, now)),
        calendar,
        refusal: asked ? null : refusalOf(ticket, 'requestExtension', ask, now),
        decidedBy: deciders(ticket, { kind: 'extension' }),
      };
    }
    case 'suspension': {
      const { from, until } = proposal;
      const asked = ticket.requests.some((one) => one.kind === 'suspension' && one.status === 'open');
      return {
        ticket: dated(suspended(ticket, from ?? now, until)),
        calendar,
        refusal: asked ? null : refusalOf(ticket, 'requestSuspension', { until, reason: '' }, now),
        decidedBy: deciders(ticket, { kind: 'suspension' }),
      };
    }
    case 'calendar': {
      const proposed = withYears(calendar, proposal.years);
      const step = recalculate(ticket, now, proposed.version);
      return {
        ticket: step ? dated(step, proposed) : ticket,
        calendar: proposed,
        refusal: null,
        decidedBy: ['administrator'],
      };
    }
  }
}

function extended(ticket: TicketState, amount: number, now: Instant): Draft {
  const draft = draftOf(ticket, CLOCK_ACTOR, now);
  emit(draft, 'extensionGranted');
  const limit = { amount, unit: ticket.pack.rules.extensionUnit };
  for (const key of MOVED_BY_EXTENSION) redateClock(draft, key, 'extend', limit);
  return draft;
}

function suspended(ticket: TicketState, from: Instant, until: Instant): Draft {
  const pausing = draftOf(ticket, CLOCK_ACTOR, from);
  emit(pausing, 'suspended', { to: 'suspended' });
  for (const key of PAUSED_BY_SUSPENSION) pauseClock(pausing, key);
  const resuming = draftOf(pausing.ticket, CLOCK_ACTOR, until);
  resume(resuming, true);
  return resuming;
}

/** Would the lead unit be refused now? Asked of somebody who had no part in the ticket yet. */
function refusalOf<C extends Command>(
  ticket: TicketState,
  command: C,
  body: CommandBodies[C],
  now: Instant,
): Refusal | null {
  const asker: Actor = { id: '', role: 'handler', unit: ticket.lead?.id ?? null };
  try {
    decide(ticket, { command, actor: asker, body, facts: NO_FACTS }, now);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function withYears(calendar: WorkingCalendar, years: readonly CalendarYear[]): WorkingCalendar {
  const replaced = new Set(years.map(({ year }) => year));
  const kept = calendar.years.filter(({ year }) => !replaced.has(year));
  return {
    ...calendar,
    version: 'proposed',
    years: [...kept, ...years].sort((one, other) => one.year - other.year),
  };
}

export interface ProposedDay {
  readonly date: LocalDate;
  readonly kind: 'off' | 'work';
}

/** The years that the days lie in, with these days as proposed; a year that nobody published stays provisional. */
export function yearsWithDays({ years }: WorkingCalendar, days: readonly ProposedDay[]): CalendarYear[] {
  const changed = new Map<number, CalendarYear>();
  for (const { date, kind } of days) {
    const day = parseLocalDate(date);
    const year = yearOfDay(day);
    const known = changed.get(year) ?? years.find((one) => one.year === year) ?? unpublished(year);
    const daysOff = known.daysOff.filter((one) => one !== date);
    const makeUpDays = known.makeUpDays.filter((one) => one !== date);
    if (kind === 'off' && !isWeekend(day)) daysOff.push(date);
    if (kind === 'work' && isWeekend(day)) makeUpDays.push(date);
    changed.set(year, { ...known, daysOff, makeUpDays });
  }
  return [...changed.values()];
}

function unpublished(year: number): CalendarYear {
  return { year, status: 'provisional', source: 'proposed', daysOff: [], makeUpDays: [] };
}

export interface MovedRung {
  readonly rung: Rung;
  /** `null`: there was, or would be, no such rung to come. */
  readonly before: Instant | null;
  readonly after: Instant | null;
}

/** What the clock would do at another time, no longer, besides, or once more. What it has done already stays done. */
export function movedRungs(before: Clock, after: Clock): MovedRung[] {
  const toCome = ({ rungs }: Clock): Map<string, Rung> =>
    new Map(rungs.filter(({ firedAt }) => firedAt === null).map((rung) => [rung.rung, rung]));
  const [was, willBe] = [toCome(before), toCome(after)];
  return [...new Map([...willBe, ...was]).values()]
    .map((rung) => ({ rung, before: was.get(rung.rung)?.at ?? null, after: willBe.get(rung.rung)?.at ?? null }))
    .filter((moved) => moved.before !== moved.after);
}

import type { Instant, WorkingCalendar } from '../calendar/types.js';
import type { PolicyPack } from '../policy/types.js';
import { dateClocks } from './dating.js';
import { draftOf } from './draft.js';
import { startClocksOfLead } from './rules/dispatching.js';
import type { Clock, TicketState } from './ticket.js';
import { CLOCK_ACTOR, STATE_KIND, type ClockKey } from './vocabulary.js';

/**
 * Whether the next dispatch chooses the pack. A ticket that a unit has, or had a round with, keeps the one under which
 * it was sent out.
 */
export function choosesPackYet({ state, lead, round }: Pick<TicketState, 'state' | 'lead' | 'round'>): boolean {
  return STATE_KIND[state] === 'open' && lead === null && round === 1;
}

export interface ForeseenClock {
  readonly key: ClockKey;
  /** When it would be due; `null`: there would be no such clock. */
  readonly before: Instant | null;
  readonly after: Instant | null;
  /** How many warnings and steps it would have. */
  readonly rungsBefore: number;
  readonly rungsAfter: number;
}

/** The clocks that would read otherwise, were the ticket sent out at `at` under the one pack or the other. */
export function foreseenClocks(
  ticket: TicketState,
  packs: { readonly before: PolicyPack; readonly after: PolicyPack },
  calendar: WorkingCalendar,
  at: Instant,
): ForeseenClock[] {
  const before = clocksUnder(packs.before, ticket, calendar, at);
  const after = clocksUnder(packs.after, ticket, calendar, at);
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys]
    .map((key) => {
      const [was, willBe] = [before.get(key), after.get(key)];
      return {
        key,
        before: was?.dueAt ?? null,
        after: willBe?.dueAt ?? null,
        rungsBefore: was?.rungs.length ?? 0,
        rungsAfter: willBe?.rungs.length ?? 0,
        isSame: stepsOf(was) === stepsOf(willBe),
      };
    })
    .filter(({ isSame }) => !isSame)
    .map(({ isSame: _isSame, ...clock }) => clock);
}

/** By the functions that date a dispatch, on a copy. */
function clocksUnder(
  pack: PolicyPack,
  ticket: TicketState,
  calendar: WorkingCalendar,
  at: Instant,
): ReadonlyMap<ClockKey, Clock> {
  const { code, version, rules } = pack;
  const draft = draftOf({ ...ticket, pack: { code, version, rules } }, CLOCK_ACTOR, at);
  startClocksOfLead(draft, 'dispatched');
  return new Map(dateClocks(pack, calendar, draft.ticket, draft.dating).map((clock) => [clock.key, clock]));
}

function stepsOf(clock: Clock | undefined): string {
  if (!clock) return '';
  const steps = clock.rungs.map(({ rung, at, effect, level, addressee }) => [rung, at, effect, level, addressee]);
  return JSON.stringify([clock.dueAt, steps]);
}

import { DAY_MS, MINUTE_MS } from '../calendar/civil-time.js';

/** What a telephone platform says of a call. */
export const CALL_EVENTS = ['ringing', 'answered', 'transferred', 'ended'] as const;
export type CallEventName = (typeof CALL_EVENTS)[number];

/** `missed`: it ended, and nobody had answered. */
export const CALL_STATES = ['ringing', 'answered', 'ended', 'missed'] as const;
export type CallState = (typeof CALL_STATES)[number];

export interface CallEvent {
  readonly event: CallEventName;
  readonly at: Date;
  /** The line at which it was; of a transfer, the one to which. `null`: it was at nobody's yet. */
  readonly agent: string | null;
  /** Whose line that was when it was said; `null`: nobody's that is known. */
  readonly account: string | null;
}

/** A call as its events tell. */
export interface FoldedCall {
  readonly state: CallState;
  readonly agent: string | null;
  readonly account: string | null;
  /** All at whose desks it was. */
  readonly accounts: readonly string[];
  /** When it was first heard of. */
  readonly beganAt: Date;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
}

/** Nobody's call has as many: a platform that gives two calls one id is told so. */
export const MOST_EVENTS = 100;
/** A platform whose clock is fast is believed so far. */
export const AHEAD_AT_MOST_MS = 10 * MINUTE_MS;
/** A call of which nothing was heard for so long has ended, and nobody said so. */
export const LIVES_AT_MOST_MS = 240 * MINUTE_MS;
/** What is written down of a call is often finished after it: so long it stays at the desk. */
export const STAYS_FOR_MS = 15 * MINUTE_MS;

/** So long a call is known that no ticket keeps, and who rang. */
export const KEPT_FOR_MS = 90 * DAY_MS;

/** Of the same instant, in the order in which a call lives. */
const ORDER: Readonly<Record<CallEventName, number>> = { ringing: 0, answered: 1, transferred: 2, ended: 3 };

/**
 * What a call is, whatever the order in which its events came and however often each. When things were, and not when
 * they were told, says which is the later; and once somebody has answered it, ringing elsewhere takes it from nobody.
 * `null`: nothing was said of it.
 */
export function foldedCall(events: readonly CallEvent[]): FoldedCall | null {
  const inOrder = events.toSorted((a, b) => a.at.getTime() - b.at.getTime() || ORDER[a.event] - ORDER[b.event]);
  const [first] = inOrder;
  if (first === undefined) return null;
  const atDesks = inOrder.filter(({ event }) => event !== 'ended');
  const taken = atDesks.filter(({ event }) => event !== 'ringing');
  const at = (taken.length > 0 ? taken : atDesks).findLast(({ agent }) => agent !== null) ?? null;
  const ended = inOrder.find(({ event }) => event === 'ended');
  return {
    state: stateOf(taken.length > 0, ended !== undefined),
    agent: at?.agent ?? null,
    account: at?.account ?? null,
    accounts: [...new Set(atDesks.flatMap(({ account }) => account ?? []))],
    beganAt: first.at,
    answeredAt: taken[0]?.at ?? null,
    endedAt: ended?.at ?? null,
  };
}

function stateOf(isTaken: boolean, hasEnded: boolean): CallState {
  if (!hasEnded) return isTaken ? 'answered' : 'ringing';
  return isTaken ? 'ended' : 'missed';
}

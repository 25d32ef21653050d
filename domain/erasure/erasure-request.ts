import { DAY_MS } from '../calendar/civil-time.js';
import type { Decidable } from '../decision.js';
import { Refusal } from '../refusal.js';
import type { Actor, Role } from '../ticket/vocabulary.js';

/** Why a ticket is erased. `termOver` is the clock's: a row of retention says so, and nobody asks for it. */
export const ERASURE_BASES = ['citizenAsked', 'purposeMet', 'unlawful', 'lawfulOrder', 'termOver'] as const;
export type ErasureBasis = (typeof ERASURE_BASES)[number];
export const ASKED_BASES = ['citizenAsked', 'purposeMet', 'unlawful', 'lawfulOrder'] as const;

/** Why a ticket must be kept, whoever wants it erased. */
export const HOLD_BASES = ['litigation', 'discipline', 'audit', 'archive'] as const;
export type HoldBasis = (typeof HOLD_BASES)[number];

export const ERASURE_ASKERS: readonly Role[] = ['operator', 'supervisor', 'dutyManager', 'director'];
export const ERASURE_DECIDERS: readonly Role[] = ['dutyManager', 'director'];
/** Who says that a ticket must be kept, and that it need not be any more. */
export const HOLDERS: readonly Role[] = ['director', 'auditor'];

/** A request that nobody has decided by then has lapsed. */
export const DECIDE_WITHIN_MS = 7 * DAY_MS;

export interface ErasureRequest extends Decidable {
  readonly ticket: string;
  readonly basis: ErasureBasis;
  /** When the ticket was erased by it. */
  readonly doneAt: Date | null;
}

export const ERASURE_STATES = ['waiting', 'lapsed', 'denied', 'granted', 'done', 'withdrawn'] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];

/** How a request stands now. Nothing has to happen at its end, so that is an instant that is compared. */
export function erasureState(request: ErasureRequest, now: Date): ErasureState {
  const { doneAt, withdrawnAt, granted, decideUntil } = request;
  if (doneAt !== null) return 'done';
  if (withdrawnAt !== null) return 'withdrawn';
  if (granted === null) return now < decideUntil ? 'waiting' : 'lapsed';
  return granted ? 'granted' : 'denied';
}

/** What is known of a ticket that could stand against its erasure. */
export interface Standing {
  readonly state: string;
  readonly hasEnded: boolean;
  /** Kinds of requests in it that nobody has decided. */
  readonly openRequests: readonly string[];
  /** How many others follow it and have not ended. */
  readonly openFollowers: number;
  readonly hold: HoldBasis | null;
}

/** What holds a ticket, one word each, with what it is about; none: it may be erased. */
export function heldBy({ state, hasEnded, openRequests, openFollowers, hold }: Standing): string[] {
  return [
    ...(hold === null ? [] : [`legalHold ${hold}`]),
    ...(hasEnded ? [] : [`state ${state}`]),
    ...openRequests.map((kind) => `request ${kind}`),
    ...(openFollowers > 0 ? [`followers ${openFollowers}`] : []),
  ];
}

/** Refuses to erase what something holds, and names all that does. */
export function assertNotHeld(standing: Standing): void {
  const held = heldBy(standing);
  if (held.length > 0)
    throw new Refusal('erasure-held', `This ticket is held: ${held.join(', ')}. Nothing was erased.`);
}

/** Refuses whoever may not decide this request, and what cannot be decided any more. */
export function assertMayDecideErasure(
  request: Pick<ErasureRequest, 'askedBy'>,
  state: ErasureState,
  decider: Actor,
): void {
  if (decider.id === request.askedBy.id)
    throw new Refusal('separation-of-duties', 'Nobody decides the erasure that they asked for. Another person does.');
  if (state === 'lapsed')
    throw new Refusal('erasure-over', 'This request was not decided within seven days. It has to be asked anew.');
  if (state !== 'waiting') throw new Refusal('erasure-over', `This request is ${state}. There is nothing to decide.`);
}

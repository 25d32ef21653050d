import { DAY_MS, MINUTE_MS } from '../calendar/civil-time.js';
import type { Decidable } from '../decision.js';
import { Refusal } from '../refusal.js';
import type { Disclosure, DisclosureField, Granted } from '../ticket/disclosure.js';
import type { ProtectionLevel } from '../ticket/protection.js';
import type { TicketState } from '../ticket/ticket.js';
import type { Actor, Role } from '../ticket/vocabulary.js';

/**
 * For what somebody asks to be shown what a ticket keeps back, and who may. There is no other purpose. `call`: the
 * telephone is asked for to speak with the citizen, so a number that leads to them will do. Who comes for help in
 * danger, and who is asked by a court, needs the number itself.
 */
export const PURPOSE_ROWS = {
  callBack: { roles: ['operator', 'dispatcher', 'reviewer', 'callbackAgent', 'handler'], call: true },
  siteVisit: { roles: ['handler', 'dispatcher'], call: true },
  danger: {
    roles: ['operator', 'dispatcher', 'handler', 'reviewer', 'callbackAgent', 'supervisor', 'dutyManager', 'director'],
    call: false,
  },
  lawfulOrder: { roles: ['supervisor', 'dutyManager', 'director'], call: false },
  leakInquiry: { roles: ['auditor', 'director'], call: false },
} as const satisfies Readonly<Record<string, { readonly roles: readonly Role[]; readonly call: boolean }>>;
export type Purpose = keyof typeof PURPOSE_ROWS;
export const PURPOSES = Object.keys(PURPOSE_ROWS) as [Purpose, ...Purpose[]];

/** Who decides on protected tickets, in another position than who asked. */
export const DECIDERS: readonly Role[] = ['supervisor', 'dutyManager', 'director'];

/** A request that nobody has decided by then has lapsed. */
export const DECIDE_WITHIN_MS = DAY_MS;
export const HOLDS_MS = 15 * MINUTE_MS;

export interface DisclosureRequest extends Decidable {
  readonly ticket: string;
  readonly fields: readonly DisclosureField[];
  readonly purpose: Purpose;
  /** How the ticket was protected, how often it had been dispatched, and who had it. */
  readonly level: ProtectionLevel;
  readonly hop: number;
  readonly lead: string | null;
  readonly holdsUntil: Date | null;
  /** It was granted with a number that leads to the citizen, and lifts all but the telephone. */
  readonly relayed: boolean;
}

export const DISCLOSURE_STATES = ['waiting', 'lapsed', 'denied', 'holds', 'ended', 'withdrawn'] as const;
export type DisclosureState = (typeof DISCLOSURE_STATES)[number];

/** As much of a ticket as says whether a grant still is for it. */
export type Standing = Pick<TicketState, 'hop' | 'lead'> & { readonly level: ProtectionLevel };

/**
 * How a request stands now. Nothing has to happen at its ends, so they are instants that are compared; and a ticket
 * that went to another unit, or is protected otherwise, is not the one that was asked about.
 */
export function disclosureState(request: DisclosureRequest, ticket: Standing, now: Date): DisclosureState {
  const { withdrawnAt, granted, decideUntil, holdsUntil } = request;
  if (withdrawnAt !== null) return 'withdrawn';
  const sameTicket = isAskedOf(request, ticket);
  if (granted === null) return sameTicket && now < decideUntil ? 'waiting' : 'lapsed';
  if (!granted) return 'denied';
  return sameTicket && holdsUntil !== null && now < holdsUntil ? 'holds' : 'ended';
}

/** Whether the ticket is as it was when something of it was asked. */
export function isAskedOf(
  { level, hop, lead }: Pick<DisclosureRequest, 'level' | 'hop' | 'lead'>,
  ticket: Standing,
): boolean {
  return level === ticket.level && hop === ticket.hop && lead === (ticket.lead?.id ?? null);
}

/** What these requests of one person lift of one ticket now. */
export function grantedBy(requests: readonly DisclosureRequest[], ticket: Standing, now: Date): DisclosureRequest[] {
  return requests.filter((request) => disclosureState(request, ticket, now) === 'holds');
}

export function fieldsOf(requests: readonly DisclosureRequest[]): Granted {
  return new Set(
    requests.flatMap(({ fields, relayed }) => (relayed ? fields.filter((field) => field !== 'telephone') : fields)),
  );
}

/** Whether a number that leads to the citizen does for what is asked. */
export function isToCall({ fields, purpose }: Pick<DisclosureRequest, 'fields' | 'purpose'>): boolean {
  return PURPOSE_ROWS[purpose].call && fields.includes('telephone');
}

/** Refuses who may not ask for that, and what is shown to them anyhow. */
export function assertMayAsk(
  role: Actor['role'],
  purpose: Purpose,
  fields: readonly DisclosureField[],
  shown: Disclosure,
): void {
  const { roles }: { readonly roles: readonly string[] } = PURPOSE_ROWS[purpose];
  if (!roles.includes(role)) {
    throw new Refusal('actor-not-allowed', `Nobody asks for this purpose as ${role}. It is for: ${roles.join(', ')}.`);
  }
  const clear = fields.filter((field) => shown[field] === 'clear');
  if (clear.length > 0) {
    throw new Refusal(
      'disclosure-needless',
      `This is shown to you anyhow: ${clear.join(', ')}. Ask for the rest alone.`,
    );
  }
}

/** Refuses whoever may not decide this request, and what cannot be decided any more. */
export function assertMayDecide(
  request: Pick<DisclosureRequest, 'askedBy'>,
  state: DisclosureState,
  decider: Actor,
): void {
  const { askedBy } = request;
  if (!DECIDERS.some((role) => role === decider.role)) {
    throw new Refusal('actor-not-allowed', `This is decided by: ${DECIDERS.join(', ')}. You are ${decider.role}.`);
  }
  if (decider.id === askedBy.id) {
    throw new Refusal(
      'separation-of-duties',
      'Nobody decides their own request. Another person in another position does.',
    );
  }
  if (decider.role === askedBy.role) {
    throw new Refusal(
      'separation-of-duties',
      `Who asked is ${askedBy.role} too. Somebody in another position decides.`,
    );
  }
  if (state === 'lapsed') {
    throw new Refusal(
      'disclosure-over',
      'This request was not decided within a day, or its ticket is with another unit by now. It has to be asked anew.',
    );
  }
  if (state !== 'waiting')
    throw new Refusal('disclosure-over', `This request is ${state}. There is nothing to decide.`);
}

import type { Instant } from '../calendar/types.js';
import { citizenDueAt } from './dating.js';
import { allowedActions } from './decide.js';
import { liveClock } from './draft.js';
import { CLOSING_NOTES, DECLINE_WORDS, EXTENSION_WORDS, STATE_NOTES } from './public-words.js';
import type { EventData, TicketState } from './ticket.js';
import { CITIZEN, STATE_KIND } from './vocabulary.js';
import { EVENT_WORDS, type Words } from './words.js';

/** What the citizen may know of a ticket's way. Ping-pong, supervision and who did it are the house's own affair. */
const TOLD = [
  'registered',
  'accepted',
  'answered',
  'redirected',
  'declined',
  'handedToEmergency',
  'appealed',
  'appealGranted',
  'appealDenied',
  'merged',
  'unmerged',
  'dispatched',
  'redispatched',
  'adjudicated',
  'acknowledged',
  'contacted',
  'extensionGranted',
  'suspended',
  'resumed',
  'nudged',
  'nudgedAfterClosing',
  'supplemented',
  'replyAccepted',
  'masterReplied',
  'callbackMissed',
  'callbackRecorded',
  'ratingLinkSent',
  'rated',
  'reopened',
  'terminated',
  'withdrawn',
  'closed',
  'closedUnreachable',
  'archived',
] as const;
/** A ruling sends the ticket to a unit; that there was a dispute is not said. */
const OTHERWISE: Readonly<Record<string, string>> = { adjudicated: 'dispatched' };
const told: ReadonlySet<string> = new Set(TOLD);

/** As much of an event as is looked at here. */
interface Happened {
  readonly type: string;
  readonly at: Instant;
  readonly data: EventData;
}

export interface ProgressStep {
  readonly at: Instant;
  readonly text: Words;
  /** Why, where there is a code for it. */
  readonly reason: Words | null;
}

export interface Progress {
  readonly text: Words;
  /** The date that was promised, while it is open. */
  readonly dueAt: Instant | null;
  /** The date leans on a calendar that is not official yet. */
  readonly provisional: boolean;
  /** Whose job it is; never of a report, for who is complained of may look over a shoulder. */
  readonly unit: string | null;
  readonly steps: readonly ProgressStep[];
  /**
   * Until when an appeal against a decline may be made; `null`: there is nothing to appeal against, or it is too late.
   */
  readonly appealUntil: Instant | null;
}

/**
 * How a ticket stands, in what its citizen may know. `events` are all of its own, in order; `master` is the ticket that
 * it follows. A follower is promised what its master is, or what it was promised before that, if that is earlier.
 */
export function progressOf(
  ticket: TicketState,
  events: readonly Happened[],
  master: TicketState | null = null,
): Progress {
  const { state, closingCode, type } = ticket;
  const followed = state === 'merged' ? master : null;
  const promise = STATE_KIND[state] === 'open' ? earlier(promiseOf(ticket), followed && promiseOf(followed)) : null;
  const lead = state === 'merged' ? (followed?.lead ?? null) : ticket.lead;
  const isOpen = STATE_KIND[state] === 'open';
  const mayAppeal = allowedActions(ticket, CITIZEN).includes('appeal');
  return {
    text: !isOpen && closingCode !== null ? CLOSING_NOTES[closingCode] : STATE_NOTES[state],
    dueAt: promise?.dueAt ?? null,
    provisional: promise?.provisional ?? false,
    unit: type === 'report' ? null : (lead?.id ?? null),
    steps: events.filter((event) => told.has(event.type)).map(step),
    appealUntil: mayAppeal ? (liveClock(ticket, 'reopenWindow')?.dueAt ?? null) : null,
  };
}

type Promised = Pick<Progress, 'provisional'> & { readonly dueAt: Instant };

function promiseOf(ticket: TicketState): Promised | null {
  const dueAt = citizenDueAt(ticket);
  return dueAt === null ? null : { dueAt, provisional: liveClock(ticket, 'citizen')?.provisional === true };
}

function earlier(one: Promised | null, other: Promised | null): Promised | null {
  if (one === null || other === null) return one ?? other;
  return other.dueAt < one.dueAt ? other : one;
}

function step({ type, at, data }: Happened): ProgressStep {
  const { reasonCode } = data;
  const reason = Object.entries(type === 'declined' ? DECLINE_WORDS : EXTENSION_WORDS).find(
    ([code]) => code === reasonCode,
  );
  return { at, text: EVENT_WORDS[OTHERWISE[type] ?? type] ?? { zh: type, en: type }, reason: reason?.[1] ?? null };
}

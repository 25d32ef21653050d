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
  /** Until when an appeal against a decline may be made; `null`: there is nothing to appeal against, or it is too late. */
  readonly appealUntil: Instant | null;
}

/** How a ticket stands, in what its citizen may know. `events` are all of its own, in order. */
export function progressOf(ticket: TicketState, events: readonly Happened[]): Progress {
  const { state, closingCode, type, lead } = ticket;
  const isOpen = STATE_KIND[state] === 'open';
  const mayAppeal = allowedActions(ticket, CITIZEN).includes('appeal');
  return {
    text: !isOpen && closingCode !== null ? CLOSING_NOTES[closingCode] : STATE_NOTES[state],
    dueAt: isOpen ? citizenDueAt(ticket) : null,
    provisional: isOpen && liveClock(ticket, 'citizen')?.provisional === true,
    unit: type === 'report' ? null : (lead?.id ?? null),
    steps: events.filter((event) => told.has(event.type)).map(step),
    appealUntil: mayAppeal ? (liveClock(ticket, 'reopenWindow')?.dueAt ?? null) : null,
  };
}

function step({ type, at, data }: Happened): ProgressStep {
  const { reasonCode } = data;
  const reason = Object.entries(type === 'declined' ? DECLINE_WORDS : EXTENSION_WORDS).find(
    ([code]) => code === reasonCode,
  );
  return { at, text: EVENT_WORDS[OTHERWISE[type] ?? type] ?? { zh: type, en: type }, reason: reason?.[1] ?? null };
}

import type { Instant } from '../calendar/types.js';
import { allowedActions } from './decide.js';
import { liveClock } from './draft.js';
import { CLOSING_NOTES, DECLINE_WORDS, EXTENSION_WORDS, STATE_NOTES } from './public-words.js';
import type { Amendment, EventData, TicketState } from './ticket.js';
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
  'split',
  'partsClosed',
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
  readonly seq: number;
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

/** The promised date was moved. */
export interface ProgressMove {
  readonly at: Instant;
  readonly text: Words;
  readonly reason: Words | null;
  readonly from: Instant;
  /** `null`: it rests, and is given anew when the work goes on. */
  readonly to: Instant | null;
}

/** What a citizen can do by the link. */
export const LINK_ACTIONS = ['supplement', 'nudge', 'rate', 'appeal', 'withdraw'] as const;
export type LinkAction = (typeof LINK_ACTIONS)[number];

export interface Progress {
  readonly text: Words;
  /** The date that was promised, until the answer is given. */
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
  /** Of the promise that holds, every time it was moved. */
  readonly moves: readonly ProgressMove[];
  readonly actions: readonly LinkAction[];
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
    moves: isOpen ? movesOf(ticket, events) : [],
    actions: actionsIn(ticket),
    appealUntil: mayAppeal ? (liveClock(ticket, 'reopenWindow')?.dueAt ?? null) : null,
  };
}

function actionsIn(ticket: TicketState): LinkAction[] {
  const commands = allowedActions(ticket, CITIZEN);
  const isHeard = STATE_KIND[ticket.state] !== 'end';
  const may: Readonly<Record<LinkAction, boolean>> = {
    supplement: isHeard,
    nudge: isHeard && STATE_KIND[ticket.state] === 'open',
    rate: ticket.state === 'callbackPending' && commands.includes('rate'),
    appeal: commands.includes('appeal'),
    withdraw: commands.includes('withdraw'),
  };
  return LINK_ACTIONS.filter((action) => may[action]);
}

const MOVE_WORDS: Readonly<Record<Exclude<Amendment['kind'], 'started'>, Words>> = {
  extended: { zh: '经批准延期', en: 'More time was granted' },
  suspended: { zh: '经批准暂缓办理', en: 'Paused with approval' },
  resumed: { zh: '恢复办理', en: 'Work goes on' },
  recalculated: { zh: '按公布的放假安排重新计算', en: 'Counted anew by the published public holidays' },
};

/** Of the clock that holds the promise, by its own ledger: what moved the date, from when to when, and why. */
function movesOf(ticket: TicketState, events: readonly Happened[]): ProgressMove[] {
  const promise = ticket.clocks.findLast(({ key, state }) => key === 'citizen' && state !== 'cancelled');
  const moves: ProgressMove[] = [];
  let before: Instant | null = null;
  for (const { kind, at, dueAt, seq } of promise?.amendments ?? []) {
    if (before !== null && kind !== 'started' && dueAt !== before) {
      const { reasonCode } = events.find((event) => event.seq === seq)?.data ?? {};
      const reason = Object.entries(EXTENSION_WORDS).find(([code]) => code === reasonCode)?.[1] ?? null;
      moves.push({ at, text: MOVE_WORDS[kind], reason, from: before, to: dueAt });
    }
    before = dueAt ?? before;
  }
  return moves;
}

type Promised = Pick<Progress, 'provisional'> & { readonly dueAt: Instant };

function promiseOf(ticket: TicketState): Promised | null {
  const clock = liveClock(ticket, 'citizen');
  return clock ? { dueAt: clock.dueAt, provisional: clock.provisional } : null;
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

import { DAY_MS, HOUR_MS } from '../calendar/civil-time.js';
import type { Decidable } from '../decision.js';
import { Refusal } from '../refusal.js';
import type { Actor, Role } from '../ticket/vocabulary.js';

/** Those who speak with citizens: they know who asks, and read names on every level of protection. */
export const DATA_ASKERS: readonly Role[] = ['operator', 'callbackAgent'];
export const DATA_DECIDERS: readonly Role[] = ['dutyManager', 'director'];
/** Who reads all requests; everybody else their own. */
export const DATA_AUDITS: readonly Role[] = [...DATA_DECIDERS, 'auditor'];

/** So many tickets are one document that one answer can carry. */
export const MOST_TICKETS = 20;
/** A request that nobody has decided by then has lapsed. */
export const DECIDE_WITHIN_MS = 7 * DAY_MS;
/** So long after the grant it can be downloaded, once. */
export const DOWNLOAD_WITHIN_MS = HOUR_MS;

/** That a person be given what is kept of them. */
export interface DataRequest extends Decidable {
  /** Those of which somebody said that they are this person's. */
  readonly tickets: readonly string[];
  /** Of these, those that were left with the telephone number of the first. */
  readonly sameTelephone: readonly string[];
  readonly downloadUntil: Date | null;
  readonly downloadedAt: Date | null;
}

export const DATA_REQUEST_STATES = [
  'waiting',
  'lapsed',
  'denied',
  'ready',
  'ended',
  'downloaded',
  'withdrawn',
] as const;
export type DataRequestState = (typeof DATA_REQUEST_STATES)[number];

/** How a request stands now. Nothing has to happen at its ends, so they are instants that are compared. */
export function dataRequestState(request: DataRequest, now: Date): DataRequestState {
  const { downloadedAt, withdrawnAt, granted, decideUntil, downloadUntil } = request;
  if (downloadedAt !== null) return 'downloaded';
  if (withdrawnAt !== null) return 'withdrawn';
  if (granted === null) return now < decideUntil ? 'waiting' : 'lapsed';
  if (!granted) return 'denied';
  return downloadUntil !== null && now < downloadUntil ? 'ready' : 'ended';
}

/** Refuses whoever may not decide this request, and what cannot be decided any more. */
export function assertMayDecideData(
  request: Pick<DataRequest, 'askedBy'>,
  state: DataRequestState,
  decider: Actor,
): void {
  if (decider.id === request.askedBy.id)
    throw new Refusal('separation-of-duties', 'Nobody decides a data request of their own. Another person does.');
  if (state !== 'waiting')
    throw new Refusal('data-request-over', `This data request is ${state}. There is nothing to decide.`);
}

/** Refuses what is not granted, was downloaded already, or is too late. */
export function assertReady(state: DataRequestState): void {
  if (state === 'ready') return;
  throw new Refusal(
    'data-request-over',
    `This data request is ${state}. It is downloaded once, within an hour after another person has granted it.`,
  );
}

/** The same tickets, in whatever order they were named. */
export function isSameAsked(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((ticket) => other.includes(ticket));
}

import type { Disclosure, DisclosureField, Shown } from './disclosure.js';
import type { PlacedActor } from './relations.js';
import type { EventData } from './ticket.js';

/** What the words of an event are. The words of one that stands in no row are shown to nobody. */
const WORDS_OF: Readonly<Record<string, DisclosureField>> = {
  redactionConfirmed: 'text',
  corrected: 'supplements',
  answered: 'supplements',
  redirected: 'supplements',
  declined: 'supplements',
  handedToEmergency: 'supplements',
  appealed: 'supplements',
  nudged: 'supplements',
  nudgedAfterClosing: 'supplements',
  supplemented: 'supplements',
  followerNudged: 'supplements',
  followerSupplemented: 'supplements',
  withdrawn: 'supplements',
  reopened: 'supplements',
  callbackRecorded: 'callbackNotes',
  callbackMissed: 'callbackNotes',
  rated: 'callbackNotes',
  judged: 'reviewersWords',
  replyAccepted: 'reviewersWords',
  replyRejected: 'reviewersWords',
  consultationConvened: 'hotlineWords',
  consultationConcluded: 'hotlineWords',
  dispatched: 'hotlineWords',
  redispatched: 'hotlineWords',
  adjudicated: 'hotlineWords',
  resumed: 'hotlineWords',
  urged: 'hotlineWords',
  supervised: 'hotlineWords',
  returnGranted: 'hotlineWords',
  returnDenied: 'hotlineWords',
  extensionGranted: 'hotlineWords',
  extensionDenied: 'hotlineWords',
  suspended: 'hotlineWords',
  suspensionDenied: 'hotlineWords',
  terminated: 'hotlineWords',
  terminationDenied: 'hotlineWords',
  appealGranted: 'hotlineWords',
  appealDenied: 'hotlineWords',
  contacted: 'unitWords',
  returnRequested: 'unitWords',
  extensionRequested: 'unitWords',
  suspensionRequested: 'unitWords',
  terminationRequested: 'unitWords',
  whistled: 'unitWords',
  taskAnswered: 'unitWords',
  replied: 'unitWords',
  supervisionAnswered: 'unitWords',
};

/** As what the words of an event are shown, or kept; `null`: nobody said what they are. */
export function wordsOf(eventType: string): DisclosureField | null {
  return WORDS_OF[eventType] ?? null;
}

export function wordsShown(eventType: string, disclosure: Disclosure): Shown {
  const field = wordsOf(eventType);
  return field === null ? 'none' : disclosure[field];
}

/** What an event says of the other ticket of a merging or splitting: its number, its id, and where words of it are. */
const OF_ANOTHER: ReadonlySet<string> = new Set([
  ...['master', 'masterId', 'follower', 'followerId', 'said'],
  ...['splitFrom', 'splitFromId', 'part', 'parts'],
]);

/** The numbers of other tickets in what an event says. */
export function othersIn({ master, follower, splitFrom, part, parts }: EventData): string[] {
  const one = [master, follower, splitFrom, part].filter((number) => typeof number === 'string');
  return Array.isArray(parts) ? [...one, ...parts.map(String)] : one;
}

/** The same without what it says of another ticket, unless that one is seen too. */
export function withoutOthers(data: EventData, sees: (number: string) => boolean): EventData {
  if (othersIn(data).every(sees)) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => !OF_ANOTHER.has(name)));
}

/** The same without where the matter is: a cell of the grid is a few houses, and not everybody reads the address. */
export function withoutPlace({ area: _area, ...data }: EventData): EventData {
  return data;
}

/**
 * What the feed and webhooks tell of an event: nobody where the matter is, and units nothing of another ticket, for
 * nobody looks up there how the ticket is protected, or whether that one is in their sight.
 */
export function toldOf(data: EventData, { role }: Pick<PlacedActor, 'role'>): EventData {
  const told = withoutPlace(data);
  return role === 'handler' ? withoutOthers(told, () => false) : told;
}

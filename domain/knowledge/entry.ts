import { DAY_MS } from '../calendar/civil-time.js';
import type { Actor } from '../ticket/vocabulary.js';
import type { Scene } from './scene.js';
import type { Audience, EntryState, KeptState } from './vocabulary.js';

export interface EntryContent {
  readonly question: string;
  /** How callers put it. */
  readonly phrasings: readonly string[];
  /** In plain words. */
  readonly answer: string;
  /** Read out, with what differs from caller to caller; `null`: the answer itself is. */
  readonly template: string | null;
  readonly basis: readonly {
    readonly document: string;
    readonly clause: string | null;
    readonly link: string | null;
  }[];
  readonly ownerUnit: string;
  readonly classCode: string;
  /** Units that are places; empty: everywhere. */
  readonly areas: readonly string[];
  /** For whom it holds; `null`: for all. */
  readonly people: string | null;
  readonly from: Date | null;
  /** It does not hold at this instant any more. */
  readonly until: Date | null;
  readonly audience: Audience;
  /** Questions that lead to the answer; `null`: it is none. */
  readonly scene: Scene | null;
}

/** A version of an entry, and who took part in it. What was published never changes; what follows is another one. */
export interface EntryVersion {
  readonly version: number;
  readonly state: KeptState;
  readonly content: EntryContent;
  readonly writtenBy: Actor;
  readonly approvedBy: Actor | null;
  readonly publishedBy: Actor | null;
  readonly publishedAt: Date | null;
  /** By then somebody has to say that it still holds. */
  readonly reviewBy: Date | null;
  /** Why it was returned or withdrawn. */
  readonly reason: string | null;
}

/** So long before its end an entry is said to expire. */
export const EXPIRING_FOR_MS = 15 * DAY_MS;
export const REVIEWED_EVERY_MS = 180 * DAY_MS;

/** How it stands at this instant: it expires by the time and not by somebody's doing. */
export function entryState({ state, content }: Pick<EntryVersion, 'state' | 'content'>, now: Date): EntryState {
  if (state !== 'published' || content.until === null) return state;
  const left = content.until.getTime() - now.getTime();
  if (left <= 0) return 'expired';
  return left <= EXPIRING_FOR_MS ? 'expiring' : state;
}

export interface Asking {
  readonly now: Date;
  /** Where the matter is: the ids of the place and of those that it lies in. `null`: nobody knows yet. */
  readonly places: readonly string[] | null;
  readonly audience: Audience;
}

/** Whether it may be read out now, there, by who asks. While the place is not known, what holds anywhere is shown. */
export function holdsFor(entry: Pick<EntryVersion, 'state' | 'content'>, { now, places, audience }: Asking): boolean {
  const { content } = entry;
  const stands = ['published', 'expiring'].includes(entryState(entry, now));
  const begun = content.from === null || content.from.getTime() <= now.getTime();
  const there = places === null || content.areas.length === 0 || content.areas.some((area) => places.includes(area));
  return stands && begun && there && (audience === 'internal' || content.audience === 'public');
}

/** What a ticket is to the call that is being written down. */
export interface Beside {
  /** How much both say the same: see `likenessTo`. */
  readonly score: number;
  readonly daysAgo: number;
  /** It was left from the same number. */
  readonly sameCitizen: boolean;
  /** Both say where, and it is not the same district. */
  readonly elsewhere: boolean;
  /** Of the same class, at the same place, about something that many lose at once. */
  readonly sameOutage: boolean;
}

/** So long an outage is one, whatever is said of it. */
export const OUTAGE_DAYS = 0.25;

/** Rows: the first that fits says from which score on it is shown. Measured by `npm run bench -- frontdesk`. */
const SHOWN_FROM: readonly { readonly when: (beside: Beside) => boolean; readonly score: number }[] = [
  { when: ({ sameOutage, daysAgo }) => sameOutage && daysAgo <= OUTAGE_DAYS, score: 0 },
  { when: ({ sameCitizen }) => sameCitizen, score: 0.22 },
  { when: ({ elsewhere }) => elsewhere, score: Infinity },
  { when: ({ daysAgo }) => daysAgo <= 30, score: 0.26 },
  { when: () => true, score: 0.3 },
];
/** Nearly all that have a sibling have it within that. */
export const COMPARED_DAYS = 180;
/** Who has somebody on the line reads no longer list. */
const MOST_SAME = 3;

/** Those worth being looked at side by side, best first. */
export function sameMatters<T extends Beside>(all: readonly T[]): T[] {
  return all
    .filter((one) => one.score >= (SHOWN_FROM.find(({ when }) => when(one))?.score ?? Infinity))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SAME);
}

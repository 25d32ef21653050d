import type { Channel } from '../ticket/vocabulary.js';
import type { AlertRule } from './vocabulary.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Row {
  readonly rule: AlertRule;
  /** Raised when the row changes, so that an alert says by which it was raised. */
  readonly version: number;
  /** Different ones; who calls again is one. */
  readonly citizens: number;
  readonly withinMs: number;
}

/**
 * What many lose at once: of one class at one place, whatever each says of it. First, as it is the surest and the
 * soonest.
 */
export const OUTAGE: Row = { rule: 'outage', version: 1, citizens: 3, withinMs: HOUR_MS };

/**
 * A star: whoever came last, and others who are near this one, and near one another. On a board where few write, a
 * matter takes days to come together; on the telephone as many call in an hour about all kinds of things, so it counts
 * only within a day and at one place.
 */
export interface StarRow extends Row {
  readonly channels: 'telephone' | 'written';
  /** Each to the newest, and on average to one another: see `likenessTo`. */
  readonly likeness: number;
  readonly together: number;
  readonly samePlace: boolean;
}
export const STARS: readonly StarRow[] = [
  {
    ...{ rule: 'star', version: 1, channels: 'telephone', citizens: 3, withinMs: DAY_MS },
    ...{ likeness: 0.2, together: 0.2, samePlace: true },
  },
  {
    ...{ rule: 'star', version: 1, channels: 'written', citizens: 3, withinMs: 30 * DAY_MS },
    ...{ likeness: 0.2, together: 0.25, samePlace: false },
  },
];
/** Where somebody answers while the caller waits, and so as many come as there are lines. */
const SPOKEN: readonly Channel[] = ['phone'];

export function starOf(channel: Channel): StarRow | undefined {
  const kind = SPOKEN.includes(channel) ? 'telephone' : 'written';
  return STARS.find(({ channels }) => channels === kind);
}

/** So many from one place in a day, whatever they are about. */
export const PLACE: Row = { rule: 'place', version: 1, citizens: 5, withinMs: DAY_MS };

/** Of one class in one district, against the same hour of the 28 days before. */
export const SURGE = {
  ...{ rule: 'surge', version: 1, citizens: 10, withinMs: HOUR_MS },
  /** So unlikely by chance. */
  below: 1e-4,
  days: 28,
} as const satisfies Row & { readonly below: number; readonly days: number };

export interface SeasonRow extends Row {
  readonly season: string;
  /** Months of the year, from 1. */
  readonly months: readonly number[];
  readonly words: readonly string[];
}
const season = { rule: 'season', version: 1, citizens: 5, withinMs: DAY_MS } as const;
/** What a city dreads at that time of the year: within a day, in one district. */
export const SEASONS: readonly SeasonRow[] = [
  { ...season, season: 'heating', months: [11, 12, 1, 2, 3], words: ['暖气不热', '不供暖', '停暖', '供暖', '供热'] },
  { ...season, season: 'ice', months: [12, 1, 2], words: ['积雪', '结冰', '路面冰', '水管冻'] },
  { ...season, season: 'flood', months: [5, 6, 7, 8, 9], words: ['内涝', '积水', '进水', '被淹', '倒灌'] },
  { ...season, season: 'heat', months: [6, 7, 8, 9], words: ['高温', '中暑', '变压器跳闸', '限电'] },
  { ...season, season: 'examinations', months: [6], words: ['高考', '中考'] },
  { ...season, season: 'wages', months: [12, 1, 2], words: ['拖欠工资', '农民工工资', '讨薪', '欠薪'] },
];

/** The longest that any of them looks back. */
export const LOOKED_BACK_MS = Math.max(...[OUTAGE, ...STARS, PLACE, SURGE, ...SEASONS].map(({ withinMs }) => withinMs));

/** A matter that was told is told again only so much later; what comes meanwhile is its growth. */
export const TOLD_ONCE_FOR_MS = 30 * DAY_MS;
/** Who is so near one that belongs to an alert belongs to it too. */
export const JOINS_FROM = 0.26;

import { DAY_MS } from '../calendar/civil-time.js';
import type { Limit } from '../calendar/types.js';
import type { Actor } from '../ticket/vocabulary.js';
import type { EntryVersion } from './entry.js';
import { EXPIRING_FOR_MS } from './entry.js';
import type { CorrectionKind, TaskKind, TaskOutcome } from './vocabulary.js';

/** Something that somebody has to do for the knowledge base, by a date. */
export interface KnowledgeTask {
  readonly id: string;
  /** The entry that it is about, or that is to be written. */
  readonly entry: string;
  /** `null`: no version was written yet. */
  readonly version: number | null;
  readonly kind: TaskKind;
  /** Of a correction. */
  readonly about: CorrectionKind | null;
  /** Who has it; `null`: the hotline. */
  readonly unit: string | null;
  /** `null`: nobody knows yet whose it is. */
  readonly classCode: string | null;
  /** The question of the entry, or the one that has no answer yet. */
  readonly question: string;
  /** What a correction says. */
  readonly text: string | null;
  readonly askedBy: Actor | null;
  /** The ticket that it came of: its words go with it. */
  readonly ticket: string | null;
  /** How often the same was asked for. */
  readonly times: number;
  readonly openedAt: Date;
  readonly dueAt: Date;
  /** How many of its rungs were told. */
  readonly told: number;
  readonly endedAt: Date | null;
  readonly endedBy: Actor | null;
  readonly outcome: TaskOutcome | null;
  readonly reason: string | null;
}

interface Row {
  readonly has: 'unit' | 'hotline';
  /** `null`: it is due by what the entry says itself. */
  readonly limit: Limit | null;
}

const days = (amount: number): Limit => ({ amount, unit: 'workingDays' });

/**
 * Our own defaults, but for those that cities publish: an answer that is missing is written within three working days,
 * a wrong one mended within one, a wording within two hours, and each entry looked at anew every 180 days.
 */
export const TASK_ROWS: Readonly<Record<TaskKind, Row>> = {
  gap: { has: 'unit', limit: days(3) },
  unitReview: { has: 'unit', limit: days(3) },
  hotlineReview: { has: 'hotline', limit: days(2) },
  correction: { has: 'unit', limit: days(1) },
  recheck: { has: 'unit', limit: null },
  expiry: { has: 'unit', limit: null },
  deadLeaf: { has: 'unit', limit: days(1) },
};
const WORDING_LIMIT: Limit = { amount: 2, unit: 'workingHours' };

/** Before an entry has to be looked at anew, so long somebody has time for it. */
export const RECHECK_OPEN_MS = 15 * DAY_MS;

export function limitOf({ kind, about }: Pick<KnowledgeTask, 'kind' | 'about'>): Limit | null {
  return about === 'wording' ? WORDING_LIMIT : TASK_ROWS[kind].limit;
}

/** An entry as far as its tasks go. */
export interface StandingEntry {
  readonly newest: EntryVersion | null;
  readonly served: EntryVersion | null;
  /** Of the entries that a served scene leads to. */
  readonly leaves: readonly Leaf[];
}

/** An entry at the end of a scene. */
export interface Leaf {
  readonly isServed: boolean;
  /** It is read out until then; `null`: without an end. */
  readonly until: Date | null;
}

/** What an entry asks for by itself, from when on. */
interface Asked {
  readonly kind: Extract<TaskKind, 'unitReview' | 'hotlineReview' | 'recheck' | 'expiry' | 'deadLeaf'>;
  readonly version: EntryVersion;
  /** `null`: at once. */
  readonly opens: Date | null;
  /** `null`: by the limit of its kind. */
  readonly dueAt: Date | null;
}

function askedBy({ newest, served, leaves }: StandingEntry): Asked[] {
  const asked: Asked[] = [];
  if (newest?.state === 'unitReview' || newest?.state === 'hotlineReview')
    asked.push({ kind: newest.state, version: newest, opens: null, dueAt: null });
  if (served === null) return asked;
  const { reviewBy, content } = served;
  const before = (dueAt: Date, ms: number): Date => new Date(dueAt.getTime() - ms);
  if (reviewBy !== null)
    asked.push({ kind: 'recheck', version: served, opens: before(reviewBy, RECHECK_OPEN_MS), dueAt: reviewBy });
  if (content.until !== null)
    asked.push({
      ...{ kind: 'expiry', version: served, dueAt: content.until },
      opens: before(content.until, EXPIRING_FOR_MS),
    });
  const dies = firstDeath(leaves);
  if (dies !== null)
    asked.push({ kind: 'deadLeaf', version: served, opens: dies === 'gone' ? null : dies, dueAt: null });
  return asked;
}

/** When the first of them is read out no more; `null`: no time is set. */
function firstDeath(leaves: readonly Leaf[]): Date | 'gone' | null {
  if (leaves.some(({ isServed }) => !isServed)) return 'gone';
  const ends = leaves.flatMap(({ until }) => (until === null ? [] : [until.getTime()]));
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

export interface Settled {
  readonly opened: readonly Asked[];
  readonly ended: readonly KnowledgeTask[];
  /** When time alone will ask for something more; `null`: never. */
  readonly opensNext: Date | null;
}

/**
 * Which tasks an entry has to have now, beside those that are open: what is to be opened, and what has come to its end
 * because it was done, or because what it was about is served no more. Safe to repeat.
 */
export function settleTasks(entry: StandingEntry, open: readonly KnowledgeTask[], now: Date): Settled {
  const asked = askedBy(entry);
  const isOpen = ({ opens }: Asked): boolean => opens === null || opens.getTime() <= now.getTime();
  const standing = asked.filter(isOpen);
  const isFor = (task: KnowledgeTask, { kind, version, dueAt }: Asked): boolean =>
    task.kind === kind &&
    task.version === version.version &&
    (dueAt === null || dueAt.getTime() === task.dueAt.getTime());
  const later = asked.filter((one) => !isOpen(one)).map(({ opens }) => opens?.getTime() ?? 0);
  return {
    opened: standing.filter((one) => !open.some((task) => isFor(task, one))),
    ended: open.filter((task) => isOver(task, entry) ?? !standing.some((one) => isFor(task, one))),
    opensNext: later.length === 0 ? null : new Date(Math.min(...later)),
  };
}

/** Of what people asked for; `null`: the entry asks for it itself. */
function isOver({ kind, version }: KnowledgeTask, { newest, served }: StandingEntry): boolean | null {
  // Written and handed in: from then on it is the reviewers whom one waits for.
  if (kind === 'gap') return newest !== null && newest.state !== 'draft';
  if (kind === 'correction') return served?.version !== version;
  return null;
}

import { chinaDate } from '../calendar/china-time.js';
import { DAY_MS, HOUR_MS } from '../calendar/civil-time.js';
import type { Decidable } from '../decision.js';
import { Refusal } from '../refusal.js';
import type { Actor, Role } from '../ticket/vocabulary.js';
import { isNested, type Division, type ExportColumn } from './columns.js';

/** Who may take tickets or figures out of the system: units what they see, and those who supervise, assess or audit. */
export const EXPORT_ASKERS: readonly Role[] = [
  'handler',
  'supervisor',
  'dutyManager',
  'director',
  'assessor',
  'auditor',
];
export const EXPORT_DECIDERS: readonly Role[] = ['dutyManager', 'director'];
/** Who reads of all exports; everybody else of their own. */
export const EXPORT_AUDITS: readonly Role[] = [...EXPORT_DECIDERS, 'auditor'];

export const EXPORT_KINDS = ['tickets', 'statistics'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** For what somebody exports. There is no other purpose. */
export const EXPORT_PURPOSE_ROWS = {
  handling: { zh: '工单办理' },
  analysis: { zh: '分析研判' },
  assessment: { zh: '绩效考核' },
  reporting: { zh: '上级报送' },
  audit: { zh: '审计监督' },
  lawfulOrder: { zh: '依法调取' },
} as const;
export type ExportPurpose = keyof typeof EXPORT_PURPOSE_ROWS;
export const EXPORT_PURPOSES = Object.keys(EXPORT_PURPOSE_ROWS) as [ExportPurpose, ...ExportPurpose[]];

/** More rows than this are a second person's to grant. */
export const SECOND_ABOVE = 1_000;
/** Why a second person decides: too many rows for one, protected tickets, figures of a year divided in another way. */
export const EXPORT_REASONS = ['manyRows', 'protectedTickets', 'otherDivision'] as const;
export type ExportReason = (typeof EXPORT_REASONS)[number];

/**
 * Why there is no file: more rows, or protected tickets, than when it was asked; more than an export may have; a ticket
 * in it was erased; it could not be made, however often it was begun.
 */
export const EXPORT_FAILURES = ['outgrown', 'tooLarge', 'ticketErased', 'broken'] as const;
export type ExportFailure = (typeof EXPORT_FAILURES)[number];

/** An export that nobody has decided by then has lapsed. */
export const DECIDE_WITHIN_MS = DAY_MS;
/** So long a file is kept, and its link opens at most. */
export const KEPT_MS = HOUR_MS;
/** So many of one person wait or are made at once. */
export const MOST_AT_ONCE = 5;
/** Begun so often and never finished, it is given up: it may be what ends whoever makes it. */
export const MOST_ATTEMPTS = 5;

/** What is asked for. Filters may hold words, so all of it is sealed. */
export type ExportQuestion =
  | {
      readonly kind: 'tickets';
      readonly filter: Readonly<Record<string, unknown>>;
      readonly columns: readonly ExportColumn[];
    }
  | { readonly kind: 'statistics'; readonly year: number; readonly by: readonly Division[] };

export interface ExportJob extends Decidable {
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  readonly purpose: ExportPurpose;
  /** Empty: nobody else has to decide. */
  readonly because: readonly ExportReason[];
  /** Rows when it was asked; of figures nobody counts them before. */
  readonly expected: number;
  readonly done: number;
  readonly failure: ExportFailure | null;
  /** As of when its rows are; `null`: nobody has begun. */
  readonly madeAt: Date | null;
  /** `null`: it is not finished. */
  readonly keptUntil: Date | null;
  readonly downloads: number;
  readonly downloadedAt: Date | null;
}

export const EXPORT_STATES = [
  'waiting',
  'lapsed',
  'denied',
  'queued',
  'making',
  'failed',
  'ready',
  'ended',
  'withdrawn',
] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** How an export stands now. Its ends are instants that are compared; only files have to be removed. */
export function exportState(job: ExportJob, now: Date): ExportState {
  const { withdrawnAt, granted, decideUntil, failure, madeAt, keptUntil } = job;
  if (withdrawnAt !== null) return 'withdrawn';
  if (granted === null) return now < decideUntil ? 'waiting' : 'lapsed';
  if (!granted) return 'denied';
  if (failure !== null) return 'failed';
  if (keptUntil !== null) return now < keptUntil ? 'ready' : 'ended';
  return madeAt === null ? 'queued' : 'making';
}

/** What people call it by: it stands in every row of the file. */
export function exportNumber({ id, askedAt }: Pick<ExportJob, 'id' | 'askedAt'>): string {
  return `EX${chinaDate(askedAt).replaceAll('-', '')}-${id.slice(0, 8)}`;
}

/** Why this export is for a second person to decide. */
export function reasonsOf({ rows, guarded }: { readonly rows: number; readonly guarded: number }): ExportReason[] {
  return [
    ...(rows > SECOND_ABOVE ? (['manyRows'] as const) : []),
    ...(guarded > 0 ? (['protectedTickets'] as const) : []),
  ];
}

/**
 * Two tables of one year that divide it in different ways can be compared, and the difference may tell what each of
 * them keeps back. So the second one that somebody asks for is for another person to decide.
 */
export function divisionReasons(
  asked: { readonly year: number; readonly by: readonly Division[] },
  before: readonly { readonly year: number; readonly by: readonly Division[] }[],
): ExportReason[] {
  return before.some(({ year, by }) => year === asked.year && !isNested(by, asked.by)) ? ['otherDivision'] : [];
}

/** What of its rows goes beyond what was granted, once they are counted one by one. */
export function outgrown(
  { because }: Pick<ExportJob, 'because'>,
  { rows, guarded, mostRows }: { readonly rows: number; readonly guarded: boolean; readonly mostRows: number },
): ExportFailure | null {
  if (rows > mostRows) return 'tooLarge';
  if (rows > SECOND_ABOVE && !because.includes('manyRows')) return 'outgrown';
  return guarded && !because.includes('protectedTickets') ? 'outgrown' : null;
}

/** Refuses whoever may not decide this export, and what cannot be decided any more. */
export function assertMayDecideExport(job: Pick<ExportJob, 'askedBy'>, state: ExportState, decider: Actor): void {
  if (decider.id === job.askedBy.id)
    throw new Refusal('separation-of-duties', 'Nobody decides an export of their own. Another person does.');
  if (decider.role === job.askedBy.role) {
    throw new Refusal(
      'separation-of-duties',
      `Who asked for this export is ${decider.role} too. Somebody in another position decides.`,
    );
  }
  if (state !== 'waiting') throw new Refusal('export-over', `This export is ${state}. There is nothing to decide.`);
}

/** Refuses a link to what is not there, or is there no more. */
export function assertExportReady(state: ExportState): void {
  if (state === 'ready') return;
  throw new Refusal('export-over', `This export is ${state}. There is a link to it within an hour after it was made.`);
}

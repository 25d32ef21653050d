import type { Instant, Limit } from '../calendar/types.js';
import type { ClockKey, Level, TicketType, Urgency, WhistleCase } from '../ticket/vocabulary.js';

/**
 * A policy pack: the numbers a city chooses, as versioned data (`data/policies/`). A ticket pins one pack at dispatch
 * and keeps it, redo rounds included. What a pack cannot say is in `domain/ticket/`.
 */
export interface PolicyPack {
  readonly code: string;
  readonly version: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** Where the numbers come from: public documents and articles, or "own default". */
  readonly basis: string;
  /**
   * One limit for a clock, or one by urgency, or by urgency and then type. Absent or `null`: no such clock. Never here:
   * `citizen`, which follows `handle`; `suspension`, which runs until a date that somebody grants; `returnWindow` and
   * `reportIn`, whose limits are in `rules`.
   */
  readonly limits: Readonly<Partial<Record<ClockKey, LimitRule>>>;
  /** Limit of the handle clock in rounds after the first. */
  readonly redo: LimitRule;
  readonly ladder: readonly LadderRow[];
  readonly rules: PolicyRules;
  /** How firing is spread when many dates end at one instant; absent: `DEFAULT_FIRING` of `firing-windows.ts`. */
  readonly firing?: FiringRules;
}

export type LimitRule = Limit | { readonly by: Readonly<Partial<Record<Urgency | '*', Limit | TypeLimits | null>>> };
export type TypeLimits = { readonly byType: Readonly<Partial<Record<TicketType | '*', Limit | null>>> };

/**
 * One rung of the supervision ladder. `when` is relative to the clock: a fraction of the way from start to due,
 * a limit before due, exactly at due, or a limit after due.
 */
export interface LadderRow {
  readonly clock: ClockKey;
  /** Unique within a clock and urgency, e.g. `blue50`, `yellow`, `overdue`, `red`, `raised`. */
  readonly rung: string;
  readonly when:
    { readonly fraction: number } | { readonly before: Limit } | { readonly at: 'due' } | { readonly after: Limit };
  readonly effect: RungEffect;
  readonly level?: Level;
  /** Who is told. Resolved to persons through the unit tree; nobody found means the duty desk. */
  readonly addressee: Addressee;
  /** Only for these; absent = for all. */
  readonly urgencies?: readonly Urgency[];
}

/**
 * `remind` tells; `overdue` marks the clock late and, when it has a `level`, lifts to it too; `raise` lifts the
 * supervision level to `level` and, from level 2 on, opens a written supervision; the others move the ticket by
 * themselves. Lifting never lowers.
 */
export type RungEffect = 'remind' | 'overdue' | 'raise' | 'resume' | 'closeUnreachable' | 'archive';

export type Addressee =
  | 'operator'
  | 'dispatcher'
  | 'handler'
  | 'unitLiaison'
  | 'unitDeputyHead'
  | 'unitHead'
  | 'superiorHead'
  | 'reviewer'
  | 'callbackAgent'
  | 'dutyDesk'
  | 'governmentOffice'
  | 'citizen';

/** How the city's machines take a crowd of rungs of one instant. The instant itself never moves. */
export interface FiringRules {
  /** Rungs that may fire in one second without people's commands waiting for it. */
  readonly expectedPerSecond: number;
  /** The first row that fits a rung says how long after its instant it may fire at most. */
  readonly windows: readonly FiringWindow[];
}

/** Every condition that a row names must hold; without any it is for all. */
export interface FiringWindow {
  readonly seconds: number;
  readonly urgencies?: readonly Urgency[];
  readonly clocks?: readonly ClockKey[];
  readonly effects?: readonly RungEffect[];
  /** For rungs that lift to this level or higher. */
  readonly fromLevel?: Level;
}

/** The numbers that guards need inside the workflow. Small, because every ticket carries them. */
export interface PolicyRules {
  readonly maxHops: number;
  readonly maxDisputes: number;
  readonly maxRedos: number;
  /**
   * Longest total and single extensions by urgency, in working days (or in the unit named); absent urgency = not
   * extendable.
   */
  readonly extensions: Readonly<Partial<Record<Urgency, { readonly each: readonly number[]; readonly total: number }>>>;
  readonly extensionUnit: 'workingDays' | 'days' | 'seconds';
  readonly extendableTypes: readonly TicketType[];
  /** After how long since dispatch a unit may no longer ask for return; `null`: never may; absent: always may. */
  readonly returnWindow: Readonly<Partial<Record<Urgency, Limit | null>>>;
  readonly callback: {
    readonly attempts: number;
    readonly days: number;
    readonly minGapMinutes: number;
    readonly from: string;
    readonly to: string;
  };
  readonly nudges: { readonly count: number; readonly withinDays: number };
  /**
   * How soon a whistled unit must report in, and answer: the limits of the `reportIn` clock and of its `task` clock.
   */
  readonly whistle: Readonly<Record<WhistleCase, { readonly reportIn: Limit; readonly answer: Limit }>>;
}

/** A longer time that a law gives for a class of matters. */
export interface StatutoryLimit {
  readonly workingDays: number;
  /** The law and article, told to the citizen with the date. */
  readonly lawRef: string;
}

/** Which pack holds is data: the row with the highest priority that matches on the day wins. */
export interface PolicyAssignment {
  readonly pack: string;
  readonly version: string;
  readonly unit?: string | null;
  readonly channel?: string | null;
  readonly effectiveFrom: Instant;
  readonly effectiveTo?: Instant | null;
  readonly priority: number;
}

/** A rung placed in time. */
export interface ScheduledRung {
  readonly rung: string;
  readonly at: Instant;
  readonly effect: RungEffect;
  readonly level?: Level;
  readonly addressee: Addressee;
  /** When it is to fire, where a crowd is spread: never before `at`. Absent: at its instant. */
  readonly firesAt?: Instant;
  /** When all of its share of the crowd have fired; what is told of them waits until then, to be told once. */
  readonly firesBy?: Instant;
}

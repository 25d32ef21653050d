import { z } from 'zod';
import { RUNG_EFFECTS, TIME_PATTERN } from './common.js';
import type { Limit } from '../domain/calendar/types.js';
import type { GoldenVector } from '../domain/policy/golden.js';
import { limitFor } from '../domain/policy/limits.js';
import type { LadderRow, PolicyPack, RungEffect } from '../domain/policy/types.js';
import {
  CLOCK_KEYS,
  TYPES,
  URGENCIES,
  WHISTLE_CASES,
  type ClockKey,
  type Urgency,
} from '../domain/ticket/vocabulary.js';

const clockKey = z.enum(CLOCK_KEYS);
/** Their dates come from the handle clock, from a request or from `rules`. */
const DATED_ELSEWHERE = ['citizen', 'suspension', 'returnWindow', 'reportIn'] as const satisfies readonly ClockKey[];
const urgency = z.enum(URGENCIES);
const ticketType = z.enum(TYPES);
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Write a time of day as HH:MM, up to 24:00.');
const positiveInt = z.int().positive();

const LimitSchema = z
  .strictObject({
    amount: z.number().positive(),
    unit: z.enum(['seconds', 'minutes', 'hours', 'days', 'workingHours', 'workingDays']),
  })
  .refine(
    ({ amount, unit }) => unit !== 'workingDays' || Number.isInteger(amount),
    'Working days are whole; use workingHours for less than a day.',
  );

const TypeLimitsSchema = z.strictObject({ byType: z.partialRecord(z.enum([...TYPES, '*']), LimitSchema.nullable()) });
const LimitRuleSchema = z.union([
  LimitSchema,
  z.strictObject({
    by: z.partialRecord(z.enum([...URGENCIES, '*']), z.union([LimitSchema, TypeLimitsSchema, z.null()])),
  }),
]);

const rungEffect = z.enum(RUNG_EFFECTS);
const level = z.literal([0, 1, 2, 3, 4, 5]);

const whenSchema = z.union([
  z.strictObject({ fraction: z.number().gt(0).lt(1) }),
  z.strictObject({ before: LimitSchema }),
  z.strictObject({ at: z.literal('due') }),
  z.strictObject({ after: LimitSchema }),
]);

const LadderRowSchema = z.strictObject({
  clock: clockKey,
  rung: z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'A rung is one word in camelCase.'),
  when: whenSchema,
  effect: rungEffect,
  level: level.optional(),
  addressee: z.enum([
    'operator',
    'dispatcher',
    'handler',
    'unitLiaison',
    'unitDeputyHead',
    'unitHead',
    'superiorHead',
    'reviewer',
    'callbackAgent',
    'dutyDesk',
    'governmentOffice',
    'citizen',
  ]),
  urgencies: z.array(urgency).min(1).optional(),
});

const ExtensionsSchema = z
  .strictObject({ each: z.array(positiveInt).min(1), total: positiveInt })
  .refine(({ each, total }) => each.every((one) => one <= total), 'No single extension may be longer than the total.')
  .refine(
    ({ each, total }) => total <= each.reduce((sum, one) => sum + one, 0),
    'The total can never be reached by the single extensions.',
  );

const RulesSchema = z.strictObject({
  maxHops: positiveInt,
  maxDisputes: positiveInt,
  maxRedos: positiveInt,
  extensions: z.partialRecord(urgency, ExtensionsSchema),
  extensionUnit: z.enum(['workingDays', 'days', 'seconds']),
  extendableTypes: z.array(ticketType),
  returnWindow: z.partialRecord(urgency, LimitSchema.nullable()),
  callback: z
    .strictObject({
      attempts: positiveInt,
      days: positiveInt,
      minGapMinutes: z.int().nonnegative(),
      from: timeOfDay,
      to: timeOfDay,
    })
    .refine(({ attempts, days }) => days <= attempts, 'Attempts on that many days need at least one attempt a day.')
    .refine(({ from, to }) => from < to, 'The calling hours end before they begin.'),
  nudges: z.strictObject({ count: positiveInt, withinDays: positiveInt }),
  whistle: z.record(z.enum(WHISTLE_CASES), z.strictObject({ reportIn: LimitSchema, answer: LimitSchema })),
});

const FiringSchema = z
  .strictObject({
    expectedPerSecond: z.number().positive(),
    windows: z
      .array(
        z.strictObject({
          seconds: z.number().min(1).max(600),
          urgencies: z.array(urgency).min(1).optional(),
          clocks: z.array(clockKey).min(1).optional(),
          effects: z.array(rungEffect).min(1).optional(),
          fromLevel: level.optional(),
        }),
      )
      .min(1),
  })
  .refine(
    ({ windows }) => windows.slice(0, -1).every((row) => Object.keys(row).length > 1),
    'A window without conditions is for every rung; no row after it is ever reached. Put it last.',
  );

/** What a policy pack must be to be published: the shape, and that no ticket can be left without a date or a way up. */
export const PolicyPackSchema = z
  .strictObject({
    code: z.string().regex(/^[a-z][a-z0-9-]*$/, 'A code is lower case words joined by hyphens.'),
    version: z.string().min(1),
    name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    basis: z.string().min(1),
    limits: z.partialRecord(clockKey.exclude(DATED_ELSEWHERE), LimitRuleSchema),
    redo: LimitRuleSchema,
    ladder: z.array(LadderRowSchema).min(1),
    rules: RulesSchema,
    firing: FiringSchema.optional(),
  })
  .superRefine((pack, context) => {
    for (const { message, path } of faultsOf(pack)) context.addIssue({ code: 'custom', message, path: [...path] });
  });

const instant = z.iso.datetime({ offset: true }).meta({ pattern: TIME_PATTERN });
export const GoldenVectorsSchema = z
  .array(
    z.strictObject({
      note: z.string().min(1).optional(),
      clock: clockKey,
      type: ticketType,
      urgency,
      round: positiveInt.optional(),
      statutory: z.strictObject({ workingDays: positiveInt, lawRef: z.string().min(1) }).optional(),
      limit: LimitSchema.optional(),
      until: instant.optional(),
      startedAt: instant,
      dueAt: instant,
      provisional: z.boolean().optional(),
      rungs: z.record(z.string(), instant).optional(),
      extension: z.strictObject({ by: LimitSchema, dueAt: instant }).optional(),
    }),
  )
  .min(6);

/** Throws one Error that names every fault and its place. */
export function parsePolicyPack(json: unknown): PolicyPack {
  return parseOrThrow(PolicyPackSchema, json, 'Policy pack');
}

export function parseGoldenVectors(json: unknown): readonly GoldenVector[] {
  return parseOrThrow(GoldenVectorsSchema, json, 'Golden vectors');
}

function parseOrThrow<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new Error(
    `${what} refused, nothing was loaded. Correct what is listed and load again.\n${z.prettifyError(result.error)}`,
  );
}

interface Fault {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

function faultsOf(pack: PolicyPack): Fault[] {
  return [
    ...missingLimits(pack),
    ...pack.ladder.flatMap((row, index) => rowFaults(pack, row, index)),
    ...missingOverdue(pack),
    ...rowPairFaults(pack),
  ];
}

/** A ticket without a handling date, in any round, would be forgotten in silence. */
function missingLimits(pack: PolicyPack): Fault[] {
  return [1, 2].flatMap((round) =>
    URGENCIES.flatMap((urgency) =>
      TYPES.filter((type) => !limitFor(pack, 'handle', { type, urgency, round })).map((type) => ({
        message: `No handling limit for ${urgency} ${type}${round > 1 ? ' in a redo round' : ''}.`,
        path: round > 1 ? ['redo'] : ['limits', 'handle'],
      })),
    ),
  );
}

const ONLY_ON: Readonly<Partial<Record<RungEffect, ClockKey>>> = {
  resume: 'suspension',
  closeUnreachable: 'ratingLink',
  archive: 'reopenWindow',
};

function rowFaults(pack: PolicyPack, row: LadderRow, index: number): Fault[] {
  const faults: Fault[] = [];
  const complain = (message: string, field: string): void =>
    void faults.push({ message, path: ['ladder', index, field] });
  const dated = DATED_ELSEWHERE.some((clock) => clock === row.clock);
  if (!dated && !pack.limits[row.clock]) complain(`Clock ${row.clock} has a ladder and no limit.`, 'clock');
  if (row.effect === 'raise' && row.level === undefined) complain('A raise needs the level to lift to.', 'level');
  const moves = ONLY_ON[row.effect];
  if (moves && moves !== row.clock) complain(`Effect ${row.effect} belongs to the ${moves} clock.`, 'effect');
  if ((row.effect === 'overdue' || moves) && !('at' in row.when))
    complain(`Effect ${row.effect} happens exactly at due.`, 'when');
  return faults;
}

function missingOverdue(pack: PolicyPack): Fault[] {
  return URGENCIES.filter(
    (urgency) =>
      !pack.ladder.some(
        (row) => row.clock === 'handle' && row.rung === 'overdue' && row.effect === 'overdue' && holdsFor(row, urgency),
      ),
  ).map((urgency) => ({ message: `The handle clock has no overdue rung for ${urgency}.`, path: ['ladder'] }));
}

/** Two rows can meet on one ticket when they share a clock and an urgency. */
function rowPairFaults(pack: PolicyPack): Fault[] {
  return pack.ladder.flatMap((row, index) =>
    pack.ladder.slice(0, index).flatMap((other) => {
      if (other.clock !== row.clock || !URGENCIES.some((urgency) => holdsFor(row, urgency) && holdsFor(other, urgency)))
        return [];
      const faults: Fault[] = [];
      if (other.rung === row.rung) {
        faults.push({
          message: `Rung ${row.rung} of ${row.clock} stands twice for one urgency.`,
          path: ['ladder', index, 'rung'],
        });
      } else if (row.effect === 'overdue' && other.effect === 'overdue') {
        faults.push({
          message: `Clock ${row.clock} becomes overdue twice for one urgency.`,
          path: ['ladder', index, 'effect'],
        });
      }
      const [early, late] = isEarlier(row, other) ? [row, other] : isEarlier(other, row) ? [other, row] : [];
      if (early?.level !== undefined && late?.level !== undefined && early.level > late.level) {
        faults.push({
          message: `Level falls from ${early.level} (${early.rung}) to ${late.level} (${late.rung}) on the ${row.clock} clock.`,
          path: ['ladder', index, 'level'],
        });
      }
      return faults;
    }),
  );
}

function holdsFor(row: LadderRow, urgency: Urgency): boolean {
  return !row.urgencies || row.urgencies.includes(urgency);
}

/** False also when nobody can say: a fraction against a limit, or working time against the wall clock. */
function isEarlier(a: LadderRow, b: LadderRow): boolean {
  const side = sideOfDue(a) - sideOfDue(b);
  if (side !== 0) return side < 0;
  if ('fraction' in a.when && 'fraction' in b.when) return a.when.fraction < b.when.fraction;
  if ('before' in a.when && 'before' in b.when) return isShorter(b.when.before, a.when.before);
  if ('after' in a.when && 'after' in b.when) return isShorter(a.when.after, b.when.after);
  return false;
}

function sideOfDue({ when }: LadderRow): number {
  return 'at' in when ? 0 : 'after' in when ? 1 : -1;
}

const WALL_SECONDS: Readonly<Partial<Record<Limit['unit'], number>>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
};

function isShorter(a: Limit, b: Limit): boolean {
  if (a.unit === b.unit) return a.amount < b.amount;
  const [aSeconds, bSeconds] = [WALL_SECONDS[a.unit], WALL_SECONDS[b.unit]];
  return aSeconds !== undefined && bSeconds !== undefined && a.amount * aSeconds < b.amount * bSeconds;
}

import { z } from 'zod';
import { UNIT_LEVELS } from '../domain/ticket/vocabulary.js';
import { ClassCodeSchema, shortText, TIME_PATTERN, UnitIdSchema } from './common.js';

const instant = z.string().meta({ format: 'date-time', pattern: TIME_PATTERN });

const version = z.int().meta({ description: 'Its ETag, as in "v3": what `If-Match` says when it is changed.' });

const listOf = <T extends z.ZodType>(item: T, id: string): z.ZodObject<{ items: z.ZodArray<T> }> =>
  z.object({ items: z.array(item) }).meta({ id });

export const UnitSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    nameEn: z.string(),
    level: z.enum(UNIT_LEVELS),
    parent: z.string().nullable(),
    version,
    closedAt: instant.nullable().meta({ description: 'Closed units stay: tickets name them. Null: it is open.' }),
    successor: z.string().nullable().meta({ description: 'Who goes on with the matters of a closed unit.' }),
  })
  .meta({ id: 'Unit' });
export const UnitListSchema = listOf(UnitSchema, 'UnitList');

const unitWish = {
  name: shortText.meta({ example: '市水务局' }),
  nameEn: shortText.meta({ example: 'Water Bureau' }),
  level: z.enum(UNIT_LEVELS),
  parent: UnitIdSchema.nullable().meta({ description: 'The unit above; none for the city alone.', example: 'city' }),
};
export const UnitParamsSchema = z.object({ id: UnitIdSchema });
export const UnitWishSchema = z.strictObject(unitWish).meta({ id: 'UnitWish' });
/** As a file holds it, and as the list of units shows it. */
export const UnitRowSchema = z.strictObject({
  id: UnitIdSchema,
  ...unitWish,
  version: z.int().optional(),
  closedAt: z.string().nullish(),
  successor: z.string().nullish(),
});
export const UnitClosingSchema = z
  .strictObject({
    successor: UnitIdSchema.meta({ description: 'Who goes on with its matters.', example: 'housing' }),
  })
  .meta({ id: 'UnitClosing' });

export const ClassSchema = z
  .object({
    code: z.string(),
    name: z.string(),
    nameEn: z.string(),
    parent: z.string().nullable(),
    level: z.int(),
    owners: z.array(z.string()).meta({ description: 'Units that own the matter; the first is the usual one.' }),
    departmentOnly: z.boolean(),
    neverDecline: z.boolean(),
    statutory: z.object({ workingDays: z.int(), lawRef: z.string() }).nullable(),
    version,
  })
  .meta({ id: 'TicketClass' });
export const ClassListSchema = listOf(ClassSchema, 'TicketClassList');

const classWish = {
  name: shortText.meta({ example: '自来水水质' }),
  nameEn: shortText.meta({ example: 'Tap water quality' }),
  parent: ClassCodeSchema.nullable().meta({
    description: 'The branch above; classes lie three deep at most.',
    example: '0301',
  }),
  owners: z
    .array(UnitIdSchema)
    .max(100)
    .default([])
    .meta({ description: 'Units that own the matter; the first is the usual one.', example: ['water'] }),
  departmentOnly: z.boolean().default(false),
  neverDecline: z.boolean().default(false),
  statutory: z
    .strictObject({ workingDays: z.int().min(1).max(1_000), lawRef: shortText })
    .nullable()
    .default(null)
    .meta({ description: 'A limit that a law sets, and where it says so.' }),
};
export const ClassParamsSchema = z.object({ code: ClassCodeSchema });
export const ClassWishSchema = z.strictObject(classWish).meta({ id: 'TicketClassWish' });
/** As a file holds it, and as the list of classes shows it; how deep it lies follows from the branch above. */
export const ClassRowSchema = z.strictObject({
  code: ClassCodeSchema,
  ...classWish,
  level: z.int().optional(),
  version: z.int().optional(),
});

const data = z.record(z.string(), z.unknown());

export const PolicyListSchema = z
  .object({
    items: z.array(
      z
        .object({
          code: z.string(),
          version: z.string(),
          name: z.object({ zh: z.string(), en: z.string() }),
          basis: z.string(),
          limits: data,
          redo: data,
          ladder: z.array(data),
          rules: data,
        })
        .meta({ id: 'PolicyPack' }),
    ),
    assignments: z.array(
      z.object({
        id: z.string(),
        pack: z.string(),
        version: z.string(),
        unit: z.string().nullable(),
        channel: z.string().nullable(),
        effectiveFrom: instant,
        effectiveTo: instant.nullable(),
        priority: z.int(),
        revision: z.int().meta({ description: 'Its ETag, as in "v3".' }),
      }),
    ),
  })
  .meta({ id: 'PolicyList' });

export const YearParamsSchema = z.object({
  year: z
    .string()
    .regex(/^20\d{2}$/)
    .transform(Number)
    .meta({ example: '2026' }),
});
export const CalendarYearSchema = z
  .object({
    year: z.int(),
    status: z.enum(['official', 'provisional']),
    source: z.string(),
    daysOff: z.array(z.string()),
    makeUpDays: z.array(z.string()),
  })
  .meta({ id: 'CalendarYear' });

export const HealthSchema = z.object({ alive: z.literal(true) }).meta({ id: 'Health' });
export const DrainingSchema = z.object({ alive: z.literal(true), draining: z.literal(true) }).meta({ id: 'Draining' });

export const CHECK_NAMES = ['database', 'migrations', 'temporal', 'pollers', 'calendar', 'erasures', 'files'] as const;
const CheckSchema = z.object({ state: z.enum(['ok', 'warning', 'failing']), detail: z.string() });
export const ReadinessSchema = z
  .object({
    ready: z.boolean(),
    draining: z
      .literal(true)
      .optional()
      .meta({ description: 'The process was told to stop: it finishes what it has, so send nothing new here.' }),
    checks: z.record(z.enum(CHECK_NAMES), CheckSchema),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof ReadinessSchema>;
export type CheckName = (typeof CHECK_NAMES)[number];

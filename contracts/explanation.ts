import { z } from 'zod';
import { REFUSAL_CODES } from '../domain/refusal.js';
import { CLOCK_KEYS } from '../domain/ticket/vocabulary.js';
import { CLOCK_STATES, DayInputSchema, LimitSchema, RUNG_EFFECTS, TimeInputSchema, TimeSchema } from './common.js';
import { CalendarYearSchema } from './reference.js';

const SegmentSchema = z.object({
  from: TimeSchema,
  to: TimeSchema,
  kind: z.enum(['working', 'off', 'wall']),
  reason: z.string().optional(),
  counted: z.number().optional(),
});

export const ExplanationSchema = z
  .object({
    clock: z.string(),
    state: z.enum(CLOCK_STATES),
    startedAt: TimeSchema,
    dueAt: TimeSchema,
    provisional: z.boolean(),
    rule: z.string(),
    calendarVersion: z.string(),
    steps: z.array(
      z.object({
        kind: z.enum(['started', 'suspended', 'resumed', 'extended', 'recalculated']),
        at: TimeSchema,
        seq: z.int().meta({ description: 'The event that moved the date.' }),
        limit: LimitSchema.nullable(),
        lost: LimitSchema.nullable().meta({
          description: 'Of a resumption: what the suspension took, so much later the date is. Null of all else.',
        }),
        dueAt: TimeSchema.nullable(),
        segments: z.array(SegmentSchema),
      }),
    ),
    rungs: z.array(
      z.object({
        rung: z.string(),
        at: TimeSchema,
        effect: z.enum(RUNG_EFFECTS),
        level: z.int().optional(),
        addressee: z.string(),
        firesAt: TimeSchema.optional().meta({
          description: 'Its place, where many of one instant fire one after another. Absent: at its instant.',
        }),
        firedAt: TimeSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'Explanation' });

const ClockNameSchema = z.string().regex(/^[A-Za-z]{1,40}(:[A-Za-z0-9-]{1,40})?(\.\d{1,4})?$/);
const CLOCK_NAME = 'Id such as `handle.1`, or key such as `handle` for its newest. Default: the handle clock.';

export const ExplainQuerySchema = z.strictObject({
  clock: ClockNameSchema.optional().meta({ description: CLOCK_NAME }),
});

const LocalDateSchema = DayInputSchema.meta({ example: '2027-02-05' });
const PROPOSALS = ['extension', 'suspension', 'calendar', 'calendarYear'] as const;

export const WhatIfSchema = z
  .strictObject({
    clock: ClockNameSchema.optional().meta({ description: CLOCK_NAME }),
    extension: z.strictObject({ workingDays: z.int().min(1).max(365) }).optional(),
    suspension: z.strictObject({ from: TimeInputSchema.optional(), until: TimeInputSchema }).optional(),
    calendar: z
      .strictObject({
        days: z
          .array(z.strictObject({ date: LocalDateSchema, kind: z.enum(['off', 'work']) }))
          .min(1)
          .max(400)
          .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, 'A day stands here twice.'),
      })
      .optional()
      .meta({ description: 'Days that would be off, or worked.' }),
    calendarYear: CalendarYearSchema.optional().meta({ description: 'A whole year, as `calendar import` takes it.' }),
  })
  .refine((body) => PROPOSALS.filter((name) => body[name] !== undefined).length === 1, {
    message: `Propose one thing: ${PROPOSALS.join(', ')}.`,
  })
  .meta({ id: 'WhatIf' });
export type WhatIfBody = z.output<typeof WhatIfSchema>;

export const WhatIfAnswerSchema = z
  .object({
    clock: z.string(),
    allowed: z.boolean().meta({ description: 'Whether the lead unit could ask for it now, under its policy pack.' }),
    refusal: z.object({ code: z.enum(REFUSAL_CODES), detail: z.string() }).nullable(),
    decidedBy: z.array(z.string()).meta({ description: 'The roles that would decide.' }),
    before: ExplanationSchema,
    after: ExplanationSchema,
    moved: z
      .array(z.object({ clock: z.string(), key: z.enum(CLOCK_KEYS), before: TimeSchema, after: TimeSchema }))
      .meta({ description: 'Every clock of the ticket whose date would move.' }),
    rungs: z
      .array(
        z.object({
          rung: z.string(),
          effect: z.enum(RUNG_EFFECTS),
          level: z.int().optional(),
          addressee: z.string(),
          before: TimeSchema.nullable(),
          after: TimeSchema.nullable(),
        }),
      )
      .meta({ description: 'What this clock would do at another time; null: not at all.' }),
  })
  .meta({ id: 'WhatIfAnswer' });

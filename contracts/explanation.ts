import { z } from 'zod';
import { CLOCK_STATES, LimitSchema, TimeSchema } from './common.js';

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
        dueAt: TimeSchema.nullable(),
        segments: z.array(SegmentSchema),
      }),
    ),
    rungs: z.array(
      z.object({
        rung: z.string(),
        at: TimeSchema,
        effect: z.enum(['remind', 'overdue', 'raise', 'resume', 'closeUnreachable', 'archive']),
        level: z.int().optional(),
        addressee: z.string(),
        firedAt: TimeSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'Explanation' });

export const ExplainQuerySchema = z.strictObject({
  clock: z
    .string()
    .regex(/^[A-Za-z]{1,40}(:[A-Za-z0-9-]{1,40})?(\.\d{1,4})?$/)
    .optional()
    .meta({ description: 'Id such as `handle.1`, or key such as `handle` for its newest. Default: the handle clock.' }),
});

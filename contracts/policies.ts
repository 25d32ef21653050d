import { z } from 'zod';
import { CHANNELS, CLOCK_KEYS } from '../domain/ticket/vocabulary.js';
import {
  CursorSchema,
  PageCursorSchema,
  shortText,
  TimeInputSchema,
  TimeSchema,
  UnitIdSchema,
  WordsSchema,
} from './common.js';

const data = z.record(z.string(), z.unknown());
const packCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'A code is lower case words joined by hyphens.')
  .meta({ example: 'default' });
const packVersion = shortText.meta({ example: '1' });

export const PackParamsSchema = z.object({ code: packCode, version: packVersion });

export const NewPackSchema = z
  .strictObject({
    pack: data.meta({ description: 'A policy pack, in the form of `data/policies/default.json`.' }),
    golden: z.array(data).max(500).default([]).meta({
      description:
        'Dates worked out by hand, in the form of `data/policies/golden/`: the pack is refused if it gives others.',
    }),
  })
  .meta({ id: 'NewPolicyPack' });

export const WholePackSchema = z
  .object({ code: z.string(), version: z.string(), pack: data })
  .meta({ id: 'WholePolicyPack' });

const assignment = {
  pack: packCode,
  version: packVersion,
  unit: UnitIdSchema.nullable().default(null).meta({ description: 'For this unit and all below it; null: for all.' }),
  channel: z
    .enum(CHANNELS)
    .nullable()
    .default(null)
    .meta({ description: 'For tickets that come by it; null: for all.' }),
  priority: z
    .int()
    .min(-1_000)
    .max(1_000)
    .default(0)
    .meta({ description: 'Of several that hold, the highest is taken.' }),
  effectiveFrom: TimeInputSchema,
  effectiveTo: TimeInputSchema.nullable().default(null).meta({ description: 'Up to then, and without it.' }),
};
const forward = ({ effectiveFrom, effectiveTo }: { effectiveFrom: string; effectiveTo: string | null }): boolean =>
  effectiveTo === null || Date.parse(effectiveFrom) < Date.parse(effectiveTo);
const BACKWARDS = { path: ['effectiveTo'], message: 'It ends before it begins.' };

const assignmentId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'A name is lower case words joined by hyphens.')
  .meta({ example: 'hot-summer' });
export const AssignmentParamsSchema = z.object({ assignment: assignmentId });
export const AssignmentWishSchema = z
  .strictObject(assignment)
  .refine(forward, BACKWARDS)
  .meta({ id: 'PolicyAssignmentWish' });

export const AssignmentSchema = z
  .object({
    id: z.string(),
    pack: z.string(),
    version: z.string(),
    unit: z.string().nullable(),
    channel: z.string().nullable(),
    priority: z.int(),
    effectiveFrom: TimeSchema,
    effectiveTo: TimeSchema.nullable(),
    revision: z.int().meta({ description: 'Its ETag, as in "v3".' }),
  })
  .meta({ id: 'PolicyAssignment' });

export const PreviewQuestionSchema = z
  .strictObject({
    pack: data.optional().meta({ description: 'A pack that is not published yet.' }),
    assign: z
      .array(z.strictObject({ id: assignmentId, ...assignment }).refine(forward, BACKWARDS))
      .max(20)
      .default([])
      .meta({ description: 'Assignments as they would be; one that is there already is meant to be replaced.' }),
    remove: z.array(assignmentId).max(20).default([]).meta({ description: 'Assignments that would be gone.' }),
    at: TimeInputSchema.optional().meta({
      description: 'When the tickets are thought to be sent out. Absent: now, or when the last of `assign` begins.',
    }),
    examples: z.int().min(0).max(50).default(20),
    cursor: PageCursorSchema,
  })
  .meta({ id: 'PolicyPreviewQuestion' });

const pack = z.object({ code: z.string(), version: z.string() });
const due = TimeSchema.nullable();
export const PreviewSchema = z
  .object({
    at: TimeSchema.meta({ description: 'When the tickets are thought to be sent out.' }),
    sentOut: z
      .int()
      .meta({ description: 'Open tickets that a unit has. They keep the pack that they were sent out under.' }),
    looked: z.int().meta({ description: 'Open tickets on this page that are still to be sent out.' }),
    keep: z.int().meta({ description: 'Of these, done again or merged: they keep their pack.' }),
    same: z.int().meta({ description: 'Of these, with the same pack as without the change.' }),
    otherPack: z.int().meta({ description: 'Of these, with another pack and the same dates.' }),
    otherDates: z.int().meta({ description: 'Of these, with other dates or other warnings.' }),
    byClass: z
      .array(z.object({ classCode: z.string().nullable(), otherPack: z.int(), otherDates: z.int() }))
      .meta({ description: 'Where something would change, the most first.' }),
    examples: z.array(
      z.object({
        ticket: z.object({ id: z.string(), number: z.string() }),
        classCode: z.string().nullable(),
        urgency: z.string(),
        supposedUnit: z
          .string()
          .nullable()
          .meta({ description: 'The usual owner of its class; where it goes is decided then.' }),
        before: pack,
        after: pack,
        clocks: z.array(
          z.object({
            key: z.enum(CLOCK_KEYS),
            before: due,
            after: due,
            rungsBefore: z.int(),
            rungsAfter: z.int(),
          }),
        ),
      }),
    ),
    says: WordsSchema,
    nextCursor: CursorSchema.nullable().meta({
      description: 'Of the next page of open tickets; each page counts its own.',
    }),
  })
  .meta({ id: 'PolicyPreview' });

import { z } from 'zod';
import { CORRECTION_KINDS, TASK_KINDS, TASK_OUTCOMES } from '../domain/knowledge/vocabulary.js';
import {
  ClassCodeSchema,
  CursorSchema,
  flag,
  limitOf,
  PageCursorSchema,
  reasonText,
  shortText,
  TimeSchema,
  UnitIdSchema,
} from './common.js';
import { EntryParamsSchema } from './knowledge.js';
import { ActorSchema } from './ticket.js';

export const KnowledgeTaskSchema = z
  .object({
    id: z.string(),
    kind: z.enum(TASK_KINDS).meta({
      description:
        '`gap`: an entry is missing; `recheck`: it has to be looked at anew every 180 days; `expiry`: it ends within fifteen days; `deadLeaf`: a scene leads to an entry that is read out no more.',
    }),
    entry: z.string().meta({ description: 'The entry, or the id under which the missing one is to be written.' }),
    version: z.int().nullable().meta({ description: 'null: none was written yet.' }),
    about: z.enum(CORRECTION_KINDS).nullable().meta({ description: 'Of a correction: what is not right.' }),
    unit: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'Who has it; null: the hotline.' }),
    classCode: z.string().nullable(),
    question: z.string(),
    text: z.string().nullable().meta({ description: 'What a correction says.' }),
    askedBy: ActorSchema.nullable().meta({ description: 'null: time asked for it.' }),
    times: z.int().meta({ description: 'How often the same was asked for.' }),
    openedAt: TimeSchema,
    dueAt: TimeSchema,
    isLate: z.boolean().meta({ description: 'It was due and has not ended, or ended after it was due.' }),
    endedAt: TimeSchema.nullable(),
    endedBy: ActorSchema.nullable(),
    outcome: z.enum(TASK_OUTCOMES).nullable(),
    reason: z.string().nullable().meta({ description: 'Why there was nothing to do.' }),
    mayDismiss: z.boolean().meta({ description: 'Whether you may say, with a reason, that there is nothing to do.' }),
  })
  .meta({ id: 'KnowledgeTask' });

export const KnowledgeTasksSchema = z
  .object({
    items: z.array(KnowledgeTaskSchema),
    nextCursor: CursorSchema.nullable(),
    mine: z
      .object({ open: z.int(), late: z.int() })
      .meta({ description: 'Those of your unit, or of the hotline if you review for it; whatever was asked for.' }),
  })
  .meta({ id: 'KnowledgeTasks', description: 'The soonest first.' });

export const TasksQuerySchema = z.strictObject({
  unit: UnitIdSchema.optional().meta({ description: 'Of this unit. Unsaid: of all units and the hotline.' }),
  mine: flag.optional().meta({ description: 'Only those of your unit, or of the hotline if you review for it.' }),
  kind: z.enum(TASK_KINDS).optional(),
  entry: z.uuid().optional(),
  ended: flag.optional().meta({ description: 'Those that have ended, not those that are open.' }),
  late: flag.optional().meta({ description: 'Only those that were due by now.' }),
  limit: limitOf(100, 50),
  cursor: PageCursorSchema,
});

export const MissingEntrySchema = z
  .strictObject({
    question: shortText.meta({
      description: 'What was asked, as a title; nobody named in it.',
      example: '集体户口怎么办居住证',
    }),
    classCode: ClassCodeSchema.nullable()
      .default(null)
      .meta({ description: 'Whose it is, if that is known; else the hotline sees to it.', example: '090101' }),
  })
  .meta({ id: 'MissingEntry' });

export const CorrectionParamsSchema = EntryParamsSchema.extend({ correction: z.uuid() });
export const CorrectionSchema = z
  .strictObject({
    version: z.int().min(1).max(1_000_000).meta({ description: 'The version that was read.', example: 1 }),
    about: z.enum(CORRECTION_KINDS).meta({
      description:
        '`wrong`: it is shown with a warning from now on. `wording` is due within two working hours, the others within a working day.',
    }),
    text: reasonText.meta({
      description: 'What is not right, and how it is, if you know.',
      example: '办理时限已改为三个工作日。',
    }),
  })
  .meta({ id: 'Correction' });

export const TaskParamsSchema = z.object({ task: z.uuid() });
export const DismissedTaskSchema = z
  .strictObject({ reason: reasonText.meta({ example: '与已有条目相同。' }) })
  .meta({ id: 'DismissedTask' });

import { z } from 'zod';
import { CORRECTION_KINDS } from '../domain/knowledge/vocabulary.js';
import { reasonText, TimeSchema, UnitIdSchema } from './common.js';
import { EntryParamsSchema } from './knowledge.js';
import { CorrectionSchema } from './knowledge-tasks.js';

/** What a citizen types; the search of the hotline takes what is said on the telephone. */
export const LONGEST_OPEN_QUESTION = 200;
export const MOST_OPEN_HITS = 10;

export const OpenQuestionSchema = z
  .strictObject({
    question: z
      .string()
      .max(LONGEST_OPEN_QUESTION, `At most ${LONGEST_OPEN_QUESTION} characters.`)
      .meta({ example: '停水' }),
    place: UnitIdSchema.nullable().default(null).meta({ description: 'The part of the city, if it is known.' }),
    limit: z.int().min(1).max(MOST_OPEN_HITS).default(5),
  })
  .meta({ id: 'OpenQuestion' });

export const OpenEntrySchema = z
  .object({
    id: z.string(),
    version: z.int(),
    question: z.string(),
    answer: z.string(),
    basis: z.array(z.object({ document: z.string(), clause: z.string().nullable(), link: z.string().nullable() })),
    people: z.string().nullable().meta({ description: 'For whom it holds; null: for all.' }),
    unit: z.object({ id: z.string(), name: z.string() }),
    publishedAt: TimeSchema.nullable(),
    until: TimeSchema.nullable().meta({ description: 'It holds until then.' }),
  })
  .meta({ id: 'OpenEntry', description: 'A knowledge entry as citizens read it.' });

export const OpenHitsSchema = z
  .object({ items: z.array(OpenEntrySchema) })
  .meta({ id: 'OpenHits', description: 'The best first.' });

export const OpenCorrectionParamsSchema = EntryParamsSchema.extend({ correction: z.uuid() });
export const OpenCorrectionSchema = z
  .strictObject({
    version: CorrectionSchema.shape.version,
    about: z.enum(CORRECTION_KINDS).meta({ description: 'What is not right with it.' }),
    text: reasonText.meta({ example: '电话号码已经停用。' }),
  })
  .meta({ id: 'OpenCorrection' });

export const OpenCorrectionTakenSchema = z
  .object({ dueAt: TimeSchema.meta({ description: 'By then its unit looks at it.' }) })
  .meta({ id: 'OpenCorrectionTaken' });

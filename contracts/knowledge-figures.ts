import { z } from 'zod';
import { DayInputSchema } from './common.js';

const count = z.int().min(0);
const MOST_DAYS = 366;

export const KnowledgeFiguresQuerySchema = z
  .strictObject({
    from: DayInputSchema.meta({ description: 'The first day, in China.' }),
    to: DayInputSchema.meta({ description: `The last day; at most ${MOST_DAYS} days.` }),
  })
  .meta({ example: { from: '2026-11-01', to: '2026-11-30' } });
export const MOST_FIGURE_DAYS = MOST_DAYS;

const closing = {
  registered: count.meta({ description: 'What came in those days.' }),
  onTheLine: count.meta({
    description:
      'Of these, how many ended without a unit: answered, referred, or handed to an emergency line. What was declined is none: nobody is to gain by it.',
  }),
  byEntry: count.meta({ description: 'Of these, how many were answered from an entry.' }),
};

export const KnowledgeFiguresSchema = z
  .object({
    whole: z.object(closing),
    classes: z
      .array(z.object({ classCode: z.string().nullable(), name: z.string().nullable(), ...closing }))
      .meta({ description: 'The most first.' }),
    operators: z
      .array(z.object({ operator: z.string().meta({ description: 'The id of the account.' }), ...closing }))
      .meta({ description: 'Who registered them; the most first.' }),
    units: z
      .array(
        z.object({
          unit: z.string(),
          name: z.string().nullable(),
          entries: count.meta({ description: 'What of it is served now.' }),
          oldestDays: z.int().nullable().meta({ description: 'How long ago the oldest of them was published.' }),
          answered: count.meta({ description: 'Calls of those days that its entries answered.' }),
          ended: count.meta({ description: 'Its tasks that ended in those days.' }),
          inTime: count.meta({ description: 'Of these, how many before they were due.' }),
          late: count.meta({ description: 'Its open tasks that are late now.' }),
          wrong: count.meta({ description: 'Answers of it that were found wrong in those days, and mended.' }),
        }),
      )
      .meta({ description: 'Each that has entries or tasks; the most answered first.' }),
  })
  .meta({ id: 'KnowledgeFigures' });

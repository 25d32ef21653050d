import { z } from 'zod';
import { PARTS, STATES } from '../domain/ticket/vocabulary.js';
import { ClassCodeSchema, longText, shortText, TimeSchema } from './common.js';
import { AddressSchema, TicketRefSchema, TicketSummarySchema } from './ticket.js';

const PartSchema = z.strictObject({
  title: shortText,
  text: longText,
  classCode: ClassCodeSchema,
  address: AddressSchema.optional().meta({ description: 'Absent: where the request is.' }),
});

export const SplitSchema = z
  .strictObject({
    parts: z.array(PartSchema).meta({
      minItems: PARTS.fewest,
      maxItems: PARTS.most,
      description: 'Two to eight; another number is refused by the rules.',
    }),
  })
  .meta({ id: 'Split', description: 'What each of the matters is, in the words that its owner will read.' });
export type SplitBody = z.output<typeof SplitSchema>;

export const SplitDoneSchema = z
  .object({
    id: z.string().meta({ description: 'Of the request.' }),
    number: z.string(),
    state: z.enum(STATES),
    version: z.int(),
    parts: z
      .array(
        z.object({
          id: z.string(),
          number: z.string(),
          classCode: z.string().nullable(),
          state: z.enum(STATES),
          registeredAt: TimeSchema,
        }),
      )
      .meta({ description: 'In the order in which they were sent.' }),
  })
  .meta({ id: 'SplitDone' });
export type SplitDoneBody = z.input<typeof SplitDoneSchema>;

export const PartListSchema = z
  .object({
    request: TicketRefSchema.nullable().meta({
      description: 'The request whose parts these are, by whichever of them was asked; null: it was never split.',
    }),
    items: z.array(TicketSummarySchema),
  })
  .meta({ id: 'PartList' });

import { z } from 'zod';
import { EmergencyLineSchema, WordsSchema } from './common.js';

/** What words of a caller suggest to who takes the call; offered, and never done. */
export const ScreeningHintSchema = z
  .object({
    rule: z.string().meta({ description: 'The row that found it.', example: 'fire' }),
    version: z.int(),
    kind: z.enum(['emergencyLine', 'protected', 'urgency']).meta({
      description: '`protected`: a matter that is never declined.',
    }),
    line: EmergencyLineSchema.nullable(),
    urgency: z.enum(['P0', 'P1']).nullable(),
    basis: WordsSchema.meta({ description: 'Why, in a sentence.' }),
    field: z.enum(['title', 'text']),
    from: z.int().meta({ description: 'Where the words begin in that field, in UTF-16 units.' }),
    to: z.int().meta({ description: 'Where they end; not part of them.' }),
    words: z.string().meta({ description: 'The words themselves.' }),
    blocksDecline: z.boolean().meta({ description: 'A ticket with these words cannot be declined.' }),
  })
  .meta({ id: 'ScreeningHint' });

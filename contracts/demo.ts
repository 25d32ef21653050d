import { z } from 'zod';
import { ROLES } from '../domain/ticket/vocabulary.js';
import { UnitIdSchema, WordsSchema } from './common.js';

export const DemoPositionsSchema = z
  .object({
    items: z.array(z.object({ role: z.enum(ROLES), unit: z.string().nullable(), unitName: WordsSchema.nullable() })),
  })
  .meta({ id: 'DemoPositions' });

export const DemoSignInSchema = z
  .strictObject({ role: z.enum(ROLES), unit: UnitIdSchema.nullable().default(null) })
  .meta({ id: 'DemoSignIn' });

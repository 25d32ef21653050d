import { z } from 'zod';
import { STATES } from '../domain/ticket/vocabulary.js';

export const RatingStateSchema = z
  .object({ number: z.string(), open: z.boolean().meta({ description: 'Whether a rating is still awaited.' }) })
  .meta({ id: 'RatingState' });
export const RatedSchema = z
  .object({ thanks: z.string(), number: z.string(), state: z.enum(STATES) })
  .meta({ id: 'Rated' });

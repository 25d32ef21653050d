import { z } from 'zod';

/** As the telephone platform calls it. */
export const CallIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/, 'This is not the id of a call.')
  .meta({
    description: 'As the telephone platform calls it; no two calls have the same, and it holds no telephone number.',
    example: 'pbx1-20261123-004711',
  });

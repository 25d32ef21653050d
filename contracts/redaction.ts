import { z } from 'zod';

/** What units read of a protected ticket, and whether somebody has said yes to it. */
export const RedactionSchema = z
  .object({
    title: z.string(),
    text: z.string(),
    confirmed: z.boolean(),
    kept: z
      .array(z.object({ word: z.string(), reason: z.string() }))
      .optional()
      .meta({ description: 'What stayed although it looks like naming somebody, and why.' }),
    added: z
      .array(z.object({ event: z.int(), text: z.string() }))
      .optional()
      .meta({ description: 'What units read of what the citizen said later, as somebody has said yes to it.' }),
  })
  .nullable()
  .meta({
    description:
      'What units read of a ticket that protects who asked, for those who read all of it and say yes to this. `confirmed`: somebody has.',
  });

/** The same of what the citizen said later. */
export const RedactedWordsSchema = z.object({ text: z.string(), confirmed: z.boolean() }).optional().meta({
  description:
    'What units read of these words of the citizen, once somebody has said yes to it by confirmRedaction; until then nothing.',
});

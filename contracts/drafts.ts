import { z } from 'zod';
import { ACCOUNT_COMMANDS } from './commands.js';
import { TimeSchema } from './common.js';
import { TicketParamsSchema } from './ticket.js';

/** What may be begun: every command, and what is said beside them. */
const DRAFTED = [...ACCOUNT_COMMANDS, 'register', 'nudge', 'supplement'] as const;
/** As JSON is sent. */
const LONGEST_DRAFT = 64 * 1024;

export const DraftParamsSchema = z.object({
  draft: z
    .union([z.literal('new'), TicketParamsSchema.shape.id])
    .meta({ description: 'Id or number of the ticket; `new`: one that is not registered yet.', example: 'new' }),
  command: z.enum(DRAFTED).meta({ example: 'register' }),
});

export const DraftWordsSchema = z
  .strictObject({
    words: z
      .record(z.string().max(100), z.unknown())
      .refine(
        (words) => Buffer.byteLength(JSON.stringify(words)) <= LONGEST_DRAFT,
        'A draft holds at most 64 kB. Send it, or shorten it.',
      )
      .meta({ description: 'What was typed, by field. Nothing of it is checked.', example: { text: '阀门损坏' } }),
  })
  .meta({ id: 'DraftWords' });

const head = {
  ticket: z.string().nullable().meta({ description: 'Id of the ticket; null: one that is not registered yet.' }),
  command: z.enum(DRAFTED),
  version: z.int().meta({ description: 'For `If-Match`; before the first it is 0.' }),
  requestKey: z.string().meta({
    description: 'The `Idempotency-Key` for what comes of it: pressed twice, or again after a crash, it is done once.',
  }),
  updatedAt: TimeSchema,
  expiresAt: TimeSchema,
};
export const DraftSchema = z.object({ ...head, words: z.record(z.string(), z.unknown()) }).meta({ id: 'Draft' });
export const DraftsSchema = z
  .object({ items: z.array(z.object(head).meta({ id: 'DraftHead' })) })
  .meta({ id: 'Drafts' });
export type DraftHeadBody = z.input<typeof DraftsSchema>['items'][number];

import { z } from 'zod';
import { STATES } from '../domain/ticket/vocabulary.js';
import { ACCOUNT_COMMANDS } from './commands.js';
import { IF_MATCH_PATTERN } from './common.js';
import { ProblemSchema } from './problem.js';
import { TicketParamsSchema } from './ticket.js';

export const MOST_BULK_ITEMS = 100;

export const BulkParamsSchema = z.object({
  command: z.enum(ACCOUNT_COMMANDS as unknown as readonly [(typeof ACCOUNT_COMMANDS)[number]]).meta({
    description: 'A command, as under `/api/v1/tickets/{id}/actions`.',
    example: 'acknowledge',
  }),
});

const body = z.record(z.string(), z.unknown());

export const BulkSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          id: TicketParamsSchema.shape.id,
          ifMatch: z.string().max(32).optional().meta({
            pattern: IF_MATCH_PATTERN,
            description: 'The ETag of the ticket that was decided on; absent: any version.',
            example: '"v7"',
          }),
          body: body.optional().meta({ description: 'Of the command, for this ticket; absent: the shared one.' }),
        }),
      )
      .min(1)
      .max(MOST_BULK_ITEMS),
    body: body.default({}).meta({ description: 'Of the command, for every ticket without one of its own.' }),
    dryRun: z.boolean().default(false).meta({ description: 'Only tell what would come of it; nothing is done.' }),
  })
  .meta({ id: 'Bulk' });
export type Bulk = z.output<typeof BulkSchema>;

const BulkResultSchema = z
  .object({
    id: z.string().meta({ description: 'As it was sent.' }),
    status: z.int().meta({ description: 'What the command alone would have answered.' }),
    version: z.int().nullable().meta({ description: 'After it; with `dryRun`, as it is now.' }),
    state: z.enum(STATES).nullable().meta({ description: 'After it, or as it would be then.' }),
    replayed: z.boolean().meta({ description: 'Done before under this Idempotency-Key.' }),
    problem: ProblemSchema.nullable(),
  })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.input<typeof BulkResultSchema>;

export const BulkAnswerSchema = z
  .object({
    command: z.string(),
    dryRun: z.boolean(),
    taken: z.int().meta({ description: 'How many were done, or would be.' }),
    refused: z.int(),
    toRepeat: z.int().meta({
      description:
        'How many got no answer or were turned away for the moment. They may be done or not; repeat the request with the same key.',
    }),
    results: z.array(BulkResultSchema).meta({ description: 'One for each item, in their order.' }),
  })
  .meta({ id: 'BulkAnswer' });

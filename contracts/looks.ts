import { z } from 'zod';
import { LOOK_FIELDS, LOOK_WAYS } from '../domain/look/look.js';
import { ROLES } from '../domain/ticket/vocabulary.js';
import {
  CursorSchema,
  flag,
  limitOf,
  OpaqueIdSchema,
  PageCursorSchema,
  TimeInputSchema,
  TimeSchema,
} from './common.js';

const page = { limit: limitOf(200, 50), cursor: PageCursorSchema };

export const TicketLooksQuerySchema = z.strictObject({
  ofAccused: flag.optional().meta({
    description:
      'Only looks of the unit that the ticket is about, and of those below it: what it saw before that was known.',
  }),
  ...page,
});

export const LooksQuerySchema = z.strictObject({
  actor: OpaqueIdSchema.optional().meta({ description: 'Id of an account.' }),
  ticket: z.uuid({ error: 'Write the id of a ticket, not its number.' }).optional(),
  field: z.enum(LOOK_FIELDS).optional().meta({ description: 'Only looks at this, in whatever form it was shown.' }),
  from: TimeInputSchema.optional(),
  to: TimeInputSchema.optional().meta({ description: 'Up to this instant, and without it.' }),
  ...page,
});

const fields = z.array(z.enum(LOOK_FIELDS));

export const LookSchema = z
  .object({
    id: z.string().meta({ description: 'A number, growing with time.', example: '4711' }),
    at: TimeSchema,
    actor: z.object({ id: z.string(), role: z.enum(ROLES), unit: z.string().nullable() }),
    key: z.string().nullable().meta({ description: 'The visible part of the key that was used.' }),
    session: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'From where.' }),
    ticket: z
      .string()
      .nullable()
      .meta({ description: 'Id of the ticket; null: the trail was looked at, or the number of a call.' }),
    protected: z.boolean().meta({ description: 'Whether the ticket was of another level of protection than `open`.' }),
    how: z.enum(LOOK_WAYS).meta({ description: 'The kind of answer.' }),
    fields: fields.meta({ description: 'Shown as they were written.' }),
    masked: fields.meta({ description: 'Shown masked, redacted or coarsely.' }),
    purpose: z.string().nullable(),
  })
  .meta({ id: 'Look' });

export const LooksSchema = z
  .object({ items: z.array(LookSchema), nextCursor: CursorSchema.nullable() })
  .meta({ id: 'Looks' });

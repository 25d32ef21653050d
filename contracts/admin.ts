import { z } from 'zod';
import { ADMIN_ACTS, ADMIN_NOUNS } from '../domain/admin/admin-change.js';
import { ROLES } from '../domain/ticket/vocabulary.js';
import { CursorSchema, limitOf, OpaqueIdSchema, PageCursorSchema, TimeInputSchema, TimeSchema } from './common.js';

const number = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'This is no number of a change.')
  .meta({ description: 'A number, growing with time and without gaps.', example: '4711' });
const value = z.record(z.string(), z.unknown()).nullable();

export const AdminChangeParamsSchema = z.object({ change: number });

export const AdminChangesQuerySchema = z.strictObject({
  noun: z.enum(ADMIN_NOUNS).optional().meta({ description: 'Only changes of things of this kind.' }),
  subject: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Id or code of one thing; together with `noun`.', example: 'water' }),
  actor: OpaqueIdSchema.optional().meta({ description: 'Id of an account.' }),
  from: TimeInputSchema.optional(),
  to: TimeInputSchema.optional().meta({ description: 'Up to this instant, and without it.' }),
  limit: limitOf(200, 50),
  cursor: PageCursorSchema,
});

export const AdminChangeSchema = z
  .object({
    number,
    at: TimeSchema,
    actor: z
      .object({ id: z.string(), role: z.enum(ROLES), unit: z.string().nullable(), position: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null: it was done at the command line.' }),
    key: z.string().nullable().meta({ description: 'The visible part of the key that was used.' }),
    session: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'From where.' }),
    noun: z.enum(ADMIN_NOUNS),
    subject: z.string().meta({ description: 'Id or code of what was changed.' }),
    act: z.enum(ADMIN_ACTS),
    before: value.meta({ description: 'As it was; null: it was not there.' }),
    after: value.meta({ description: 'As it was from then on; null: it is there no more.' }),
    withheld: z.array(z.string()).meta({ description: 'Fields that tell of people, shown to administrators only.' }),
    version: z.int().nullable().meta({ description: 'Of what was changed, from then on.' }),
    undoes: number.nullable().meta({ description: 'The change that this one took back.' }),
    undoneBy: number.nullable().meta({ description: 'The change that took this one back.' }),
  })
  .meta({ id: 'AdminChange' });

export const AdminChangesSchema = z
  .object({ items: z.array(AdminChangeSchema), nextCursor: CursorSchema.nullable() })
  .meta({ id: 'AdminChanges' });

import { z } from 'zod';
import { KEY_SCOPES } from '../domain/access/key-scopes.js';
import { ROLES } from '../domain/ticket/vocabulary.js';
import { flag, shortText, TimeInputSchema, TimeSchema, UnitIdSchema } from './common.js';

/** `true` and `false` as a query writes them. */

export const NewKeySchema = z
  .strictObject({
    name: shortText.meta({ description: 'What the key is for, as people call it.', example: '水务局工单系统' }),
    role: z.enum(ROLES),
    unit: UnitIdSchema.nullish().meta({
      description: 'Whose tickets it sees. Needed for a handler, who sees those of the unit and of all below it.',
    }),
    person: z.uuid('This is not an id.').nullish().meta({
      description: "Whose key it is; role and unit are then a position of this person. Absent: a machine's.",
    }),
    scopes: z.array(z.enum(KEY_SCOPES)).max(KEY_SCOPES.length).default([]).meta({
      description: 'What it is for; empty: all that the role may do.',
    }),
    expiresAt: TimeInputSchema.nullish().meta({ description: 'Absent: it does not expire.' }),
    allowedAddresses: z
      .array(z.string().min(1).max(64))
      .max(50)
      .default([])
      .meta({
        description: 'Addresses and networks that it may be used from; empty: any.',
        example: ['10.1.0.0/16', '2001:db8::7'],
      }),
  })
  .refine(({ role, unit }) => role !== 'handler' || unit != null, {
    path: ['unit'],
    message: 'A handler belongs to a unit.',
  })
  .meta({ id: 'NewKey' });
export type NewKey = z.output<typeof NewKeySchema>;

const instant = TimeSchema.nullable();
const keyFields = {
  id: z.string().meta({ description: "Also the id of the account, when the key is a machine's." }),
  prefix: z.string().meta({ description: 'The visible part of the key: `hy_<prefix>_…`.' }),
  name: z.string(),
  role: z.enum(ROLES),
  unit: z.string().nullable(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  allowedAddresses: z.array(z.string()),
  state: z.enum(['open', 'expired', 'revoked']),
  createdAt: TimeSchema,
  createdBy: z.string().nullable().meta({ description: 'Null: made at the command line.' }),
  person: z.string().nullable().meta({ description: "Whose it is; null: a machine's." }),
  expiresAt: instant,
  lastUsedAt: instant.meta({ description: 'To the minute.' }),
  revokedAt: instant,
};
export const KeySchema = z.object(keyFields).meta({ id: 'Key' });
export type KeyBody = z.input<typeof KeySchema>;

export const MadeKeySchema = z
  .object({
    ...keyFields,
    apiKey: z.string().meta({ description: 'The key itself. It is kept nowhere and never shown again.' }),
  })
  .meta({ id: 'MadeKey' });

export const KeyListSchema = z.object({ items: z.array(KeySchema) }).meta({ id: 'KeyList' });

export const KeyQuerySchema = z.strictObject({
  unit: UnitIdSchema.optional(),
  role: z.enum(ROLES).optional(),
  open: flag.optional().meta({ description: '`true`: only those that still open; `false`: only the others.' }),
});

export const KeyParamsSchema = z.object({
  id: z
    .string()
    .regex(/^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[a-zA-Z2-7]{8})$/)
    .transform((value) => value.toLowerCase())
    .meta({ description: 'Id or prefix of the key.', example: 'k7wq2mfa' }),
});

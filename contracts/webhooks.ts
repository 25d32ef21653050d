import { z } from 'zod';
import { ROLES, STATES } from '../domain/ticket/vocabulary.js';
import { DELIVERY_OUTCOMES, PAUSED_BECAUSE } from '../domain/webhook/subscription.js';
import { CursorSchema, FeedPlaceSchema, PageCursorSchema, shortText, TimeSchema, limitOf } from './common.js';
import { KnownEventTypeSchema } from './events.js';

const secret = z.string().meta({
  description: 'Shown here and never again. Messages are signed with it as Standard Webhooks says.',
  example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
});

export const NewWebhookSchema = z
  .strictObject({
    name: shortText,
    url: z.string().min(1).max(2_000).meta({ example: 'https://intake.example.org/hotline' }),
    eventTypes: z
      .array(KnownEventTypeSchema)
      .max(100)
      .default([])
      .meta({ description: 'Which events; none named means all. The glossary lists them.' }),
    key: z.uuid('This is not an id.').optional().meta({
      description:
        'Whose it is: the id of a key that may subscribe, and sees what is posted. Said by an administrator who has signed in; a key subscribes for itself.',
    }),
  })
  .meta({ id: 'NewWebhook' });
export type NewWebhook = z.output<typeof NewWebhookSchema>;

export const WebhookParamsSchema = z.object({ id: z.uuid() });
export const DeliveryParamsSchema = z.object({ id: z.uuid(), delivery: z.uuid() });

export const WebhookSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    eventTypes: z.array(z.string()),
    status: z.enum(['active', 'paused']),
    pausedBecause: z.enum(PAUSED_BECAUSE).nullable().meta({
      description:
        'Why it was paused, if no person did: the key that subscribed is no longer good, or the receiver answered 410.',
    }),
    role: z.enum(ROLES),
    unit: z.string().nullable(),
    cursor: CursorSchema.meta({
      description: 'Everything up to here is delivered or given up. A place in `GET /events`.',
    }),
    late: z.int().meta({ description: 'Events that failed or wait behind one that failed.' }),
    failingSince: TimeSchema.nullable(),
    previousSecretUntil: TimeSchema.nullable().meta({
      description: 'Until then messages are signed with two secrets.',
    }),
    createdAt: TimeSchema,
    updatedAt: TimeSchema,
  })
  .meta({ id: 'Webhook' });

export const LateTicketSchema = z.object({
  ticket: z.uuid(),
  seq: z.int().meta({ description: 'The event that fails; later ones of the ticket wait behind it.' }),
  waiting: z.int(),
  attempts: z.int(),
  since: TimeSchema.nullable(),
  nextAt: TimeSchema,
});

export const WebhookDetailSchema = WebhookSchema.extend({
  live: z
    .object({
      doing: z.enum(['waiting', 'sending', 'full', 'paused']),
      late: z.array(LateTicketSchema),
    })
    .nullable()
    .meta({ description: 'What its workflow says now; null while the workflow engine is away.' }),
}).meta({ id: 'WebhookDetail' });

export const WebhookWithSecretSchema = WebhookSchema.extend({ secret }).meta({ id: 'WebhookWithSecret' });
export const WebhookListSchema = z.object({ items: z.array(WebhookSchema) }).meta({ id: 'WebhookList' });

export const ReplaySchema = z
  .strictObject({
    after: FeedPlaceSchema.meta({
      description:
        '`start`, `end`, or a cursor of the feed. Everything in sight after it is sent, again where it was sent.',
      example: 'start',
    }),
  })
  .meta({ id: 'WebhookReplay' });

export const RotateSchema = z
  .strictObject({
    overlapHours: z
      .number()
      .min(0)
      .max(168)
      .default(24)
      .meta({ description: 'How long messages are signed with the old secret too.' }),
  })
  .meta({ id: 'WebhookRotation' });

export const RotatedSchema = z
  .object({ secret, previousSecretUntil: TimeSchema.nullable() })
  .meta({ id: 'WebhookRotated' });

export const WebhookTestedSchema = z
  .object({
    delivered: z.boolean(),
    status: z.int().nullable(),
    error: z.string().nullable().meta({ description: 'A word for what went wrong.', example: 'timeout' }),
    answer: z.string().meta({ description: 'The beginning of what the receiver answered.' }),
    durationMs: z.int(),
  })
  .meta({ id: 'WebhookTested' });

export const DeliveryQuerySchema = z.strictObject({
  outcome: z.enum(DELIVERY_OUTCOMES).optional(),
  ticket: z.uuid().optional(),
  limit: limitOf(200, 50),
  cursor: PageCursorSchema,
});

export const DeliveryListSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          ticket: z.uuid().nullable(),
          seq: z.int(),
          type: z.string(),
          at: TimeSchema,
          durationMs: z.int(),
          status: z.int().nullable(),
          error: z.string().nullable(),
          answer: z.string(),
          outcome: z.enum(DELIVERY_OUTCOMES),
        })
        .meta({ id: 'WebhookDelivery' }),
    ),
    nextCursor: CursorSchema.nullable(),
  })
  .meta({ id: 'WebhookDeliveryList' });

export const TakenUpSchema = z.object({ id: z.uuid(), taken: z.literal(true) }).meta({ id: 'WebhookTaken' });

const change = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** The body of a message, for those who receive it: CloudEvents 1.0 in structured JSON. */
export const WebhookMessageSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string().min(1),
  type: z.string().regex(/^huiying\.(ticket\.[a-z][A-Za-z]*|ping)$/),
  subject: z.uuid().optional(),
  time: TimeSchema,
  datacontenttype: z.literal('application/json'),
  data: z.union([
    z.strictObject({
      ticket: z.strictObject({ id: z.uuid(), number: z.string(), state: z.enum(STATES), version: z.int() }),
      seq: z.int(),
      actor: z.strictObject({ role: z.enum([...ROLES, 'citizen', 'clock']), unit: z.string().nullable() }),
      from: z.enum(STATES),
      to: z.enum(STATES),
      data: z.record(z.string(), z.unknown()),
      changes: z.record(z.string(), z.strictObject({ before: change, after: change })).nullable(),
    }),
    z.strictObject({ webhook: z.uuid() }),
  ]),
});

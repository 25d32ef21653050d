import { z } from 'zod';
import { ROLES, STATES } from '../domain/ticket/vocabulary.js';
import { EVENT_TYPES } from '../domain/ticket/words.js';
import { anyOf, CursorSchema, FeedPlaceSchema, TimeSchema, limitOf, wholeNumber } from './common.js';

const audited = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const EventTypeSchema = z
  .string()
  .regex(/^[a-z][A-Za-z]{0,63}$/)
  .meta({ example: 'dispatched' });

export const FeedEventSchema = z
  .object({
    cursor: CursorSchema.meta({ description: 'The place of this event; read on `after` it.' }),
    id: z.string().meta({
      description:
        'The name of what happened: ticket, `seq` and the beginning of its hash. The same when it comes again; the `webhook-id` of the same event.',
    }),
    type: EventTypeSchema,
    ticket: z.object({ id: z.string(), number: z.string() }),
    seq: z
      .int()
      .meta({ description: 'Counts the events of a ticket. A retraction has that of the event that it takes back.' }),
    at: TimeSchema,
    actor: z.object({ role: z.enum([...ROLES, 'citizen', 'clock']), unit: z.string().nullable() }),
    from: z.enum(STATES),
    to: z.enum(STATES),
    data: z.record(z.string(), z.unknown()).meta({ description: 'Codes and ids; never what people wrote.' }),
    changes: z
      .record(z.string(), z.object({ before: audited, after: audited }))
      .nullable()
      .meta({ description: 'What the step changed, with the first event of the step; null: nothing that is audited.' }),
  })
  .meta({ id: 'FeedEvent' });
export type FeedEventBody = z.input<typeof FeedEventSchema>;

export const FeedPageSchema = z
  .object({
    items: z.array(FeedEventSchema),
    nextCursor: CursorSchema.meta({ description: 'Where to read on, also after an empty page.' }),
    more: z.boolean().meta({ description: 'Whether there was more to read at once.' }),
  })
  .meta({ id: 'FeedPage' });

/** A type that events may have: another word would never be met, and its sender would wait for ever. */
export const KnownEventTypeSchema = z.enum(EVENT_TYPES).meta({ example: 'dispatched' });

const type = anyOf(KnownEventTypeSchema)
  .optional()
  .meta({ description: 'Only these types, and what takes them back; repeated, any of them.' });

export const FeedQuerySchema = z.strictObject({
  after: FeedPlaceSchema.default('start').meta({
    description: 'A cursor of the feed, `start` for all that was ever in sight, or `end` for what is to come.',
  }),
  limit: limitOf(500, 100).meta({ description: '1 to 500.' }),
  wait: wholeNumber(0, 30).default(0).meta({
    default: 0,
    description: 'Seconds, up to 30, to wait for something to happen before answering with an empty page.',
  }),
  type,
});

export const DeskStreamQuerySchema = z.strictObject({
  after: FeedPlaceSchema.default('end').meta({
    description: 'The cursor heard last. A `Last-Event-ID`, which a browser sends by itself, goes before it.',
  }),
});

export const StreamQuerySchema = z.strictObject({
  after: FeedPlaceSchema.default('end').meta({
    description: 'As for the feed. A `Last-Event-ID`, which a browser sends by itself, goes before it.',
  }),
  type,
});

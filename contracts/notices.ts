import { z } from 'zod';
import {
  CITIZEN_TEMPLATES,
  NOTICE_CHANNELS,
  NOTICE_STATUSES,
  POSITIONS,
  STAFF_TEMPLATES,
} from '../domain/notice/vocabulary.js';
import {
  CursorSchema,
  flag,
  PageCursorSchema,
  phoneText,
  shortText,
  TimeSchema,
  UnitIdSchema,
  limitOf,
} from './common.js';

const instant = TimeSchema.nullable();
const ticketRef = z.object({ id: z.string(), number: z.string() });
const id = z.string().meta({ description: 'A number, growing with time.', example: '4711' });

export const NoticeParamsSchema = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .meta({ description: 'Id of the notice.', example: '4711' }),
});

const limit = limitOf(200, 50);
const cursor = PageCursorSchema;
export const InboxQuerySchema = z.strictObject({
  unread: flag.default(false).meta({ default: false, description: 'Only those that this account has not read.' }),
  limit,
  cursor,
});
export const DeadNoticeQuerySchema = z.strictObject({ limit, cursor });

/** Known to generated clients as `NoticeBox`. */
export const InboxSchema = z
  .object({
    items: z.array(
      z
        .object({
          id,
          ticket: ticketRef.nullable().meta({ description: 'Null: it is about no ticket.' }),
          template: z.enum([...STAFF_TEMPLATES, ...CITIZEN_TEMPLATES]),
          level: z.int(),
          subject: z.object({ zh: z.string(), en: z.string() }),
          text: z.object({ zh: z.string(), en: z.string() }),
          at: TimeSchema,
          readAt: instant,
        })
        .meta({ id: 'Notice' }),
    ),
    unread: z
      .int()
      .meta({ description: 'How many of the whole inbox this account has not read, counted up to 1,000.' }),
    nextCursor: CursorSchema.nullable(),
  })
  .meta({ id: 'NoticeBox' });

export const NoticeReadSchema = z.object({ id, readAt: TimeSchema }).meta({ id: 'NoticeRead' });

export const NoticesReadSchema = z
  .object({
    read: z.int().meta({ description: 'How many were unread, and are read by this.' }),
    unread: z.int().meta({ description: 'How many are left: those that came meanwhile.' }),
  })
  .meta({ id: 'NoticesRead' });

export const NoticeDeliverySchema = z
  .object({
    id,
    ticket: ticketRef,
    event: z.int().meta({ description: 'The `seq` of the event that caused it.' }),
    channel: z.enum(NOTICE_CHANNELS),
    template: z.enum([...STAFF_TEMPLATES, ...CITIZEN_TEMPLATES]),
    addressee: z.string().meta({ description: 'Whom the rule names.' }),
    unit: z.string().nullable().meta({ description: 'Where somebody was found.' }),
    position: z.enum(POSITIONS).nullable(),
    level: z.int(),
    status: z.enum(NOTICE_STATUSES),
    at: TimeSchema,
    notBefore: TimeSchema,
    expiresAt: TimeSchema,
    sentAt: instant,
    attempts: z.int(),
    lastError: z.string().nullable().meta({ description: 'In a word, such as `smtp-550`.' }),
    sentWith: z.string().nullable().meta({ description: 'The notice with whose message it went out.' }),
  })
  .meta({ id: 'NoticeDelivery' });
export const NoticeDeliveryListSchema = z
  .object({ items: z.array(NoticeDeliverySchema), nextCursor: CursorSchema.nullable() })
  .meta({ id: 'NoticeDeliveryList' });
export const TicketNoticesSchema = z.object({ items: z.array(NoticeDeliverySchema) }).meta({ id: 'TicketNotices' });

const contactFields = {
  unit: UnitIdSchema,
  position: z.enum(POSITIONS),
  name: shortText.meta({ description: 'Of the position, not of a person.', example: '市水务局联络员岗' }),
  language: z.enum(['zh', 'en']),
  email: z.email().max(200).nullable(),
  phone: z.string().nullable().meta({ example: '+8613800001234' }),
  webhookUrl: z.string().nullable(),
  active: z.boolean(),
};
export const ContactWishSchema = z
  .strictObject({
    ...contactFields,
    language: contactFields.language.default('zh'),
    email: contactFields.email.default(null),
    phone: phoneText.nullable().default(null),
    webhookUrl: z.string().max(2_000).nullable().default(null),
    webhookSecret: z
      .string()
      .regex(
        /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
        'This is no secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64.',
      )
      .optional()
      .meta({ description: 'Signs what goes to the webhook. Unsaid, it stays as it is. Never shown.' }),
    active: z.boolean().default(true),
  })
  .meta({ id: 'ContactWish' });
export type ContactWishBody = z.output<typeof ContactWishSchema>;

export const ContactSchema = z
  .object({
    id: z.string(),
    version: z.int().meta({ description: 'Its ETag, as in "v3": what `If-Match` says when it is changed.' }),
    ...contactFields,
    webhookGoneAt: instant.meta({
      description: 'When the receiver answered 410; nothing is sent to it until the contact is changed.',
    }),
    updatedAt: TimeSchema,
  })
  .meta({ id: 'Contact' });
export const ContactListSchema = z.object({ items: z.array(ContactSchema) }).meta({ id: 'ContactList' });
export const ContactParamsSchema = z.object({ id: z.uuid().transform((value) => value.toLowerCase()) });
export const ContactQuerySchema = z.strictObject({
  unit: UnitIdSchema.optional(),
  position: z.enum(POSITIONS).optional(),
});

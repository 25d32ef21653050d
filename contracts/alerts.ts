import { z } from 'zod';
import { ALERT_DEEDS } from '../domain/sentinel/alert.js';
import { ALERT_RULES, ALERT_STATES, DISPOSITIONS } from '../domain/sentinel/vocabulary.js';
import { STATES } from '../domain/ticket/vocabulary.js';
import { BulkAnswerSchema } from './bulk.js';
import {
  ClassCodeSchema,
  CursorSchema,
  flag,
  limitOf,
  PageCursorSchema,
  reasonText,
  TimeInputSchema,
  TimeSchema,
  UnitIdSchema,
} from './common.js';
import { ActorSchema, TicketParamsSchema } from './ticket.js';

const PlaceSchema = z.object({ id: z.string(), name: z.string() });

const WhySchema = z
  .object({
    together: z.number().optional().meta({ description: 'How near its tickets are to one another, from 0 to 1.' }),
    count: z.int().optional().meta({ description: 'How many there were in the time that the rule looks at.' }),
    usual: z.number().optional().meta({ description: 'How many are usual in such an hour, by the 28 days before.' }),
    chance: z.number().optional().meta({ description: 'How likely as many are by chance.' }),
    season: z.string().optional().meta({ description: 'The row of the list of the season.' }),
  })
  .meta({ id: 'AlertWhy' });

const KnownOutageSchema = z.object({
  notice: z.string().meta({ description: 'What operators are told.' }),
  answer: z.string().meta({ description: 'What callers are answered.' }),
  until: TimeSchema.nullable().meta({ description: 'null: a day from when it became known.' }),
});

export const AlertSchema = z
  .object({
    id: z.string(),
    rule: z.enum(ALERT_RULES).meta({
      description:
        '`outage`: three people in an hour for what many lose at once, of one class at one place; `star`: three people who say the same; `place`: five from one place in a day; `surge`: far more of a class in a district than is usual in such an hour; `season`: words of the list of the season.',
    }),
    version: z.int().meta({ description: 'Of the row of the rule by which it was raised.' }),
    state: z.enum(ALERT_STATES),
    class: z.object({ code: z.string(), name: z.string() }).nullable().meta({ description: 'null: of several.' }),
    place: PlaceSchema.nullable().meta({ description: 'The smallest place that all are of; null: of none.' }),
    owner: PlaceSchema.nullable().meta({ description: 'The unit that sees to it; null: the duty desk.' }),
    raisedAt: TimeSchema,
    since: TimeSchema.meta({ description: 'When the first of its tickets came.' }),
    lastAt: TimeSchema.meta({ description: 'When the last one came.' }),
    tickets: z.int(),
    citizens: z.int().meta({ description: 'How many different people; who calls again is one.' }),
    why: WhySchema,
    acknowledgeBy: TimeSchema,
    isLate: z.boolean().meta({ description: 'Nobody had acknowledged it by then.' }),
    acknowledgedAt: TimeSchema.nullable(),
    acknowledgedBy: ActorSchema.nullable(),
    disposition: z.enum(DISPOSITIONS).nullable(),
    disposedAt: TimeSchema.nullable(),
    disposedBy: ActorSchema.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was none.' }),
    master: z.string().nullable().meta({
      description: 'The ticket that the others follow, or that was registered before more ask.',
    }),
    outage: KnownOutageSchema.nullable().meta({ description: 'Of a known outage.' }),
    allowed: z.array(z.enum(ALERT_DEEDS)).meta({ description: 'What you may do with it now.' }),
  })
  .meta({ id: 'Alert' });

export const AlertsSchema = z
  .object({ items: z.array(AlertSchema), nextCursor: CursorSchema.nullable() })
  .meta({ id: 'Alerts', description: 'Newest first.' });

const AlertTicketSchema = z
  .object({
    id: z.string(),
    number: z.string(),
    version: z.int(),
    state: z.enum(STATES),
    title: z.string().nullable().meta({ description: 'As far as it is shown to you.' }),
    classCode: z.string().nullable(),
    registeredAt: TimeSchema,
    linkedBy: ActorSchema.nullable().meta({ description: 'Who linked it; null: the sentinel.' }),
  })
  .meta({ id: 'AlertTicket' });

export const WholeAlertSchema = AlertSchema.extend({
  linked: z.array(AlertTicketSchema).meta({ description: 'The newest two hundred that you may see, oldest first.' }),
  words: z.array(z.string()).meta({ description: 'What several of them say, of those that you read in full.' }),
  growth: z
    .array(z.object({ from: TimeSchema, tickets: z.int() }))
    .meta({ description: 'How many came in each hour, or on each day if they came over more than three days.' }),
}).meta({ id: 'WholeAlert' });

export const AlertsQuerySchema = z.strictObject({
  state: z.enum(ALERT_STATES).optional(),
  rule: z.enum(ALERT_RULES).optional(),
  owner: UnitIdSchema.optional().meta({ description: 'That this unit sees to.' }),
  desk: flag.optional().meta({ description: 'Only those that the duty desk sees to.' }),
  class: ClassCodeSchema.optional().meta({ description: 'Of this class, or of one below it.' }),
  limit: limitOf(100, 50),
  cursor: PageCursorSchema,
});

export const OutagesSchema = z
  .object({
    items: z.array(
      z
        .object({
          alert: z.string(),
          class: z.object({ code: z.string(), name: z.string() }).nullable(),
          place: PlaceSchema.nullable(),
          since: TimeSchema,
          tickets: z.int(),
        })
        .extend(KnownOutageSchema.shape)
        .meta({ id: 'KnownOutage' }),
    ),
  })
  .meta({ id: 'KnownOutages', description: 'The newest first.' });

export const AlertParamsSchema = z.object({ alert: z.uuid() });
export const AlertTicketParamsSchema = AlertParamsSchema.extend(TicketParamsSchema.shape);

export const AcknowledgedAlertSchema = z.strictObject({}).meta({ id: 'AcknowledgedAlert' });
export const DisposedAlertSchema = z
  .discriminatedUnion('disposition', [
    z.strictObject({
      disposition: z.literal('merge'),
      into: TicketParamsSchema.shape.id.meta({
        description: 'The ticket that the others are to follow; each keeps its own callback.',
        example: '20261123-000042',
      }),
    }),
    z.strictObject({
      disposition: z.literal('outage'),
      notice: reasonText.meta({ description: 'What operators are told.', example: '主管爆裂，抢修中，预计18时恢复。' }),
      answer: reasonText.meta({
        description: 'What callers are answered.',
        example: '您所在片区因主管爆裂停水，正在抢修，预计18时恢复。',
      }),
      until: TimeInputSchema.nullable().default(null).meta({ description: 'null: a day from now.' }),
    }),
    z.strictObject({
      disposition: z.literal('proactive'),
      ticket: TicketParamsSchema.shape.id.meta({
        description: 'The ticket that was registered for it.',
        example: '20261123-000042',
      }),
    }),
  ])
  .meta({ id: 'DisposedAlert' });
export const DismissedAlertSchema = z
  .strictObject({ reason: reasonText.meta({ example: '同一培训机构的三个无关问题。' }) })
  .meta({ id: 'DismissedAlert' });

export const AlertOutcomeSchema = z
  .object({
    alert: AlertSchema,
    merged: BulkAnswerSchema.nullable().meta({
      description: 'Of a merge: what came of each ticket. Repeat the request for those that got no answer.',
    }),
  })
  .meta({ id: 'AlertOutcome' });

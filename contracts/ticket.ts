import { z } from 'zod';
import { COMMAND_NAMES } from '../domain/ticket/commands.js';
import { DISCLOSURE_FIELDS } from '../domain/ticket/disclosure.js';
import { IDENTITIES, PROTECTION_LEVELS } from '../domain/ticket/protection.js';
import { ABOUT } from '../domain/ticket/words-now.js';
import {
  CHANNELS,
  CLOCK_KEYS,
  CLOSING_CODES,
  EXTENSION_CODES,
  REQUEST_KINDS,
  ROLES,
  SOLVED,
  STATES,
  TYPES,
  UNIT_LEVELS,
  URGENCIES,
  WHISTLE_CASES,
} from '../domain/ticket/vocabulary.js';
import { AttachmentListSchema } from './attachments.js';
import {
  AttachmentIdsSchema,
  CLOCK_STATES,
  LimitSchema,
  ClassCodeSchema,
  longText,
  phoneText,
  shortText,
  text,
  TimeInputSchema,
  TimeSchema,
  UnitIdSchema,
} from './common.js';
import { CallIdSchema } from './call-id.js';
import { RedactionSchema } from './redaction.js';

const NewCitizenSchema = z
  .strictObject({
    name: text(100).nullish(),
    phone: phoneText.nullish().meta({ example: '13800001234' }),
    identity: z.enum(IDENTITIES).default('open'),
  })
  .superRefine(({ name, phone, identity }, context) => {
    if (identity === 'anonymous') return;
    for (const [path, value] of Object.entries({ name, phone })) {
      if (value == null)
        context.addIssue({ code: 'custom', path: [path], message: 'Needed unless the citizen is anonymous.' });
    }
  });

export const AddressSchema = z
  .strictObject({
    text: text(500),
    lon: z.number().min(-180).max(180).optional(),
    lat: z.number().min(-90).max(90).optional(),
    area: UnitIdSchema.optional().meta({
      description: 'The unit of that place, as near as it is known: a district, township, community or grid cell.',
      example: 'east-tinglan',
    }),
  })
  .refine(({ lon, lat }) => (lon === undefined) === (lat === undefined), {
    path: ['lat'],
    message: 'Send both lon and lat, or neither.',
  });

export const NewTicketSchema = z
  .strictObject({
    channel: z.enum(CHANNELS),
    type: z.enum(TYPES),
    urgency: z.enum(URGENCIES),
    classCode: ClassCodeSchema.optional(),
    title: shortText,
    text: longText,
    replyWanted: z.boolean(),
    citizen: NewCitizenSchema,
    address: AddressSchema,
    occurredAt: TimeInputSchema.optional(),
    publish: z.boolean().optional().meta({
      description:
        'The citizen agrees that class, progress and rough place are shown to everybody by Open311. Not said: no. Who asks over Open311 knows that it is public.',
    }),
    attachments: AttachmentIdsSchema.optional(),
    call: CallIdSchema.optional().meta({ description: 'Of `GET /desk/calls`, that the ticket keeps.' }),
    accusedUnit: UnitIdSchema.optional(),
    noneNamed: z
      .literal(true)
      .optional()
      .meta({ description: 'Of a report: the citizen named no unit. Said here or when it is accepted.' }),
  })
  .meta({ id: 'NewTicket' });
export type NewTicket = z.output<typeof NewTicketSchema>;

/** Either way of naming a ticket. */
const TICKET_REFERENCE = /^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\d{8}-\d{6,12})$/;
export const TicketParamsSchema = z.object({
  id: z
    .string()
    .regex(TICKET_REFERENCE)
    .transform((value) => value.toLowerCase())
    .meta({ description: 'Id or number of the ticket.', example: '20261123-000042' }),
});

export const ActorSchema = z.object({ id: z.string(), role: z.string(), unit: z.string().nullable() });
const UnitRefSchema = z.object({ id: z.string(), name: z.string().nullable(), level: z.enum(UNIT_LEVELS) });
export const TicketRefSchema = z.object({ id: z.string(), number: z.string() });
const instant = TimeSchema.nullable();
export const EVENT_ROLES = [...ROLES, 'citizen', 'clock'] as const;

export const ClockSchema = z
  .object({
    id: z.string(),
    key: z.enum(CLOCK_KEYS),
    ref: z.string().nullable(),
    round: z.int(),
    state: z.enum(CLOCK_STATES),
    startedAt: TimeSchema,
    dueAt: TimeSchema,
    limit: LimitSchema.nullable(),
    rule: z.string(),
    provisional: z.boolean().meta({ description: 'Leans on a calendar year whose notice is not out yet.' }),
    satisfiedAt: instant,
    satisfiedBy: z.string().nullable(),
    heldAt: instant,
    overdueAt: instant,
    next: z
      .object({ rung: z.string(), at: TimeSchema })
      .nullable()
      .meta({ description: 'What the clock does next by itself.' }),
  })
  .meta({ id: 'Clock' });

export const WithheldSchema = z.array(z.enum(DISCLOSURE_FIELDS)).meta({
  description:
    'Fields that hold something and are kept from the caller, or shown in part: masked, coarse. By role, relation and `protection`; what is not named here and is empty is empty.',
});

/** What a list shows of a ticket, and every full answer too. */
const summaryFields = {
  id: z.string(),
  number: z.string(),
  state: z.enum(STATES),
  kind: z.enum(['open', 'closed', 'end']),
  version: z.int(),
  type: z.enum(TYPES),
  urgency: z.enum(URGENCIES),
  channel: z.enum(CHANNELS),
  classCode: z.string().nullable(),
  protection: z.enum(PROTECTION_LEVELS).meta({ description: 'How far the ticket keeps to itself who asked.' }),
  title: z.string().nullable().meta({ description: 'Null where it is withheld, and once the content was erased.' }),
  withheld: WithheldSchema,
  lead: UnitRefSchema.nullable(),
  handler: z.string().nullable(),
  round: z.int(),
  hop: z.int(),
  level: z.int().min(0).max(5),
  overdue: z.boolean(),
  unitDueAt: instant.meta({ description: 'When this unit must have replied, this round.' }),
  citizenDueAt: instant.meta({ description: 'When the citizen was promised an answer.' }),
  closingCode: z.enum(CLOSING_CODES).nullable(),
  closedAt: instant,
  registeredAt: TimeSchema,
  updatedAt: TimeSchema,
  allowedActions: z.array(z.enum(COMMAND_NAMES)).meta({ description: 'What the caller may do with it now.' }),
  demonstration: z.boolean().meta({
    description: 'Invented for the demonstration city. Each event that was written for it says so in its `data`.',
  }),
  saidLaterAt: TimeSchema.optional().meta({
    description:
      'Since when something that the citizen of a protected ticket said later waits for a person to say what units read of it. Absent: nothing does.',
  }),
};
export const TicketSummarySchema = z.object(summaryFields).meta({ id: 'TicketSummary' });

/** What somebody wrote, for who has to do something about it now. */
export const SaidNowSchema = z
  .object({
    about: z.enum(ABOUT),
    ref: z.string().nullable().meta({ description: 'Id of the request, task or supervision; null: the reply.' }),
    seq: z.int().meta({ description: 'Of the event that keeps it.' }),
    type: z.string(),
    at: TimeSchema,
    actor: ActorSchema.extend({ role: z.enum(EVENT_ROLES) }),
    text: z.record(z.string(), z.unknown()).meta({
      description: '`reason`, `basis`, `demand`, `result`; of a reply also `facts`, `measures`, `contacted`, `text`.',
    }),
    redactedBy: z.enum(['person', 'program']).optional(),
    withheld: WithheldSchema,
  })
  .meta({ id: 'SaidNow' });
export type SaidNowBody = z.input<typeof SaidNowSchema>;

export const ticketFields = {
  ...summaryFields,
  stateSince: TimeSchema,
  text: z.string().nullable(),
  address: z
    .object({
      text: z.string(),
      lon: z.number().optional(),
      lat: z.number().optional(),
      area: z.string().optional(),
    })
    .nullable(),
  occurredAt: instant,
  replyWanted: z.boolean(),
  citizen: z
    .object({ name: z.string().nullable(), phone: z.string().nullable(), identity: z.enum(IDENTITIES) })
    .nullable()
    .meta({
      description: 'The telephone number is masked; name and number are kept from units where the ticket is protected.',
    }),
  accusedUnit: z.string().nullable(),
  redaction: RedactionSchema,
  redactedBy: z.enum(['person', 'program']).optional().meta({
    description:
      'There where title and text are shown without the words that name somebody: whether a person has looked at them since.',
  }),
  protectedMatters: z.array(z.string()),
  coUnits: z.array(z.string()),
  clocks: z.array(ClockSchema),
  requests: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(REQUEST_KINDS),
      status: z.enum(['open', 'granted', 'denied', 'lapsed']),
      by: ActorSchema,
      at: TimeSchema,
      decidedBy: ActorSchema.nullable(),
      decidedAt: instant,
      suggestedUnit: z.string().nullable(),
      amount: z.number().nullable(),
      until: instant,
      code: z.enum(EXTENSION_CODES).nullable().meta({ description: 'Why an extension is asked for.' }),
    }),
  ),
  tasks: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['coHandle', 'whistle']),
      whistleCase: z.enum(WHISTLE_CASES).nullable(),
      unit: z.string(),
      status: z.enum(['assigned', 'reportedIn', 'answered', 'cancelled']),
      at: TimeSchema,
      answeredAt: instant,
    }),
  ),
  supervisions: z.array(
    z.object({ id: z.string(), level: z.int(), by: ActorSchema, at: TimeSchema, answeredAt: instant }),
  ),
  callback: z.object({ attempts: z.array(z.object({ at: TimeSchema, counted: z.boolean() })), linkSentAt: instant }),
  nudges: z.object({ count: z.int(), supplements: z.int() }),
  followers: z.array(TicketRefSchema),
  master: TicketRefSchema.nullable(),
  partOf: TicketRefSchema.nullable().meta({ description: 'The request that this ticket was split off.' }),
  parts: z
    .array(TicketRefSchema.extend({ closed: z.boolean() }))
    .meta({ description: 'Of a request that was split: the tickets that came of it.' }),
  solved: z.enum(SOLVED).nullable(),
  satisfied: z.int().nullable(),
  policy: z.object({ code: z.string(), version: z.string() }),
  calendarVersion: z.string(),
  queryCode: z.string().optional().meta({
    description: 'Told to the citizen beside the number, by those who speak with citizens.',
  }),
  linkGeneration: z.int().optional().meta({ description: 'Which links these are; each withdrawal counts it up.' }),
  progressLink: z.string().optional().meta({ description: 'Where the citizen sees how it stands, and may appeal.' }),
  disclosures: z
    .array(
      z.object({
        id: z.string(),
        fields: z.array(z.enum(DISCLOSURE_FIELDS)),
        purpose: z.string(),
        to: z.string().meta({ description: 'Id of the account to which it was granted.' }),
        until: instant,
      }),
    )
    .optional()
    .meta({ description: 'By what was granted something is shown here that the ticket keeps back, and until when.' }),
  attachments: AttachmentListSchema.optional().meta({
    description:
      'Its files, as far as they are shown to the caller. On the page of one ticket, and only if it has any.',
  }),
  words: z.array(SaidNowSchema).optional().meta({
    description:
      'What was written of requests that wait, of tasks that are open or answered, of supervisions that want an answer, and the last reply, oldest first, as far as it is shown to the caller. On the page of one ticket, and only if there is any.',
  }),
  ratingLink: z
    .string()
    .optional()
    .meta({ description: "The citizen's one-time link, while a callback is pending, for those who send it." }),
};
export const TicketSchema = z.object(ticketFields).meta({ id: 'Ticket' });
export type TicketBody = z.input<typeof TicketSchema>;
export type TicketSummaryBody = z.input<typeof TicketSummarySchema>;

export const TakenSchema = z
  .object({ id: z.string(), number: z.string(), taken: z.literal(true) })
  .meta({ id: 'Taken' });

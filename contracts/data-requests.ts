import { z } from 'zod';
import { DATA_REQUEST_STATES, MOST_TICKETS } from '../domain/data-request/data-request.js';
import { IDENTITIES } from '../domain/ticket/protection.js';
import { CHANNELS, ROLES, STATES } from '../domain/ticket/vocabulary.js';
import { TimeSchema, WordsSchema } from './common.js';
import { ActorSchema, TicketParamsSchema } from './ticket.js';

export const NewDataRequestSchema = z
  .strictObject({
    tickets: z
      .array(
        z.strictObject({
          ticket: TicketParamsSchema.shape.id,
          isTheirs: z.literal(true).meta({
            description:
              'A person has looked at this ticket and says that it is of whoever asks. Nothing else says so.',
          }),
        }),
      )
      .min(1, 'Name at least one ticket.')
      .max(MOST_TICKETS, 'At most twenty tickets at a time.')
      .meta({ example: [{ ticket: '20261123-000042', isTheirs: true }] }),
  })
  .meta({ id: 'NewDataRequest' });

export const DataRequestDecisionSchema = z
  .strictObject({ grant: z.boolean().meta({ example: true }) })
  .meta({ id: 'DataRequestDecision' });

export const DataRequestParamsSchema = z.object({ request: z.uuid() });

const instant = TimeSchema.nullable();
export const DataRequestSchema = z
  .object({
    id: z.string(),
    state: z.enum(DATA_REQUEST_STATES).meta({
      description:
        '`waiting` for another person; `lapsed`: not decided within seven days; `ready` to be downloaded once; `ended`: granted, and not downloaded within an hour.',
    }),
    tickets: z.array(
      z.object({
        id: z.string().meta({ description: 'Id of the ticket.' }),
        sameTelephone: z.boolean().meta({
          description:
            'It was left with the telephone number of the first of these tickets. False: with another one, or with none. Look at it again before you grant.',
        }),
      }),
    ),
    askedBy: ActorSchema,
    askedAt: TimeSchema,
    decideUntil: TimeSchema,
    decidedBy: ActorSchema.nullable(),
    decidedAt: instant,
    downloadUntil: instant,
    downloadedAt: instant,
  })
  .meta({ id: 'DataRequest' });
export type DataRequestBody = z.input<typeof DataRequestSchema>;

export const DataRequestsSchema = z.object({ items: z.array(DataRequestSchema) }).meta({ id: 'DataRequests' });

const spoken = z.array(
  z.object({ at: TimeSchema, kind: z.string().meta({ description: 'The type of the event.' }), words: z.string() }),
);

const TicketCopySchema = z
  .object({
    number: z.string(),
    registeredAt: TimeSchema,
    channel: z.enum(CHANNELS),
    state: z.enum(STATES),
    person: z.object({
      name: z.string().nullable(),
      telephone: z.string().nullable(),
      email: z.string().nullable(),
      identity: z.enum(IDENTITIES).nullable(),
    }),
    title: z.string().nullable(),
    text: z.string().nullable(),
    occurredAt: instant,
    address: z
      .object({ text: z.string(), lon: z.number().nullable(), lat: z.number().nullable() })
      .nullable()
      .meta({ description: 'As it stands, corrected or not.' }),
    said: spoken.meta({ description: 'What the person said later.' }),
    ratings: z.array(
      z.object({
        at: TimeSchema,
        solved: z.string().nullable(),
        satisfied: z.number().nullable(),
        words: z.string().nullable().meta({ description: 'Written by the person; a note on a call is not theirs.' }),
      }),
    ),
    told: spoken.meta({ description: 'What the hotline answered, accepted replies among it.' }),
    progress: z.array(z.object({ at: TimeSchema, text: WordsSchema, reason: WordsSchema.nullable() })),
    attachments: z.array(z.object({ name: z.string(), mediaType: z.string(), bytes: z.number(), at: TimeSchema })),
    looks: z
      .array(z.object({ at: TimeSchema, role: z.enum(ROLES) }))
      .meta({ description: 'Who was shown something of it, newest first: the role and the time, and nobody by name.' }),
    moreLooks: z.boolean().meta({ description: 'There are older ones than the thousand above.' }),
  })
  .meta({ id: 'TicketCopy' });
export type TicketCopyBody = z.input<typeof TicketCopySchema>;

export const DataCopySchema = z
  .object({
    madeAt: TimeSchema,
    tickets: z.array(TicketCopySchema),
    erased: z.array(z.string()).meta({ description: 'Numbers of tickets that were erased since it was asked.' }),
  })
  .meta({ id: 'DataCopy', description: 'What is kept of a person, for that person.' });
export type DataCopyBody = z.input<typeof DataCopySchema>;

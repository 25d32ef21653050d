import { z } from 'zod';
import { ticketNumberIn, wordsOfQuestion } from '../domain/intake/search-words.js';
import { LIST_NAMES, TICKET_SORTS } from '../domain/ticket/lists.js';
import { CHANNELS, EXTENSION_CODES, REQUEST_KINDS, STATES, TYPES, URGENCIES } from '../domain/ticket/vocabulary.js';
import {
  anyOf,
  ClassCodeSchema,
  CursorSchema,
  flag,
  OpaqueIdSchema,
  PageCursorSchema,
  shortText,
  TimeInputSchema,
  TimeSchema,
  UnitIdSchema,
  limitOf,
  wholeNumber,
  WordsSchema,
} from './common.js';
import { ActorSchema, SaidNowSchema, TicketSummarySchema } from './ticket.js';

const total = z.int().meta({ description: 'How many there are.' });
const totalIsAtLeast = z.boolean().meta({ description: 'Counting stopped there: it may be more.' });

export const TicketListSchema = z
  .object({
    items: z.array(TicketSummarySchema),
    nextCursor: CursorSchema.nullable(),
    total: total.optional().meta({ description: 'Only with `count`.' }),
    totalIsAtLeast: totalIsAtLeast.optional(),
  })
  .meta({ id: 'TicketList' });

const limit = limitOf(100, 20).meta({ description: '1 to 100.' });

export const TicketQuerySchema = z.strictObject({
  list: z
    .enum(LIST_NAMES)
    .optional()
    .meta({ description: 'One of the lists that `GET /lists` names and explains. Other filters narrow it.' }),
  silentDays: wholeNumber(1, 365).optional().meta({
    description:
      'Open tickets, not suspended nor merged, for which no person or unit has done anything for so many days, 1 to 365.',
  }),
  state: anyOf(z.enum(STATES)).optional(),
  open: flag.optional().meta({ description: 'Whether something is still to be done.' }),
  unit: anyOf(UnitIdSchema).optional().meta({ description: 'Lead unit, or a unit above it.' }),
  lead: anyOf(UnitIdSchema).optional().meta({ description: 'Lead unit itself, without those below it.' }),
  area: anyOf(UnitIdSchema).optional().meta({ description: 'Unit of the place, or a unit above it.' }),
  class: anyOf(ClassCodeSchema)
    .optional()
    .meta({ description: 'Class, with the classes below it.', example: ['0101'] }),
  handler: anyOf(OpaqueIdSchema).optional().meta({ description: 'The person within the unit.' }),
  channel: anyOf(z.enum(CHANNELS)).optional(),
  type: anyOf(z.enum(TYPES)).optional(),
  request: anyOf(z.enum(REQUEST_KINDS))
    .optional()
    .meta({ description: 'Kind of the request that waits for a decision.' }),
  urgency: anyOf(z.enum(URGENCIES)).optional(),
  level: anyOf(wholeNumber(0, 5)).optional(),
  overdue: flag.optional(),
  dueFrom: TimeInputSchema.optional(),
  dueTo: TimeInputSchema.optional(),
  registeredFrom: TimeInputSchema.optional(),
  registeredTo: TimeInputSchema.optional(),
  closedFrom: TimeInputSchema.optional().meta({
    description: 'Closed then, once or again; it may have been reopened since.',
  }),
  closedTo: TimeInputSchema.optional(),
  q: shortText
    .refine(
      (q) => ticketNumberIn(q) !== null || wordsOfQuestion(q).length > 0,
      'Write at least two characters that stand together, or a ticket number. Telephone and identity numbers are not searched for.',
    )
    .optional()
    .meta({
      description:
        'Words of title and text, all of them, wherever they stand; or a ticket number, however it is written.',
    }),
  sort: z.enum(TICKET_SORTS).optional().meta({
    description:
      'A minus means the latest first. Default: newest first, and in a list, or with `silentDays`, what presses most. A ticket without that date does not come.',
  }),
  limit,
  cursor: PageCursorSchema,
  count: z.enum(['exact', 'capped']).optional().meta({
    description:
      '`exact` counts them all, however long it takes; `capped` stops at 10,000 of a named list and at 1,000 of anything else, or before, and says so.',
  }),
});

export const ListsSchema = z
  .object({
    asOf: TimeSchema,
    items: z.array(
      z
        .object({
          name: z.enum(LIST_NAMES),
          title: WordsSchema,
          meaning: WordsSchema,
          sort: z.enum(TICKET_SORTS).meta({ description: 'The order that it comes in.' }),
          total: total.meta({ description: 'How many of those that the caller may see are on it.' }),
          totalIsAtLeast,
          tickets: z.string().meta({ description: 'Where its tickets are.' }),
        })
        .meta({ id: 'NamedList' }),
    ),
  })
  .meta({ id: 'NamedLists' });

export const ApprovalQuerySchema = z.strictObject({
  kind: anyOf(z.enum(REQUEST_KINDS)).optional(),
  unit: anyOf(UnitIdSchema).optional().meta({ description: 'Lead unit, or a unit above it.' }),
  limit,
  cursor: PageCursorSchema,
});

export const ApprovalsSchema = z
  .object({
    asOf: TimeSchema,
    items: z.array(
      z
        .object({
          request: z.object({
            id: z.string(),
            kind: z.enum(REQUEST_KINDS),
            title: WordsSchema,
            by: ActorSchema,
            at: TimeSchema,
            suggestedUnit: z.string().nullable(),
            amount: z.number().nullable().meta({ description: 'Working days, of an extension.' }),
            until: TimeSchema.nullable().meta({ description: 'The end of a suspension.' }),
            code: z.enum(EXTENSION_CODES).nullable().meta({ description: 'Why an extension is asked for.' }),
            grantedBefore: z
              .int()
              .meta({ description: 'How often such a request was granted on this ticket already.' }),
            words: z.array(SaidNowSchema).meta({
              description: 'What was written with it, as far as it is shown to the caller.',
            }),
          }),
          dates: z.object({ clock: z.string(), before: TimeSchema, after: TimeSchema }).nullable().meta({
            description:
              'When the unit must have replied: today, and after granting. Of extensions and suspensions; null where a grant moves no date, or a suspension would have ended.',
          }),
          decision: z
            .object({
              dueAt: TimeSchema,
              late: z.boolean(),
              remainingMinutes: z.int().meta({ description: 'Negative when late.' }),
              remainingUnit: z.enum(['working', 'wall']).meta({ description: 'Of office time, or of the wall clock.' }),
              words: WordsSchema,
            })
            .nullable()
            .meta({ description: 'What is left of the time to decide; null where the policy sets none.' }),
          ticket: TicketSummarySchema,
          decide: z.string().meta({ description: 'Where the decision is sent.' }),
          whatIf: z.string().meta({ description: 'Where all dates that a grant would bring are explained.' }),
        })
        .meta({ id: 'Approval' }),
    ),
    nextCursor: CursorSchema.nullable(),
    total: total.meta({ description: 'All that wait for the caller, whatever is filtered.' }),
    byKind: z.partialRecord(z.enum(REQUEST_KINDS), z.int()),
  })
  .meta({ id: 'Approvals' });

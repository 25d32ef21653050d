import { z } from 'zod';
import { COMMAND_NAMES } from '../domain/ticket/commands.js';
import { PROTECTION_LEVELS } from '../domain/ticket/protection.js';
import { SHARED_KINDS, WORKLIST_KINDS } from '../domain/ticket/worklist.js';
import { CLOCK_KEYS, STATES, TYPES, URGENCIES } from '../domain/ticket/vocabulary.js';
import {
  anyOf,
  ClassCodeSchema,
  CursorSchema,
  DAY_PATTERN,
  flag,
  PageCursorSchema,
  TimeInputSchema,
  TimeSchema,
  UnitIdSchema,
  limitOf,
  wholeNumber,
} from './common.js';
import { TicketQuerySchema } from './ticket-lists.js';
import { WithheldSchema } from './ticket.js';

export const RemainingSchema = z
  .object({
    minutes: z.int().meta({ description: 'Negative when late, and then at least one.', example: 1020 }),
    unit: z.enum(['working', 'wall']).meta({ description: 'Minutes of office time, or of the wall clock.' }),
    late: z.boolean(),
    words: z.object({
      zh: z.string().meta({ example: '剩 2 个工作日 3 小时' }),
      en: z.string().meta({ example: '2 working days 3 hours left' }),
    }),
  })
  .meta({ id: 'Remaining' });

// The ids `Inbox` and `InboxItem` are names in generated clients; they stay.
export const WorklistItemSchema = z
  .object({
    kind: z.enum(WORKLIST_KINDS),
    id: z.string().meta({ description: 'Of the ticket.' }),
    number: z.string(),
    protection: z.enum(PROTECTION_LEVELS),
    title: z.string().nullable().meta({ description: 'Null where it is withheld, and once the content was erased.' }),
    withheld: WithheldSchema,
    type: z.enum(TYPES),
    urgency: z.enum(URGENCIES),
    state: z.enum(STATES),
    level: z.int().min(0).max(5),
    version: z.int().meta({ description: 'For `If-Match`.' }),
    unit: z
      .object({ id: z.string(), name: z.string().nullable() })
      .nullable()
      .meta({ description: 'Which of the units it falls to; null: the hotline.' }),
    clock: z.object({
      id: z.string(),
      key: z.enum(CLOCK_KEYS),
      ref: z.string().nullable().meta({ description: 'The task, request or supervision that it measures.' }),
    }),
    dueAt: TimeSchema,
    provisional: z.boolean(),
    paused: z.boolean(),
    overdue: z.boolean(),
    remaining: RemainingSchema,
    allowedActions: z.array(z.enum(COMMAND_NAMES)).meta({ description: 'What the caller may do with the ticket now.' }),
    leasedBy: z.object({ id: z.string(), name: z.string(), until: TimeSchema }).nullable().meta({
      description: 'Who was given it by `POST /inbox/next`, and until when. It hinders nobody from doing it.',
    }),
  })
  .meta({ id: 'InboxItem' });
export type WorklistItem = z.input<typeof WorklistItemSchema>;

const CountSchema = z.object({ total: z.int(), overdue: z.int() });

export const WorklistSchema = z
  .object({
    items: z.array(WorklistItemSchema),
    nextCursor: CursorSchema.nullable(),
    counts: z.partialRecord(z.enum(WORKLIST_KINDS), CountSchema).meta({
      description:
        'Of all pages, by kind, whatever kinds were asked for; the other filters count. Every kind that the role may owe is there.',
    }),
  })
  .meta({ id: 'Inbox' });

export const WorklistQuerySchema = z.strictObject({
  kind: anyOf(z.enum(WORKLIST_KINDS)).optional(),
  overdue: flag.optional(),
  dueTo: TimeInputSchema.optional(),
  urgency: anyOf(z.enum(URGENCIES)).optional(),
  level: anyOf(wholeNumber(0, 5)).optional(),
  unit: anyOf(UnitIdSchema).optional().meta({
    description: 'Lead unit of the ticket, or a unit above it. It widens nothing.',
  }),
  class: anyOf(ClassCodeSchema)
    .optional()
    .meta({ description: 'Class, with the classes below it.', example: ['0101'] }),
  q: TicketQuerySchema.shape.q,
  limit: limitOf(100, 50).meta({ description: '1 to 100.' }),
  cursor: PageCursorSchema,
});

export const SharedKindSchema = z.strictObject({
  kind: z.enum(SHARED_KINDS).meta({ example: 'toCallBack' }),
});

const timeOfDay = z.string().meta({ example: '09:00' });

export const NextWorkSchema = z
  .object({
    item: WorklistItemSchema.nullable(),
    until: TimeSchema.nullable().meta({ description: 'Asking again before renews it. Null where there is no item.' }),
    call: z
      .object({
        attempt: z.int().meta({ description: 'Which one this is; those that did not count are not counted.' }),
        attempts: z.int().meta({ description: 'How many there are before the citizen is sent a link.' }),
        lastAt: TimeSchema.nullable(),
        minutesSinceLast: z.int().nullable(),
        from: timeOfDay.meta({ description: 'In China’s time, from when on one may call.' }),
        to: timeOfDay.meta({ description: 'From here on one may not.', example: '20:00' }),
      })
      .nullable()
      .meta({ description: 'Of `toCallBack`, with an item: the attempt that comes next, and the hours of its pack.' }),
    none: z
      .object({
        why: z.enum(['nothing', 'later', 'withOthers', 'notYours']).meta({
          description:
            '`nothing` waits; all are `withOthers`, or their citizens are; the rules leave what there is to somebody else (`notYours`); `later`: outside the hours for calls, or too soon after the last attempt.',
        }),
        next: TimeSchema.nullable().meta({ description: 'Of `later`: when the first may be called.' }),
      })
      .nullable()
      .meta({ description: 'Why there is no item.' }),
  })
  .meta({ id: 'NextWork' });

const MadeSchema = z.object({
  made: z.int().meta({ description: 'Attempts that were recorded today.' }),
  reached: z.int().meta({ description: 'Of them those in which the citizen was reached.' }),
});
export const CallbackFiguresSchema = z
  .object({
    date: z.iso.date().meta({ description: 'Today, in China.', pattern: DAY_PATTERN }),
    mine: MadeSchema.meta({ description: 'By the caller.' }),
    all: MadeSchema.meta({ description: 'By all who call back.' }),
    waiting: z.int().meta({ description: 'Citizens’ tickets that wait for a call now, whenever it may be made.' }),
  })
  .meta({ id: 'CallbackFigures' });

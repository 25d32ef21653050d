import { z } from 'zod';
import { REFUSAL_CODES } from '../domain/refusal.js';
import { COMMAND_NAMES } from '../domain/ticket/commands.js';
import { ROLES, STATES } from '../domain/ticket/vocabulary.js';
import { RUNG_EFFECTS, TimeSchema, WordsSchema } from './common.js';
import { ActorSchema, ClockSchema, EVENT_ROLES, ticketFields } from './ticket.js';

const LiveClockSchema = ClockSchema.extend({
  remaining: z
    .object({
      minutes: z.int().meta({ description: 'Negative when late.' }),
      unit: z.enum(['working', 'wall']).meta({ description: 'Minutes of office time, or of the clock on the wall.' }),
      late: z.boolean(),
      words: WordsSchema,
    })
    .nullable()
    .meta({ description: 'What is left of a clock that lives; a paused one keeps what it had.' }),
  next: z
    .object({
      rung: z.string(),
      at: TimeSchema,
      effect: z.enum(RUNG_EFFECTS),
      level: z.int().optional(),
      addressee: z.string(),
      unit: z.string().nullable().meta({ description: 'Where the person is whom it will reach.' }),
      dutyDesk: z.boolean().meta({ description: 'Nobody is named there, so that the duty desk is told instead.' }),
    })
    .nullable()
    .meta({ description: 'What the clock does next by itself, and whom it will reach.' }),
}).meta({ id: 'LiveClock' });

export const LiveTicketSchema = z
  .object({
    ...ticketFields,
    clocks: z.array(LiveClockSchema),
    waiting: z
      .object({
        for: z
          .object({ role: z.enum(EVENT_ROLES), unit: z.string().nullable() })
          .nullable()
          .meta({ description: 'Who must act next; null while only a date or another ticket can move it.' }),
        since: TimeSchema,
        sentence: WordsSchema.meta({ description: 'Why it waits, or how it ended.' }),
      })
      .meta({ id: 'Waiting' }),
    roles: z
      .record(z.enum([...ROLES, 'citizen']), z.array(z.enum(COMMAND_NAMES)))
      .meta({ description: 'What each role may do now, standing in the right unit.' }),
    refused: z
      .array(z.object({ command: z.enum(COMMAND_NAMES), code: z.enum(REFUSAL_CODES), detail: z.string() }))
      .meta({
        description: 'What the asker is in the place for and would be refused now, whatever the body says, and why.',
      }),
    commandsDone: z
      .array(
        z.object({
          command: z.enum(COMMAND_NAMES),
          at: TimeSchema,
          actor: ActorSchema,
          version: z.int(),
          state: z.enum(STATES),
        }),
      )
      .nullable()
      .meta({ description: 'The latest commands that the workflow remembers; null when it did not answer.' }),
    temporal: z
      .object({ workflowId: z.string(), runId: z.string().nullable(), url: z.string() })
      .optional()
      .meta({ description: 'Where the Temporal UI shows it; for administrators.' }),
    source: z.enum(['workflow', 'projection']),
    ageSeconds: z
      .number()
      .nullable()
      .meta({ description: 'How old the projection is; null when the workflow answered.' }),
  })
  .meta({ id: 'LiveTicket' });

export type LiveTicketBody = z.input<typeof LiveTicketSchema>;

import { z } from 'zod';
import { STAGES } from '../domain/ticket/stages.js';
import { CHANNELS, STATES, TYPES } from '../domain/ticket/vocabulary.js';
import { TimeSchema } from './common.js';
import { TicketsPathSchema } from './stats.js';

const count = z.int().min(0);

export const BoardSchema = z
  .object({
    asOf: TimeSchema.meta({ description: 'When this was counted.' }),
    inFlight: count.meta({ description: 'Open tickets.' }),
    byState: z.partialRecord(z.enum(STATES), count).meta({ description: 'Open tickets, by state.' }),
    dueToday: count,
    overdue: z.object({
      total: count,
      byLevel: z.array(z.object({ level: z.int().min(0).max(5), total: count })),
      byUnit: z
        .array(z.object({ unit: z.string(), name: z.string().nullable(), total: count }))
        .meta({ description: 'By lead unit, the most overdue first.' }),
    }),
    unacknowledged: count,
    returnedTwice: count,
    pingPong: count,
    dissatisfied: count,
    silent: count,
    unreleased: count,
    waitingDecisions: count.meta({ description: 'Requests that somebody has to decide.' }),
    intakeToday: z.object({
      total: count,
      byChannel: z.partialRecord(z.enum(CHANNELS), count),
      byType: z.partialRecord(z.enum(TYPES), count),
    }),
    oldestUnanswered: z
      .object({ id: z.string(), number: z.string(), state: z.enum(STATES), registeredAt: TimeSchema })
      .nullable()
      .meta({ description: 'Registered first of those that nobody has answered.' }),
    tickets: z
      .object({
        inFlight: TicketsPathSchema,
        dueToday: TicketsPathSchema,
        overdue: TicketsPathSchema,
        unacknowledged: TicketsPathSchema,
        returnedTwice: TicketsPathSchema,
        pingPong: TicketsPathSchema,
        dissatisfied: TicketsPathSchema,
        silent: TicketsPathSchema,
        unreleased: TicketsPathSchema,
        waitingDecisions: TicketsPathSchema,
        intakeToday: TicketsPathSchema,
      })
      .meta({
        description:
          'Where the tickets are behind each number. Those of a part are found there by one more filter: `state`, `level`, `lead` for a unit, `channel` or `type`.',
      }),
    stages: z
      .object({
        asOf: TimeSchema.meta({ description: 'When the medians were made; they are kept for some minutes.' }),
        days: z.int(),
        items: z.array(
          z.object({
            stage: z.enum(STAGES),
            medianMinutes: z.number().nullable().meta({ description: 'By the wall clock, from start to done.' }),
            total: count.meta({ description: 'How many were done in that time.' }),
          }),
        ),
      })
      .meta({ description: 'How long the stages took that were done in the last days.' }),
  })
  .meta({ id: 'Board' });

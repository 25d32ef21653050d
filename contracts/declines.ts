import { z } from 'zod';
import { DECLINE_VERDICTS } from '../domain/intake/decline-sample.js';
import { DECLINE_CODES } from '../domain/ticket/vocabulary.js';
import { DayInputSchema, reasonText, TimeSchema } from './common.js';
import { ActorSchema } from './ticket.js';

const MOST_DAYS = 366;
export const MOST_DECLINE_DAYS = MOST_DAYS;
const count = z.int().min(0);

export const DeclineSampleQuerySchema = z.strictObject({
  week: DayInputSchema.optional().meta({ description: 'Any day of the week. Unsaid: the last week that is over.' }),
});

export const SampledDeclineSchema = z
  .object({
    ticket: z.object({ id: z.string(), number: z.string() }),
    code: z.enum(DECLINE_CODES),
    declinedBy: z.string().meta({ description: 'The id of the account.' }),
    declinedAt: TimeSchema,
    check: z
      .object({
        verdict: z.enum(DECLINE_VERDICTS),
        reason: z.string().nullable(),
        by: ActorSchema,
        at: TimeSchema,
      })
      .nullable()
      .meta({ description: 'null: nobody has looked at it yet.' }),
    mayCheck: z.boolean().meta({ description: 'Whether you may say what you think of it.' }),
  })
  .meta({ id: 'SampledDecline' });

export const DeclineSampleSchema = z
  .object({
    week: z.string().meta({ description: 'Its Monday.', example: '2026-11-23' }),
    declined: count.meta({ description: 'What was declined in it, of what you may see.' }),
    items: z.array(SampledDeclineSchema).meta({ description: 'What of it was drawn.' }),
  })
  .meta({ id: 'DeclineSample' });

export const DeclineCheckSchema = z
  .strictObject({
    verdict: z.enum(DECLINE_VERDICTS),
    reason: reasonText.nullable().default(null).meta({ description: 'Needed where it is wrong.' }),
  })
  .meta({ id: 'DeclineCheck', example: { verdict: 'right', reason: null } });

export const DeclineFiguresQuerySchema = z
  .strictObject({
    from: DayInputSchema.meta({ description: 'The first day, in China.' }),
    to: DayInputSchema.meta({ description: `The last day; at most ${MOST_DAYS} days.` }),
  })
  .meta({ example: { from: '2026-11-01', to: '2026-11-30' } });

export const DeclineFiguresSchema = z
  .object({
    operators: z
      .array(
        z.object({
          operator: z.string().meta({ description: 'The id of the account.' }),
          registered: count.meta({ description: 'What they registered in those days.' }),
          declined: count.meta({ description: 'What they declined in those days.' }),
          codes: z.array(z.object({ code: z.enum(DECLINE_CODES), count })).meta({ description: 'The most first.' }),
          checked: count.meta({ description: 'Of these, at how many a second person looked.' }),
          wrong: count.meta({ description: 'Of those, how many should not have been declined.' }),
        }),
      )
      .meta({ description: 'The most declines first.' }),
  })
  .meta({ id: 'DeclineFigures' });

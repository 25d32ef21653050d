import { z } from 'zod';
import { FLAG_STATES } from '../domain/call/caller-flag.js';
import { CallIdSchema } from './call-id.js';
import { reasonText, TimeSchema } from './common.js';
import { ActorSchema } from './ticket.js';

export const FlagParamsSchema = z.object({ flag: z.uuid() });
export const NewFlagSchema = z
  .strictObject({
    call: CallIdSchema.meta({ description: 'Of your own desk: whose number it was, is marked.', example: 'pbx-1' }),
    reason: reasonText.meta({
      description: 'What they did, for who decides and for who has them on the line later.',
      example: '一日内三十余次来电辱骂话务员。',
    }),
  })
  .meta({ id: 'NewCallerFlag' });
export const FlagDecisionSchema = z.strictObject({ grant: z.boolean() }).meta({ id: 'CallerFlagDecision' });

export const CallerFlagSchema = z
  .object({
    id: z.string(),
    number: z.string().meta({ description: 'Masked.' }),
    reason: z.string(),
    state: z.enum(FLAG_STATES),
    askedBy: ActorSchema,
    askedAt: TimeSchema,
    decideUntil: TimeSchema,
    decidedBy: ActorSchema.nullable(),
    decidedAt: TimeSchema.nullable(),
    until: TimeSchema.nullable().meta({ description: 'It ends by itself then.' }),
  })
  .meta({ id: 'CallerFlag' });
export const CallerFlagsSchema = z
  .object({ items: z.array(CallerFlagSchema) })
  .meta({ id: 'CallerFlags', description: 'Those that wait or hold, newest first, two hundred at most.' });

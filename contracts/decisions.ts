import { z } from 'zod';
import { DECISION_KINDS } from '../domain/waiting-decision.js';
import { TimeSchema } from './common.js';
import { ActorSchema } from './ticket.js';

const WaitingDecisionSchema = z
  .object({
    kind: z.enum(DECISION_KINDS),
    id: z.string().meta({ description: 'Of the request; decided by the route of its kind.' }),
    ticket: z.object({ id: z.string(), number: z.string() }).nullable().meta({
      description: 'The first, of a data request. Null: an export.',
    }),
    askedBy: ActorSchema,
    askedAt: TimeSchema,
    decideUntil: TimeSchema.meta({ description: 'It has lapsed then.' }),
  })
  .meta({ id: 'WaitingDecision' });

export const WaitingDecisionsSchema = z
  .object({ asOf: TimeSchema, items: z.array(WaitingDecisionSchema) })
  .meta({ id: 'WaitingDecisions' });

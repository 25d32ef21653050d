import { z } from 'zod';
import { ASKED_BASES, ERASURE_BASES, ERASURE_STATES, HOLD_BASES } from '../domain/erasure/erasure-request.js';
import { TimeSchema } from './common.js';
import { ActorSchema, TicketParamsSchema } from './ticket.js';

export const NewErasureSchema = z
  .strictObject({
    basis: z.enum(ASKED_BASES).meta({ description: 'Why. There is no other reason.', example: 'citizenAsked' }),
  })
  .meta({ id: 'NewErasure' });

export const ErasureDecisionSchema = z
  .strictObject({ grant: z.boolean().meta({ example: true }) })
  .meta({ id: 'ErasureDecision' });

export const NewHoldSchema = z
  .strictObject({ basis: z.enum(HOLD_BASES).meta({ description: 'Why it must be kept.', example: 'litigation' }) })
  .meta({ id: 'NewLegalHold' });

export const ErasureParamsSchema = TicketParamsSchema.extend({ erasure: z.uuid() });

const instant = TimeSchema.nullable();
export const ErasureSchema = z
  .object({
    id: z.string(),
    ticket: z.string().meta({ description: 'Id of the ticket.' }),
    state: z.enum(ERASURE_STATES).meta({
      description:
        '`waiting` for another person; `lapsed`: not decided within seven days; `granted`, and about to be carried out; `done`: the ticket is erased.',
    }),
    basis: z.enum(ERASURE_BASES),
    askedBy: ActorSchema,
    askedAt: TimeSchema,
    decideUntil: TimeSchema,
    decidedBy: ActorSchema.nullable(),
    decidedAt: instant,
    doneAt: instant,
  })
  .meta({ id: 'Erasure' });
export type ErasureBody = z.input<typeof ErasureSchema>;

export const LegalHoldSchema = z
  .object({ basis: z.enum(HOLD_BASES), since: TimeSchema })
  .meta({ id: 'LegalHold', description: 'The ticket must be kept, whoever wants it erased.' });

export const ErasuresSchema = z
  .object({
    erased: z.boolean(),
    held: z.array(z.string()).meta({
      description: 'What stands against it: a word, and what it is about. Empty: nothing does.',
      example: ['legalHold litigation', 'state inProgress'],
    }),
    hold: LegalHoldSchema.nullable(),
    items: z.array(ErasureSchema),
  })
  .meta({ id: 'Erasures' });

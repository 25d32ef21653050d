import { z } from 'zod';
import { CALL_EVENTS, CALL_STATES } from '../domain/call/call.js';
import { RING_BACK_OUTCOMES, SAID_OUTCOMES } from '../domain/call/missed-call.js';
import { COMMAND_BODIES } from './commands.js';
import { CallIdSchema } from './call-id.js';
import { flag, phoneText, text, TimeInputSchema, TimeSchema } from './common.js';
import { EarlierTicketsSchema } from './intake.js';
import { TicketParamsSchema } from './ticket.js';

const AgentSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/, 'This is not the name of a line.')
  .meta({ description: 'The line or agent, as the telephone platform calls it.', example: '8012' });

export const CallEventSchema = z
  .strictObject({
    call: CallIdSchema,
    event: z.enum(CALL_EVENTS).meta({
      description: '`transferred`: with the agent to whom. A call that ends without `answered` was missed.',
    }),
    at: TimeInputSchema.meta({ description: 'When it was. Not when it is told, which may be late and in any order.' }),
    number: phoneText.nullable().meta({ description: 'Of who calls; null: withheld.', example: '13800001234' }),
    agent: AgentSchema.nullish().meta({ description: 'Whose line it is at; null: at nobody’s yet, as in a queue.' }),
    recording: text(500).optional().meta({
      description: 'By what the recording is found at the platform. Kept sealed, for the ticket.',
      example: 'rec/2026/11/23/004711.wav',
    }),
  })
  .meta({ id: 'CallEvent' });

export const HeardCallSchema = z
  .object({
    call: z.string(),
    state: z.enum(CALL_STATES),
    agent: z.string().nullable(),
    account: z.string().nullable().meta({ description: 'At whose desk it is; null: nobody is known for this line.' }),
    isNew: z.boolean().meta({ description: 'Whether this was not told before.' }),
  })
  .meta({ id: 'HeardCall' });

export const CallAgentParamsSchema = z.object({ agent: AgentSchema });
export const LineSchema = z
  .strictObject({
    account: z.uuid('This is not an id.').meta({ description: 'Id of the account of who sits there.' }),
  })
  .meta({ id: 'Line' });
export const CallAgentSchema = z.object({ agent: z.string(), account: z.string() }).meta({ id: 'CallAgent' });

/** An answer on the line. Which call it was is kept beside the ticket, and is nothing that its rules know. */
export const AnswerOnTheLineSchema = COMMAND_BODIES.answer.extend({
  call: CallIdSchema.optional().meta({ description: 'Of `GET /desk/calls`, that the ticket keeps.' }),
});

const times = {
  state: z.enum(CALL_STATES),
  beganAt: TimeSchema,
  answeredAt: TimeSchema.nullable(),
  endedAt: TimeSchema.nullable(),
};

export const DeskCallsSchema = z
  .object({
    items: z
      .array(
        z
          .object({
            call: z.string(),
            ...times,
            number: z.string().nullable().meta({ description: 'Null: withheld.' }),
            flag: z
              .object({ id: z.string(), reason: z.string(), until: TimeSchema })
              .nullable()
              .meta({ description: 'They are marked as malicious. Answer all the same, and help in an emergency.' }),
            tickets: z.array(z.string()).meta({ description: 'Ids of those that keep it already.' }),
            earlier: EarlierTicketsSchema.meta({
              description: 'What who calls asked before, the open ones first; only what you may see.',
            }),
          })
          .meta({ id: 'DeskCall' }),
      )
      .meta({
        description: 'Newest first, ten at most: those that have not ended, or did within a quarter of an hour.',
      }),
  })
  .meta({ id: 'DeskCalls' });

export const TicketCallParamsSchema = TicketParamsSchema.extend({ call: CallIdSchema });
export const TicketCallsSchema = z
  .object({
    items: z.array(
      z
        .object({
          call: z.string(),
          ...times,
          account: z.string().nullable().meta({ description: 'At whose desk it was last.' }),
          recording: z.string().nullable().meta({
            description:
              'By what the recording is found at the platform; null: there is none, or it is not shown to you.',
          }),
        })
        .meta({ id: 'TicketCall' }),
    ),
  })
  .meta({ id: 'TicketCalls', description: 'Oldest first.' });

export const MissedCallParamsSchema = z.object({ missed: z.uuid() });
export const MissedCallsQuerySchema = z.strictObject({
  ended: flag.optional().meta({ description: 'Those that were done within a day, the newest first.' }),
});
const missedFields = {
  id: z.string(),
  number: z.string().meta({ description: 'Masked: the whole of it is told to who claims it.' }),
  times: z.int().meta({ description: 'How often they rang in vain.' }),
  firstAt: TimeSchema,
  lastAt: TimeSchema,
  dueAt: TimeSchema.meta({ description: 'To be rung back by then.' }),
  isLate: z.boolean(),
  claimedBy: z.string().nullable().meta({ description: 'Who is ringing them back at this moment: id of an account.' }),
  claimedUntil: TimeSchema.nullable(),
  endedAt: TimeSchema.nullable(),
  endedBy: z.string().nullable(),
  outcome: z.enum(RING_BACK_OUTCOMES).nullable().meta({
    description: '`calledAgain`: they rang again, and somebody answered.',
  }),
};
export const MissedCallSchema = z.object(missedFields).meta({ id: 'MissedCall' });
export const MissedCallsSchema = z
  .object({
    asOf: TimeSchema,
    items: z.array(MissedCallSchema),
    late: z.int().meta({ description: 'How many of these are late.' }),
  })
  .meta({ id: 'MissedCalls', description: 'Two hundred at most.' });
export const ClaimedCallSchema = z
  .object({
    ...missedFields,
    number: z.string().meta({ description: 'As it is dialled.' }),
    earlier: EarlierTicketsSchema.meta({ description: 'What they asked before, the open ones first.' }),
  })
  .meta({ id: 'ClaimedMissedCall' });
export const RingBackSchema = z
  .strictObject({ outcome: z.enum(SAID_OUTCOMES).meta({ example: 'reached' }) })
  .meta({ id: 'RingBack' });

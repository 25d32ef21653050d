import { z } from 'zod';
import { STATES } from '../domain/ticket/vocabulary.js';
import { CursorSchema, limitOf, PageCursorSchema, TimeSchema } from './common.js';
import { RedactedWordsSchema } from './redaction.js';
import { ActorSchema, EVENT_ROLES, WithheldSchema } from './ticket.js';

const AuditedSchema = z.union([z.string(), z.number(), z.boolean()]).nullable();

export const EventListSchema = z
  .object({
    items: z.array(
      z
        .object({
          seq: z.int(),
          type: z.string(),
          at: TimeSchema,
          actor: ActorSchema.extend({ role: z.enum(EVENT_ROLES) }),
          from: z.enum(STATES),
          to: z.enum(STATES),
          data: z.record(z.string(), z.unknown()),
          changes: z
            .record(z.string(), z.object({ before: AuditedSchema, after: AuditedSchema }))
            .nullable()
            .meta({ description: 'What the step changed; told with its first event.' }),
          text: z
            .record(z.string(), z.unknown())
            .meta({ description: 'What the actor wrote; empty where it is withheld, and once erased.' }),
          redactedBy: z.enum(['person', 'program']).optional().meta({
            description:
              'These words are shown without those that name somebody; `program`: and no person has looked whether any is left, so pass them on to nobody who need not know.',
          }),
          redaction: RedactedWordsSchema,
          withheld: WithheldSchema,
          hash: z.string().meta({ description: 'Seals this event and, through it, all before.' }),
        })
        .meta({ id: 'TicketEvent' }),
    ),
    nextCursor: CursorSchema.nullable().meta({ description: '`null`: these are the last.' }),
  })
  .meta({ id: 'TicketEventList' });

export const EventQuerySchema = z.strictObject({
  limit: limitOf(100, 100).meta({ description: '1 to 100. A page with long texts may hold fewer.' }),
  cursor: PageCursorSchema,
});

export type EventListBody = z.input<typeof EventListSchema>;

import { z } from 'zod';
import { DOINGS } from '../domain/access/presence.js';
import { TimeSchema } from './common.js';
import { TicketParamsSchema } from './ticket.js';

export const NewPresenceSchema = z
  .strictObject({
    ticket: TicketParamsSchema.shape.id,
    doing: z.enum(DOINGS).meta({ example: 'looking' }),
  })
  .meta({ id: 'NewPresence' });

export const PresenceQuerySchema = z.strictObject({ ticket: TicketParamsSchema.shape.id });

export const PresenceSchema = z
  .object({
    ticket: z.string().meta({ description: 'Its id.' }),
    people: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        doing: z.enum(DOINGS),
        until: TimeSchema.meta({ description: 'Half a minute after it was said last.' }),
      }),
    ),
  })
  .meta({ id: 'Presence' });
export type PresenceBody = z.input<typeof PresenceSchema>;

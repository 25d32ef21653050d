import { z } from 'zod';
import { DISCLOSURE_STATES, PURPOSES } from '../domain/disclosure/disclosure-request.js';
import { DISCLOSURE_FIELDS } from '../domain/ticket/disclosure.js';
import { reasonText, TimeSchema } from './common.js';
import { ActorSchema, TicketParamsSchema } from './ticket.js';

const fields = z.array(z.enum(DISCLOSURE_FIELDS));
const purpose = z.enum(PURPOSES).meta({ example: 'callBack' });

export const NewDisclosureSchema = z
  .strictObject({
    fields: fields
      .min(1, 'Name at least one field.')
      .max(DISCLOSURE_FIELDS.length, 'Name each field once.')
      .refine((given) => new Set(given).size === given.length, 'Name each field once.')
      .meta({ description: 'What is to be shown as it was written.', example: ['telephone'] }),
    purpose: purpose.meta({ description: 'For what. There is no other purpose.' }),
    words: reasonText.meta({ description: 'Why, in this case. Sealed like what citizens write.' }),
  })
  .meta({ id: 'NewDisclosure' });

export const DisclosureDecisionSchema = z
  .strictObject({ grant: z.boolean().meta({ example: true }) })
  .meta({ id: 'DisclosureDecision' });

export const DisclosureParamsSchema = TicketParamsSchema.extend({ disclosure: z.uuid() });

const instant = TimeSchema.nullable();
export const DisclosureSchema = z
  .object({
    id: z.string(),
    ticket: z.string().meta({ description: 'Id of the ticket.' }),
    state: z.enum(DISCLOSURE_STATES).meta({
      description:
        '`waiting` for a decision; `lapsed`: not decided in time; `holds`: granted, and shown to who asked; `ended`: the time is over, or the ticket was dispatched again or is protected otherwise.',
    }),
    fields,
    purpose,
    words: z.string().nullable().meta({ description: 'Null: the ticket was erased.' }),
    askedBy: ActorSchema,
    askedAt: TimeSchema,
    decideUntil: TimeSchema,
    decidedBy: ActorSchema.nullable().meta({ description: 'Null with `holds`: an ordinary ticket, granted at once.' }),
    decidedAt: instant,
    until: instant.meta({ description: 'When a grant ends at the latest.' }),
    relay: z.string().nullable().meta({
      description:
        'The number to call, which leads to the citizen while the grant holds; told to who asked. The telephone itself stays as it is shown. Null: there is none.',
      example: '+862112345678',
    }),
  })
  .meta({ id: 'Disclosure' });
export type DisclosureBody = z.input<typeof DisclosureSchema>;

export const DisclosuresSchema = z.object({ items: z.array(DisclosureSchema) }).meta({ id: 'Disclosures' });

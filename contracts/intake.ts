import { z } from 'zod';
import { PERSONAL_KINDS } from '../domain/intake/personal-words.js';
import { PROTECTION_LEVELS } from '../domain/ticket/protection.js';
import { STATES } from '../domain/ticket/vocabulary.js';
import {
  ClassCodeSchema,
  longText,
  phoneText,
  shortText,
  text,
  TimeSchema,
  UnitIdSchema,
  WordsSchema,
} from './common.js';
import { ScreeningHintSchema } from './screening.js';
import { WithheldSchema } from './ticket.js';

export const PersonalTextSchema = z.strictObject({ text: longText }).meta({ id: 'PersonalText' });

export const PersonalWordsSchema = z
  .object({
    words: z
      .array(
        z.object({
          from: z.int().meta({ description: 'Where it begins, in UTF-16 units as JavaScript and Java count.' }),
          to: z.int().meta({ description: 'Where it ends; not part of it.' }),
          kind: z.enum(PERSONAL_KINDS),
        }),
      )
      .meta({ description: 'In the order of the text; none overlaps another.' }),
    redacted: z.string().meta({ description: 'The text with a word in brackets in place of each.' }),
  })
  .meta({ id: 'PersonalWords' });

export const CallerSchema = z
  .strictObject({ phone: phoneText.meta({ description: 'As it was written or shown.', example: '13800001234' }) })
  .meta({ id: 'Caller' });

const UnitNameSchema = z.object({ id: z.string(), name: z.string().nullable() });
/** Enough to tell whether it is this matter. */
const known = {
  id: z.string().meta({ description: 'Of the ticket.' }),
  number: z.string(),
  state: z.enum(STATES),
  version: z.int().meta({ description: 'For `If-Match`.' }),
  title: z.string().nullable().meta({ description: 'Null where it is withheld, and once the content was erased.' }),
  withheld: WithheldSchema,
  protection: z.enum(PROTECTION_LEVELS),
  classCode: z.string().nullable(),
  unit: UnitNameSchema.nullable().meta({ description: 'Who has it; null: the hotline.' }),
  registeredAt: TimeSchema,
};
export const EarlierTicketsSchema = z
  .object({
    items: z
      .array(
        z
          .object({
            ...known,
            inProgress: z.boolean(),
            mayNudge: z.boolean().meta({ description: 'Whether `POST /tickets/{id}/nudges` would be counted now.' }),
          })
          .meta({ id: 'EarlierTicket' }),
      )
      .meta({ description: 'Newest first, fifty at most.' }),
    total: z.int().meta({ description: 'How many are listed.' }),
    inProgress: z.int().meta({ description: 'How many of them.' }),
    more: z.boolean().meta({ description: 'There are older ones.' }),
  })
  .meta({ id: 'EarlierTickets' });
export type EarlierTicketBody = z.input<typeof EarlierTicketsSchema>['items'][number];

/** What is known of a call while it is written down. */
export const INTAKE_WORDS = {
  title: shortText.optional().meta({ example: '小区停水' }),
  text: longText.optional(),
  address: z.strictObject({ text: text(500).optional(), area: UnitIdSchema.optional() }).optional(),
  except: z
    .uuid()
    .optional()
    .meta({ description: 'The ticket that is looked at itself: it is not the same as itself.' }),
  classCode: ClassCodeSchema.optional().meta({ description: 'If one was chosen already.', example: '030101' }),
  phone: phoneText
    .optional()
    .meta({ description: 'By which tickets of who calls are told from those of others.', example: '13800001234' }),
};

export const IntakeWordsSchema = z
  .strictObject(INTAKE_WORDS)
  .refine(({ title, text: said }) => title !== undefined || said !== undefined, {
    path: ['text'],
    message: 'Send a title or a text.',
  })
  .meta({ id: 'IntakeWords' });
export type IntakeWords = z.output<typeof IntakeWordsSchema>;

const SAME_MATTER_RELATIONS = ['otherCitizen', 'sameCitizen'] as const;
export const SuggestionsSchema = z
  .object({
    hints: z.array(ScreeningHintSchema).meta({ description: 'Emergencies first; each rule once.' }),
    abstained: z.boolean().meta({ description: 'No class has a word of it, so none is suggested.' }),
    classes: z
      .array(
        z.object({
          classCode: z.string(),
          name: z.string(),
          reasons: z.array(z.string()).meta({
            description: 'What of the name of the class, or of its keywords, stands in the text.',
            example: ['停水'],
          }),
        }),
      )
      .meta({ description: 'The best first, three at most.' }),
    units: z
      .array(
        z.object({
          unit: z.string(),
          name: z.string().nullable(),
          via: z.enum(['catalogue']),
          classCode: z.string(),
          reason: WordsSchema,
        }),
      )
      .meta({ description: 'Who owns the class that was chosen, or else the best one; the usual owner first.' }),
    sameMatter: z
      .array(
        z.object({
          ticketId: known.id,
          number: known.number,
          state: known.state,
          version: known.version,
          title: known.title,
          classCode: known.classCode,
          unit: known.unit,
          area: UnitNameSchema.nullable().meta({ description: 'Where it is, as near as it is known.' }),
          registeredAt: known.registeredAt,
          stateSince: TimeSchema,
          score: z.number().min(0).max(1).meta({ description: 'How much both say the same; for the order.' }),
          relation: z
            .enum(SAME_MATTER_RELATIONS)
            .meta({ description: 'Whether it was left from the number of who calls.' }),
          command: z.enum(['merge', 'nudge', 'tellProgress']).meta({
            description: 'What a person may do with it; `tellProgress`: say how it stands, and nothing else.',
          }),
          sharedWords: z.array(z.string()),
          daysAgo: z.int(),
        }),
      )
      .meta({
        description:
          'Open tickets that are about the same, as far as words, place and number tell; best first, three at most.',
      }),
  })
  .meta({ id: 'Suggestions' });
export type SuggestionsBody = z.input<typeof SuggestionsSchema>;

import { z } from 'zod';
import { WITHDRAWAL_REASONS } from '../domain/citizen/proof.js';
import { ticketNumberIn } from '../domain/intake/search-words.js';
import type { CommandBodies } from '../domain/ticket/commands.js';
import { LINK_ACTIONS } from '../domain/ticket/progress.js';
import { STATES } from '../domain/ticket/vocabulary.js';
import { COMMAND_BODIES } from './commands.js';
import { TimeSchema, WordsSchema } from './common.js';

/** What a citizen was told at the beginning, in a text message or on the telephone. */
export const ProgressQuestionSchema = z
  .strictObject({
    number: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .transform((written) => ticketNumberIn(written) ?? written)
      .meta({ description: 'The number of the ticket; blanks, full width and a missing dash are read past.' }),
    queryCode: z
      .string()
      .max(40)
      .meta({ description: 'The eight signs told beside it; case, blanks and dashes are free.' }),
    phoneEnding: z
      .string()
      .regex(/^\d{4}$/)
      .optional()
      .meta({
        description:
          'The last four digits of the telephone number that was left. With them the links are told as well, by which a citizen appeals and rates.',
      }),
  })
  .meta({ id: 'ProgressQuestion' });

export const AppealSchema = COMMAND_BODIES.appeal.meta({ id: 'Appeal' }) satisfies z.ZodType<CommandBodies['appeal']>;

export const MessagesWantedSchema = z
  .strictObject({
    wanted: z.boolean().meta({ description: 'Whether messages are sent to the number of the ticket from now on.' }),
  })
  .meta({ id: 'MessagesWanted' });

/** How a ticket stands, for its citizen. Nothing personal is in it: a link may be passed on. */
export const ProgressSchema = z
  .object({
    number: z.string(),
    state: z.enum(STATES),
    text: WordsSchema.meta({ description: 'How it stands or how it ended, in a sentence.' }),
    registeredAt: TimeSchema,
    dueAt: TimeSchema.nullable().meta({ description: 'The answer is promised by then, until it is given.' }),
    provisional: z.boolean().meta({ description: 'The date leans on a calendar that is not official yet.' }),
    unit: WordsSchema.nullable().meta({ description: 'Whose job it is. Of a report it is never said.' }),
    steps: z.array(
      z.object({
        at: TimeSchema,
        text: WordsSchema,
        reason: WordsSchema.nullable().meta({ description: 'Why it was declined, or why more time was needed.' }),
      }),
    ),
    moves: z
      .array(
        z.object({
          at: TimeSchema,
          text: WordsSchema,
          reason: WordsSchema.nullable(),
          from: TimeSchema,
          to: TimeSchema.nullable().meta({ description: 'Null: it rests, and is given anew when the work goes on.' }),
        }),
      )
      .meta({ description: 'Each time that the promised date was moved.' }),
    reply: z.object({ at: TimeSchema, text: z.string() }).nullable().meta({
      description:
        'What the unit answered, once it was reviewed, without words by which people are known. Null also to who asked by code alone, and of who reports or is not to be named.',
    }),
    actions: z.array(z.enum(LINK_ACTIONS)).meta({ description: 'What can be done now by the link.' }),
    appealUntil: TimeSchema.nullable().meta({ description: 'Until when an appeal may be made; null: not now.' }),
    link: z.string().nullable().meta({
      description:
        'Shows the same without the code. `POST` to `…/appeal` appeals. Null to who asked by code without `phoneEnding`.',
    }),
    ratingLink: z.string().nullable().meta({ description: 'While a rating is awaited, and the link is told.' }),
  })
  .meta({ id: 'Progress' });

export const TakenByLinkSchema = z.object({ number: z.string(), taken: z.literal(true) }).meta({ id: 'TakenByLink' });

export const LinkWithdrawalSchema = z
  .strictObject({
    generation: z
      .int()
      .min(0)
      .max(60_000)
      .meta({ description: 'Which are withdrawn, as the ticket names it (`linkGeneration`).' }),
    reason: z.enum(WITHDRAWAL_REASONS),
  })
  .meta({ id: 'LinkWithdrawal' });

/** What is told to the citizen instead. */
export const LinksSchema = z
  .object({
    linkGeneration: z.int(),
    queryCode: z.string(),
    progressLink: z.string(),
    ratingLink: z.string().nullable().meta({ description: 'While a rating is awaited.' }),
  })
  .meta({ id: 'Links' });

export type ProgressBody = z.output<typeof ProgressSchema>;

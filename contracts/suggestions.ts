import { z } from 'zod';
import { CHOICE_FIELDS, CHOICES } from '../domain/intake/choices.js';
import { CHANNELS, URGENCIES } from '../domain/ticket/vocabulary.js';
import { DayInputSchema, phoneText, shortText, text, TimeSchema, WordsSchema } from './common.js';
import { INTAKE_WORDS, SuggestionsSchema } from './intake.js';
import { KnowledgeHitsSchema } from './knowledge.js';

const share = z.number().min(0).max(1);
const count = z.int().min(0);

export const CallSoFarSchema = z
  .strictObject({
    ...INTAKE_WORDS,
    citizen: z
      .strictObject({ name: shortText.optional(), phone: phoneText.optional() })
      .optional()
      .meta({ description: 'Who calls; `phone` beside it is the same as `phone` here.' }),
    channel: z.enum(CHANNELS).optional().meta({
      description: 'By which it comes: what is said of confidence is put right by what was chosen there before.',
    }),
  })
  .refine(({ title, text: said }) => title !== undefined || said !== undefined, {
    path: ['text'],
    message: 'Send a title or a text.',
  })
  .meta({ id: 'CallSoFar' });
export type CallSoFar = z.output<typeof CallSoFarSchema>;

export const IntakeSuggestionsSchema = z
  .object({
    id: z.string().meta({ description: 'Names this answer, for `PUT …/choices/{field}`. It is not kept.' }),
    modelVersion: z.int().nullable().meta({
      description: 'The model that spoke of classes; null: none was learnt yet, and the words of the catalogue speak.',
    }),
    abstained: z.boolean().meta({
      description: 'The model is sure of none: what `classes` has then was found by words of the catalogue.',
    }),
    hints: SuggestionsSchema.shape.hints,
    classes: z
      .array(
        z.object({
          classCode: z.string(),
          name: z.string(),
          confidence: share.nullable().meta({
            description: 'How often one that is as sure as this is right; null: found by words alone.',
          }),
          reasons: z.array(z.string()).meta({ description: 'What of the text spoke for it.', example: ['停水'] }),
        }),
      )
      .meta({ description: 'The best first, three at most.' }),
    units: z
      .array(
        z.object({
          unit: z.string(),
          name: z.string().nullable(),
          via: z.enum(['catalogue', 'area', 'history']).meta({
            description:
              '`area`: owns the class, and the place is in its district; `history`: does not own it, and kept such tickets most often.',
          }),
          classCode: z.string(),
          confidence: share.nullable().meta({
            description: 'Of the tickets of this class that it had in a year, the share that it kept; null: too few.',
          }),
          kept: count.meta({ description: 'How many of them ended with it.' }),
          returned: count.meta({ description: 'How many of them it gave back, and might.' }),
          reason: WordsSchema,
        }),
      )
      .meta({ description: 'For the class that was chosen, or else the best one.' }),
    sameMatter: SuggestionsSchema.shape.sameMatter,
    parts: z
      .array(
        z.object({
          from: z.int().meta({ description: 'Where it begins in `text`, in UTF-16 units.' }),
          to: z.int().meta({ description: 'Where it ends; not part of it.' }),
          classCode: z.string(),
          name: z.string(),
          cue: z.string().nullable().meta({ description: 'The joining word with which it begins; null: the first.' }),
        }),
      )
      .meta({
        description: 'Empty, or two and more: where a joining word and another class meet. A list alone parts nothing.',
      }),
    knowledge: KnowledgeHitsSchema,
    urgency: z.object({ value: z.enum(URGENCIES), rule: z.string() }).nullable(),
  })
  .meta({ id: 'IntakeSuggestions' });
export type IntakeSuggestionsBody = z.input<typeof IntakeSuggestionsSchema>;

export const ChoiceParamsSchema = z.strictObject({
  suggestion: text(2_000).meta({ description: 'The `id` of the suggestions.' }),
  field: z.enum(CHOICE_FIELDS),
});

export const ChoiceSchema = z
  .strictObject({
    choice: z.enum(CHOICES).meta({ description: '`ignored`: it was there, and nobody took or refused it.' }),
    value: text(64).optional().meta({
      description: 'Of a class, a unit or an urgency: the code that was chosen instead.',
      example: '030101',
    }),
  })
  .meta({ id: 'SuggestionChoice' });

export const SUGGESTION_DAYS = 366;
export const SuggestionFiguresQuerySchema = z
  .strictObject({
    from: DayInputSchema.meta({ description: 'The first day, in China.' }),
    to: DayInputSchema.meta({ description: `The last day; at most ${SUGGESTION_DAYS} days.` }),
  })
  .meta({ example: { from: '2026-11-01', to: '2026-11-30' } });

const choices = { taken: count, changed: count, ignored: count };

export const SuggestionFiguresSchema = z
  .object({
    model: z
      .object({
        version: z.int(),
        hash: z.string().meta({ description: 'SHA-256 of what is served.' }),
        learntAt: TimeSchema,
        ...{ texts: count, tickets: count },
        top1: share.meta({ description: 'How often it was right on texts that were kept back.' }),
        calibrationError: z.number(),
      })
      .nullable(),
    fields: z.array(z.object({ field: z.enum(CHOICE_FIELDS), ...choices })),
    classes: z
      .array(z.object({ classCode: z.string(), name: z.string().nullable(), ...choices }))
      .meta({ description: 'What was suggested first, and became of it; the most first.' }),
    channels: z
      .array(
        z.object({
          channel: z.enum(CHANNELS).nullable(),
          ...choices,
          said: share.nullable().meta({ description: 'How sure it said it was, in the mean.' }),
          right: share.nullable().meta({ description: 'How often it was taken, of what was taken or changed.' }),
          temperature: z.number().nullable().meta({
            description: 'By how much less sure it is there than the model says; null: too few were chosen.',
          }),
        }),
      )
      .meta({ description: 'Of classes that a model suggested.' }),
  })
  .meta({ id: 'SuggestionFigures' });

import { z } from 'zod';
import { faultsOfScene, MOST_ANSWERS, MOST_STEPS, type SceneFault } from '../domain/knowledge/scene.js';
import { DECLINE_CODES } from '../domain/ticket/vocabulary.js';
import { ClassCodeSchema, EmergencyLineSchema, shortText, WordsSchema } from './common.js';

const LeadSchema = z
  .discriminatedUnion('to', [
    z.strictObject({ to: z.literal('step'), step: z.string() }),
    z.strictObject({ to: z.literal('entry'), entry: z.uuid() }),
    z.strictObject({ to: z.literal('ticket'), classCode: ClassCodeSchema }),
    z.strictObject({ to: z.literal('line'), line: EmergencyLineSchema }),
    z.strictObject({ to: z.literal('decline'), code: z.enum(DECLINE_CODES) }),
  ])
  .meta({
    id: 'SceneLead',
    description:
      'The next question; an entry that answers; a ticket of a class; an emergency line; or a decline with its reason, which a person decides all the same.',
  });

const StepSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,20}$/, 'Use a–z, 0–9 and hyphens, at most 20.'),
  asks: shortText.meta({ example: '整栋楼都没水吗？' }),
  answers: z
    .array(z.strictObject({ words: shortText.meta({ example: '只有我家' }), leads: LeadSchema }))
    .min(1, 'A question needs an answer.')
    .max(MOST_ANSWERS, `At most ${MOST_ANSWERS} answers.`)
    .readonly(),
});

const SAID: Readonly<Record<SceneFault['fault'], string>> = {
  twice: 'Two steps have this key.',
  nowhere: 'There is no such step.',
  joins:
    'Another answer leads to this step already: whoever walks the tree would go in a circle, or come from two sides.',
  apart: 'No answer leads here.',
};

export const SceneSchema = z
  .strictObject({
    steps: z
      .array(StepSchema)
      .min(1, 'A scene begins with a question.')
      .max(MOST_STEPS, `At most ${MOST_STEPS} steps.`)
      .readonly(),
  })
  .superRefine((scene, context) => {
    for (const { step, answer, fault } of faultsOfScene(scene))
      context.addIssue({
        ...{ code: 'custom', message: SAID[fault] },
        path: ['steps', step, ...(answer === null ? ['key'] : ['answers', answer, 'leads'])],
      });
  })
  .meta({
    id: 'Scene',
    description:
      'A situation that callers are in: a tree of questions of which the first step is the root. Each answer leads to another step or to an end.',
  });

const NamedEntrySchema = z.object({
  ...{ id: z.string(), version: z.int(), question: z.string(), answer: z.string() },
});

/** What stands at the end of an answer, as an operator reads it; `null`: it is not there any more. */
const ShownLeadSchema = z
  .discriminatedUnion('to', [
    z.object({ to: z.literal('step'), step: z.string() }),
    z.object({ to: z.literal('entry'), entry: NamedEntrySchema.nullable() }),
    z.object({
      to: z.literal('ticket'),
      ...{ classCode: z.string(), name: z.string().nullable() },
      unit: z.object({ id: z.string(), name: z.string() }).nullable(),
    }),
    z.object({ to: z.literal('line'), line: EmergencyLineSchema }),
    z.object({ to: z.literal('decline'), code: z.enum(DECLINE_CODES), words: WordsSchema }),
  ])
  .meta({ id: 'ShownSceneLead' });

export const WalkedSceneSchema = z
  .object({
    ...{ id: z.string(), version: z.int(), question: z.string() },
    answer: z.string().meta({ description: 'What is said before the first question.' }),
    steps: z
      .array(
        z.object({
          ...{ key: z.string(), asks: z.string() },
          answers: z.array(z.object({ words: z.string(), leads: ShownLeadSchema })),
        }),
      )
      .meta({ description: 'The first is where it begins.' }),
    deadLeaves: z.int().meta({ description: 'How many answers lead to an entry that is read out no more.' }),
  })
  .meta({ id: 'WalkedScene' });

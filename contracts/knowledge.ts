import { z } from 'zod';
import { ENTRY_COMMANDS } from '../domain/knowledge/vocabulary.js';
import { AUDIENCES, ENTRY_STATES } from '../domain/knowledge/vocabulary.js';
import { SLOTS, slotsOf, type Slot } from '../domain/knowledge/template.js';
import {
  ClassCodeSchema,
  CursorSchema,
  limitOf,
  longText,
  PageCursorSchema,
  reasonText,
  shortText,
  TimeInputSchema,
  TimeSchema,
  UnitIdSchema,
  wholeNumber,
} from './common.js';
import { SceneSchema } from './scene.js';
import { ActorSchema } from './ticket.js';

export const MOST_HITS = 20;
const MOST_PHRASINGS = 20;
const MOST_BASES = 10;
const MOST_AREAS = 50;
/** A call is told in far fewer; the index looks at no more. */
const LONGEST_QUESTION = 2_000;

const slots = Object.entries(SLOTS)
  .map(([slot, word]) => `{{${slot}}} or {{${word}}}`)
  .join(', ');

const template = longText
  .superRefine((value, context) => {
    for (const word of slotsOf(value).unknown) {
      context.addIssue({ code: 'custom', message: `No ticket tells {{${word}}}. A template may ask for ${slots}.` });
    }
  })
  .nullable()
  .default(null)
  .meta({
    description: `Read out instead of the answer, with what differs from caller to caller: ${slots}.`,
    example: '{{称呼}}您好，{{地点}}的抢修预计{{日期}}完成。',
  });

const basis = z.strictObject({
  document: shortText.meta({ example: '城市供水条例' }),
  clause: shortText.nullable().default(null).meta({ example: '第二十二条' }),
  link: z
    .url({ protocol: /^https?$/, error: 'Write an address that begins with https:// or http://.' })
    .max(1_000)
    .nullable()
    .default(null),
});

export const EntryContentSchema = z
  .strictObject({
    question: shortText.meta({ example: '停水了怎么报修' }),
    phrasings: z
      .array(shortText)
      .max(MOST_PHRASINGS)
      .default([])
      .meta({ description: 'How callers put it; found like the question.', example: ['家里没水', '水龙头不出水'] }),
    answer: longText.meta({
      description: 'In plain words.',
      example: '先看楼栋公告；没有公告的，报小区和楼号登记抢修。',
    }),
    template,
    basis: z.array(basis).max(MOST_BASES).default([]),
    ownerUnit: UnitIdSchema.meta({ description: 'Who answers for it.', example: 'housing' }),
    classCode: ClassCodeSchema,
    areas: z
      .array(UnitIdSchema)
      .max(MOST_AREAS)
      .default([])
      .meta({ description: 'Units that are places; none: it holds everywhere.', example: [] }),
    people: shortText.nullable().default(null).meta({ description: 'For whom it holds; null: for all.' }),
    from: TimeInputSchema.nullable().default(null),
    until: TimeInputSchema.nullable().default(null).meta({ description: 'It is hidden from this instant on.' }),
    audience: z.enum(AUDIENCES).meta({ description: '`internal`: for the hotline and the units alone.' }),
    scene: SceneSchema.nullable().default(null).meta({
      description: 'Questions that lead the operator to the answer; such an entry is internal. null: it is none.',
    }),
  })
  .refine(({ from, until }) => from === null || until === null || Date.parse(from) < Date.parse(until), {
    path: ['until'],
    message: 'It has to end after it begins.',
  })
  .refine(({ scene, audience }) => scene === null || audience === 'internal', {
    path: ['audience'],
    message: 'A scene is for operators: it is internal.',
  })
  .meta({ id: 'EntryContent' });

const ShownContentSchema = z.object({
  ...{
    question: z.string(),
    phrasings: z.array(z.string()).readonly(),
    answer: z.string(),
    template: z.string().nullable(),
  },
  basis: z
    .array(z.object({ document: z.string(), clause: z.string().nullable(), link: z.string().nullable() }))
    .readonly(),
  ...{
    ownerUnit: z.string(),
    classCode: z.string(),
    areas: z.array(z.string()).readonly(),
    people: z.string().nullable(),
  },
  ...{ from: TimeSchema.nullable(), until: TimeSchema.nullable(), audience: z.enum(AUDIENCES) },
  scene: SceneSchema.nullable(),
});

export const EntryVersionSchema = z
  .object({
    version: z.int(),
    state: z.enum(ENTRY_STATES).meta({
      description: '`expiring`: in its last fifteen days; `superseded`: a later version was published in its place.',
    }),
    content: ShownContentSchema,
    writtenBy: ActorSchema,
    approvedBy: ActorSchema.nullable(),
    publishedBy: ActorSchema.nullable(),
    publishedAt: TimeSchema.nullable(),
    reviewBy: TimeSchema.nullable().meta({ description: 'By then somebody has to say that it still holds.' }),
    reason: z.string().nullable().meta({ description: 'Why it was returned or withdrawn.' }),
    changedAt: TimeSchema,
    allowedCommands: z.array(z.enum(ENTRY_COMMANDS)).meta({ description: 'What you may do with it now.' }),
  })
  .meta({ id: 'EntryVersion' });

export const EntrySchema = z
  .object({
    id: z.string(),
    revision: z.int().meta({ description: 'Its ETag, as in "v3".' }),
    newest: z.int(),
    served: z.int().nullable().meta({ description: 'The version that is found and read out; null: none is.' }),
    disputed: z.boolean().meta({ description: 'Somebody says that what is served is wrong.' }),
    mayWrite: z.boolean().meta({ description: 'Whether you may write its draft, or the next version, now.' }),
    version: EntryVersionSchema,
  })
  .meta({ id: 'KnowledgeEntry' });

export const EntriesSchema = z
  .object({ items: z.array(EntrySchema), nextCursor: CursorSchema.nullable() })
  .meta({ id: 'KnowledgeEntries', description: 'Each in its newest version, last changed first.' });

export const EntryVersionsSchema = z
  .object({ items: z.array(EntryVersionSchema) })
  .meta({ id: 'EntryVersions', description: 'Newest first.' });

export const EntryDraftSchema = z
  .object({
    question: z.string(),
    answer: z.string().meta({ description: 'Empty: nothing was told that can be read.' }),
    ownerUnit: z.string().nullable(),
    classCode: z.string().nullable(),
  })
  .meta({ id: 'EntryDraft', description: 'What names somebody is replaced by a word in brackets.' });

export const EntryParamsSchema = z.object({ entry: z.uuid() });
const version = wholeNumber(1, 1_000_000).meta({ example: 1 });
export const EntryQuerySchema = z.strictObject({
  version: version.optional().meta({ description: 'Unsaid: the newest.' }),
});
export const EntryCommandParamsSchema = EntryParamsSchema.extend({ version, command: z.enum(ENTRY_COMMANDS) });
export const EntryCommandSchema = z
  .strictObject({ reason: reasonText.nullable().default(null).meta({ description: 'Needed to return or withdraw.' }) })
  .meta({ id: 'EntryCommand', example: { reason: null } });

export const EntriesQuerySchema = z.strictObject({
  unit: UnitIdSchema.optional().meta({ description: 'Of this owner.' }),
  class: ClassCodeSchema.optional(),
  state: z.enum(ENTRY_STATES).optional().meta({ description: 'Of the newest version.' }),
  limit: limitOf(100, 50),
  cursor: PageCursorSchema,
});

export const KnowledgeQuestionSchema = z
  .strictObject({
    question: z.string().max(LONGEST_QUESTION, `At most ${LONGEST_QUESTION} characters.`).meta({
      description: 'What was said so far; half a sentence is enough.',
      example: '我们小区停水三天了',
    }),
    place: UnitIdSchema.nullable()
      .default(null)
      .meta({ description: 'The place that the matter is in, if it is known.' }),
    classCode: ClassCodeSchema.nullable()
      .default(null)
      .meta({ description: 'Only of this class, and those below it.' }),
    limit: z.int().min(1).max(MOST_HITS).default(5),
    facts: z
      .strictObject({ name: shortText.optional(), date: shortText.optional(), place: shortText.optional() })
      .default({})
      .meta({ description: 'What templates are filled in with, as far as it is known.', example: { name: '王女士' } }),
  })
  .meta({ id: 'KnowledgeQuestion' });

export const KnowledgeHitsSchema = z
  .object({
    items: z.array(
      z
        .object({
          ...{ id: z.string(), version: z.int(), question: z.string(), answer: z.string() },
          spoken: z
            .object({ text: z.string(), missing: z.array(z.enum(Object.keys(SLOTS) as [Slot, ...Slot[]])) })
            .meta({
              description: 'What is read out: the template, filled in, or the answer; and what has to be asked for.',
            }),
          basis: ShownContentSchema.shape.basis,
          unit: z.object({ id: z.string(), name: z.string() }),
          ...{ classCode: z.string(), people: z.string().nullable(), audience: z.enum(AUDIENCES) },
          until: TimeSchema.nullable(),
          hasScene: z
            .boolean()
            .meta({ description: 'Whether questions lead on from here: `GET /knowledge/{entry}/scene`.' }),
          score: z.number(),
          strength: z.enum(['strong', 'weak']).meta({
            description: '`weak`: somebody has to see whether it is what was asked.',
          }),
          disputed: z.boolean().meta({ description: 'Somebody says that it is wrong, and nobody has decided it yet.' }),
          words: z.array(z.string()).meta({ description: 'What of the question stands in it.' }),
        })
        .meta({ id: 'KnowledgeHit' }),
    ),
    missing: z.boolean().meta({ description: 'Something was asked, and no entry answers it for certain.' }),
  })
  .meta({ id: 'KnowledgeHits' });

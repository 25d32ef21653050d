import { z } from 'zod';
import { CITIZEN_TEMPLATES, STAFF_TEMPLATES } from '../domain/notice/vocabulary.js';
import { text } from './common.js';

const TEMPLATES = [...STAFF_TEMPLATES, ...CITIZEN_TEMPLATES] as const;

const code = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'A code is lower case words joined by hyphens.')
  .meta({ description: '`default`, or the code of a policy pack.', example: 'default' });
export const WordingParamsSchema = z.object({ code });

const words = z.strictObject({ zh: text(2_000), en: text(2_000) });
const sms = z
  .string()
  .regex(/^[A-Z0-9_]{3,40}$/, 'This is no code of an approved text message.')
  .meta({ description: 'The code under which the provider of text messages has approved it.', example: 'HY_REMINDER' });
const wording = { sms, subject: words, text: words };

export const WordingWishSchema = z
  .strictObject({
    sign: words.optional().meta({ description: 'Who speaks, in front of each text message.' }),
    unknown: words.optional().meta({ description: 'What an unclassified ticket is called.' }),
    digest: z
      .strictObject({ ...wording, end: words })
      .optional()
      .meta({ description: 'Several notices in one message.' }),
    templates: z.partialRecord(z.enum(TEMPLATES), z.strictObject(wording)).optional(),
  })
  .meta({ id: 'WordingWish', description: 'What is said otherwise than is shipped; all else stays as it is shipped.' });

const shown = z.object({ zh: z.string(), en: z.string() });
const shownWording = { sms: z.string(), subject: shown, text: shown };
const version = z.int().meta({ description: 'Its ETag, as in "v3"; 0: as it is shipped.' });
export const WordingSchema = z
  .object({
    code: z.string(),
    version,
    own: WordingWishSchema,
    whole: z.object({
      sign: shown,
      unknown: shown,
      digest: z.object({ ...shownWording, end: shown }),
      templates: z.record(z.string(), z.object({ ...shownWording, placeholders: z.array(z.string()) })),
    }),
  })
  .meta({ id: 'Wording' });
export const WordingListSchema = z
  .object({ items: z.array(z.object({ code: z.string(), version, notices: z.array(z.enum(TEMPLATES)) })) })
  .meta({ id: 'WordingList' });

export const WordingPreviewQuestionSchema = z
  .strictObject({
    template: z.enum(TEMPLATES),
    own: WordingWishSchema.optional().meta({ description: 'The set as it would be; absent: as it is.' }),
  })
  .meta({ id: 'WordingPreviewQuestion' });
const inWords = z.object({ subject: z.string(), text: z.string() });
export const WordingPreviewSchema = z
  .object({ template: z.enum(TEMPLATES), sms: z.string(), zh: inWords, en: inWords })
  .meta({ id: 'WordingPreview' });

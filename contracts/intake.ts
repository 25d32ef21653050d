import { z } from 'zod';
import { PERSONAL_KINDS } from '../domain/intake/personal-words.js';
import { longText } from './common.js';

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

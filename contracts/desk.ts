import { z } from 'zod';
import { ROLES } from '../domain/ticket/vocabulary.js';
import { text } from './common.js';
import { TicketQuerySchema } from './ticket-lists.js';

export const ViewParamsSchema = z.object({ view: z.uuid() });

/** A search as it stands in an address: its words, and none that is not one of a search. */
const searchText = z
  .string()
  .max(2_000)
  .refine((query) => isSearch(query), 'Write the query of `GET /tickets`, without its cursor.')
  .meta({ example: 'list=overdue&unit=water' });

function isSearch(query: string): boolean {
  const words: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = words[name];
    words[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return !('cursor' in words) && TicketQuerySchema.safeParse(words).success;
}

export const ViewWordsSchema = z
  .strictObject({ name: text(40).meta({ example: '水务超期' }), query: searchText })
  .meta({ id: 'ViewWords' });

export const SavedViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    query: z.string().meta({ description: 'What comes behind the `?` of `GET /tickets`.' }),
    version: z.int().meta({ description: 'For `If-Match`.' }),
  })
  .meta({ id: 'SavedView' });
export const SavedViewsSchema = z.object({ items: z.array(SavedViewSchema) }).meta({ id: 'SavedViews' });

export const ViewOrderSchema = z
  .strictObject({
    views: z
      .array(z.uuid())
      .max(50)
      .meta({ description: 'Ids, the first first. Those that are not named come after.', example: [] }),
  })
  .meta({ id: 'ViewOrder' });

const LONGEST_PREFERENCES = 8 * 1024;
export const PreferencesSchema = z
  .strictObject({
    preferences: z
      .record(
        z.string().min(1).max(60),
        z.union([z.string().max(500), z.number(), z.boolean(), z.array(z.string().max(100)).max(50)]),
      )
      .refine(
        (all) => Buffer.byteLength(JSON.stringify(all)) <= LONGEST_PREFERENCES,
        'Preferences are at most 8 kB in all.',
      )
      .meta({ description: 'Whatever screens want to remember, by names of their own.', example: { dark: true } }),
  })
  .meta({ id: 'Preferences' });

export const PeopleQuerySchema = z.strictObject({
  unit: z.literal('me').meta({ description: 'The unit in which the caller acts.' }),
});
export const PeopleSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        roles: z.array(z.enum(ROLES)).meta({ description: 'What they have in this unit today.' }),
      }),
    ),
  })
  .meta({ id: 'People' });

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../config/paths.js';
import { TYPES, URGENCIES } from '../../domain/ticket/vocabulary.js';

const RequestSchema = z.strictObject({
  class: z.string(),
  type: z.enum(TYPES),
  urgency: z.enum(URGENCIES).default('P2'),
  title: z.string(),
  text: z.string(),
  /** What the unit finds, and what it has done about it. */
  found: z.string(),
  done: z.string(),
  photo: z.string().optional(),
});
/** What somebody might ask, with `{road}`, `{home}`, `{area}` and `{n}` for where it is. */
export type InventedRequest = z.output<typeof RequestSchema>;

const words = z.array(z.string()).nonempty();
const PlacesSchema = z.record(z.string(), z.strictObject({ roads: words, homes: words }));
export type Places = z.output<typeof PlacesSchema>;

const PhrasesSchema = z.record(z.string(), words);
export type Phrases = z.output<typeof PhrasesSchema>;

export interface Texts {
  readonly requests: readonly InventedRequest[];
  readonly places: Places;
  readonly phrases: Phrases;
}

const FOLDER = join(projectRoot(), 'data', 'demo');

export async function readTexts(): Promise<Texts> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(FOLDER, name), 'utf8'));
  return {
    requests: z.array(RequestSchema).parse(await read('requests.json')),
    places: PlacesSchema.parse(await read('places.json')),
    phrases: PhrasesSchema.parse(await read('phrases.json')),
  };
}

export function photoFile(name: string): string {
  return join(FOLDER, 'pictures', `${name}.jpg`);
}

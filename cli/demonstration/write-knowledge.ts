import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { contentIn } from '../../api/knowledge/content-in.js';
import { idOf } from '../../api/knowledge/entry-import.js';
import { projectRoot } from '../../config/paths.js';
import { EntryContentSchema } from '../../contracts/knowledge.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { takenIn } from '../../domain/knowledge/entry-commands.js';
import type { EntryContent, EntryVersion } from '../../domain/knowledge/entry.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import type { KnowledgeStore } from '../../storage/knowledge/knowledge-store.js';
import { calendarOfUnit } from '../../storage/reference/calendar-of-unit.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';

const FILE = join(projectRoot(), 'data', 'demo', 'knowledge.json');
/** Published over so many days before today, so that some have to be looked at anew soon. */
const OVER_DAYS = 172;
const STEP_DAYS = 37;
/** One in so many is in review, or about to expire: there is something to do for everybody. */
const REVIEWED = 31;
const REVIEWED_FROM = 12;
const EXPIRING = 41;
const EXPIRES_IN_DAYS = 9;

export interface KnowledgeWriting {
  readonly knowledge: Pick<KnowledgeStore, 'find' | 'change'>;
  readonly snapshot: ReferenceSnapshot;
  readonly present: Date;
  /** Somebody of the hotline, who publishes. */
  readonly by: Actor;
}

/**
 * Writes the invented entries of the demonstration, each once: published over the last months, a few in review and a
 * few about to end.
 */
export async function writeKnowledge({ knowledge, snapshot, present, by }: KnowledgeWriting): Promise<void> {
  const entries = z.array(EntryContentSchema).parse(JSON.parse(await readFile(FILE, 'utf8')));
  for (const [place, body] of entries.entries()) {
    const content = contentIn(body, snapshot);
    const id = idOf(body as { question: string; ownerUnit: string });
    if ((await knowledge.find(id)) !== null) continue;
    const at = new Date(present.getTime() - ((place * STEP_DAYS) % OVER_DAYS) * DAY_MS);
    const inReview = place % REVIEWED === REVIEWED_FROM;
    const settling = { at: inReview ? present : at, by, calendarOf: calendarOfUnit(snapshot) };
    await knowledge.change(id, null, settling, () => invented(content, place, { by, at, present, inReview }));
  }
}

function invented(
  content: EntryContent,
  place: number,
  { by, at, present, inReview }: { by: Actor; at: Date; present: Date; inReview: boolean },
): EntryVersion {
  const until =
    place % EXPIRING === EXPIRING - 1 ? new Date(present.getTime() + EXPIRES_IN_DAYS * DAY_MS) : content.until;
  const author: Actor = { id: `${content.ownerUnit} demonstration`, role: 'handler', unit: content.ownerUnit };
  const whole = { ...takenIn(null, { ...content, until }, { by, at, published: !inReview }), writtenBy: author };
  return inReview ? { ...whole, state: place % 2 === 0 ? 'unitReview' : 'hotlineReview' } : whole;
}

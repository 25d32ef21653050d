import { searchEntries, type Asked, type Found, type SearchedPart } from '../../domain/knowledge/entry-search.js';
import { wordsOfScene } from '../../domain/knowledge/scene.js';
import { segmentBuilder } from '../../domain/knowledge/segment.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import type { KnowledgeStore } from '../../storage/knowledge/knowledge-store.js';

export type Question = Pick<Asked<KeptEntry>, 'question' | 'limit' | 'accepts'>;

/**
 * What is served, held by this process as an index. Each search asks first whether an entry changed, in whichever
 * process, so what was published before is found, and what was withdrawn is not.
 */
export interface KnowledgeIndex {
  search(question: Question): Promise<Found<KeptEntry>[]>;
}

/** So many entries at most are a finished part. */
const PART = 2_000;
/** What changed since is the last part, which is made anew at each change until so many are in it. */
const FRESH = 100;

export function createKnowledgeIndex(store: Pick<KnowledgeStore, 'changedSince' | 'lastChange'>): KnowledgeIndex {
  let parts: SearchedPart<KeptEntry>[] = [];
  let fresh: KeptEntry[] = [];
  let freshPart: SearchedPart<KeptEntry> | null = null;
  /** As it is served now: what a part holds of it otherwise is out of date. */
  const current = new Map<string, KeptEntry>();
  let seen = '0';
  let reading: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;

  async function read(): Promise<void> {
    const last = await store.lastChange();
    if (last === seen) return;
    for (;;) {
      const changed = await store.changedSince(seen, PART);
      for (const entry of changed) take(entry);
      seen = changed.at(-1)?.change ?? seen;
      if (changed.length < PART) break;
    }
    // An entry that is only wanted has no version to be read.
    if (BigInt(seen) < BigInt(last)) seen = last;
    dropOutdated();
    if (fresh.length > FRESH) finishFresh();
    freshPart = fresh.length === 0 ? null : partOf(fresh);
  }

  /** Whoever comes while it is read is served by the next reading, with all who came meanwhile. */
  function upToDate(): Promise<void> {
    waiting ??= reading
      .catch(() => undefined)
      .then(() => {
        waiting = null;
        reading = read();
        return reading;
      });
    return waiting;
  }

  function take(entry: KeptEntry): void {
    if (entry.served !== entry.version.version) {
      current.delete(entry.id);
      return;
    }
    current.set(entry.id, entry);
    fresh.push(entry);
    if (fresh.length === PART) finishFresh();
  }

  function finishFresh(): void {
    parts.push(partOf(fresh));
    fresh = [];
  }

  /** Once half of what the parts hold is out of date, they are made anew. */
  function dropOutdated(): void {
    const held = parts.reduce((sum, { entries }) => sum + entries.length, fresh.length);
    if (held <= PART || held < 2 * current.size) return;
    parts = [];
    fresh = [];
    for (const entry of current.values()) {
      fresh.push(entry);
      if (fresh.length === PART) finishFresh();
    }
  }

  return {
    async search(question) {
      await upToDate();
      return searchEntries(freshPart === null ? parts : [...parts, freshPart], {
        ...question,
        accepts: (entry) => current.get(entry.id) === entry && question.accepts(entry),
        askedOf,
      });
    },
  };
}

function partOf(entries: readonly KeptEntry[]): SearchedPart<KeptEntry> {
  const builder = segmentBuilder();
  for (const entry of entries) builder.add({ asked: askedOf(entry), answer: saidIn(entry) });
  return { segment: builder.finish(), entries: [...entries] };
}

function askedOf({ version: { content } }: KeptEntry): readonly string[] {
  return [content.question, ...content.phrasings];
}

function saidIn({ version: { content } }: KeptEntry): string {
  return content.scene === null ? content.answer : `${content.answer}\n${wordsOfScene(content.scene)}`;
}

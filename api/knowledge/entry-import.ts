import { isDeepStrictEqual } from 'node:util';
import { v5 as uuidOf, validate } from 'uuid';
import { EntryContentSchema } from '../../contracts/knowledge.js';
import { takenIn } from '../../domain/knowledge/entry-commands.js';
import { inputOf, type EntryCells } from '../../domain/knowledge/entry-table.js';
import type { EntryContent, EntryVersion } from '../../domain/knowledge/entry.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import type { KnowledgeStore } from '../../storage/knowledge/knowledge-store.js';
import { calendarOfUnit } from '../../storage/reference/calendar-of-unit.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { ApiProblem } from '../http/problem.js';
import { fieldErrors } from '../http/validation.js';
import { contentIn } from './content-in.js';

/** A place of the file and what stands there. */
export interface ImportedEntry {
  readonly line: number;
  readonly cells: EntryCells;
}

export interface ImportLine {
  readonly line: number;
  readonly id: string;
  readonly question: string;
  readonly result: 'added' | 'changed' | 'unchanged' | 'refused';
  /** Why it was refused. */
  readonly error: unknown;
}

export interface ImportWork {
  readonly knowledge: Pick<KnowledgeStore, 'find' | 'changeAll'>;
  readonly snapshot: Pick<ReferenceSnapshot, 'units' | 'classes' | 'calendarFor'>;
  readonly by: Actor;
  readonly now: () => Date;
  /** As they were confirmed elsewhere; else they are drafts. */
  readonly published: boolean;
  /** Says what would come of it, and does nothing. */
  readonly dryRun: boolean;
  /** How many lines are answered. */
  readonly onLine?: (done: number) => void;
}

/** What another system calls an entry makes its id here, so the same file imported again finds what it brought. */
const NAMESPACE = 'b2b1f3c0-5a0d-4d2e-9a51-6f7d2f1c1234';

/**
 * Takes entries in, each by itself: one that does not fit is refused and spoils no other. Nothing ends because the file
 * does not name it. May be repeated.
 */
export async function importEntries(entries: readonly ImportedEntry[], work: ImportWork): Promise<ImportLine[]> {
  const lines: ImportLine[] = [];
  const seen = new Set<string>();
  for (let from = 0; from < entries.length; from += TOGETHER) {
    const some = entries.slice(from, from + TOGETHER).map((entry) => readable(entry, seen, work));
    lines.push(...(work.dryRun ? await tried(some, work) : await taken(some, work)));
    work.onLine?.(lines.length);
  }
  return lines;
}

/** So many are written at once: a commit for each would be most of the time. */
const TOGETHER = 100;

interface Readable {
  readonly named: Pick<ImportLine, 'line' | 'id' | 'question'>;
  /** What it says, or why it is refused. */
  readonly content: EntryContent | null;
  readonly error: unknown;
}

function readable({ line, cells }: ImportedEntry, seen: Set<string>, work: ImportWork): Readable {
  const id = idOf(cells);
  const named = { line, id, question: cells.question?.trim() ?? '' };
  try {
    if (seen.has(id)) throw new ApiProblem('validation-failed', 'This entry stands in the file twice.');
    seen.add(id);
    return { named, content: checked(cells, work), error: null };
  } catch (error) {
    return { named, content: null, error };
  }
}

async function tried(some: readonly Readable[], work: ImportWork): Promise<ImportLine[]> {
  const lines: ImportLine[] = [];
  for (const one of some) {
    const before = one.content === null ? null : await work.knowledge.find(one.named.id);
    lines.push(outcomeOf(one, before, work).line);
  }
  return lines;
}

async function taken(some: readonly Readable[], work: ImportWork): Promise<ImportLine[]> {
  const { knowledge, snapshot, by, now } = work;
  const lines = new Map<string, ImportLine>();
  const readableOnes = some.filter(({ content }) => content !== null);
  await knowledge.changeAll(
    readableOnes.map((one) => ({
      id: one.named.id,
      decide(before: KeptEntry | null) {
        const { line, version } = outcomeOf(one, before, work);
        lines.set(one.named.id, line);
        return version;
      },
    })),
    { at: now(), by, calendarOf: calendarOfUnit(snapshot) },
  );
  return some.map((one) => (one.content === null ? null : lines.get(one.named.id)) ?? refused(one, one.error));
}

/** What becomes of it beside what is there; no version: nothing is written. */
function outcomeOf(
  one: Readable,
  before: KeptEntry | null,
  { by, now, published }: ImportWork,
): { readonly line: ImportLine; readonly version: EntryVersion | null } {
  const { named, content, error } = one;
  if (content === null) return { line: refused(one, error), version: null };
  if (before !== null && isThere(before, content, published))
    return { line: { ...named, result: 'unchanged', error: null }, version: null };
  try {
    const version = takenIn(before?.version ?? null, content, { by, at: now(), published });
    return { line: { ...named, result: before === null ? 'added' : 'changed', error: null }, version };
  } catch (problem) {
    return { line: refused(one, problem), version: null };
  }
}

function refused({ named }: Readable, error: unknown): ImportLine {
  return { ...named, result: 'refused', error };
}

export function idOf({ id = '', ownerUnit = '', question = '' }: EntryCells): string {
  const given = id.trim();
  if (validate(given)) return given.toLowerCase();
  return uuidOf(given === '' ? `${ownerUnit.trim()}\n${question.trim()}` : given, NAMESPACE);
}

function checked(cells: EntryCells, { snapshot }: ImportWork): EntryContent {
  const input = inputOf(cells);
  const { data, error } = EntryContentSchema.safeParse(input);
  if (data) return contentIn(data, snapshot);
  const errors = fieldErrors(error, input, 'body');
  const said = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join(' ');
  throw new ApiProblem('validation-failed', said, { errors });
}

function isThere({ served, version }: KeptEntry, content: EntryContent, published: boolean): boolean {
  if (!isDeepStrictEqual(version.content, content)) return false;
  return !published || served === version.version;
}

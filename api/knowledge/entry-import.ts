import { isDeepStrictEqual } from 'node:util';
import { v5 as uuidOf, validate } from 'uuid';
import { EntryContentSchema } from '../../contracts/knowledge.js';
import { takenIn } from '../../domain/knowledge/entry-commands.js';
import { inputOf, type EntryCells } from '../../domain/knowledge/entry-table.js';
import type { EntryContent } from '../../domain/knowledge/entry.js';
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
  readonly knowledge: Pick<KnowledgeStore, 'find' | 'change'>;
  readonly snapshot: Pick<ReferenceSnapshot, 'units' | 'classes' | 'calendarFor'>;
  readonly by: Actor;
  readonly now: () => Date;
  /** As they were confirmed elsewhere; else they are drafts. */
  readonly published: boolean;
  /** Says what would come of it, and does nothing. */
  readonly dryRun: boolean;
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
  for (const { line, cells } of entries) {
    const id = idOf(cells);
    const named = { line, id, question: cells.question?.trim() ?? '' };
    try {
      if (seen.has(id)) throw new ApiProblem('validation-failed', 'This entry stands in the file twice.');
      seen.add(id);
      lines.push({ ...named, result: await take(id, checked(cells, work), work), error: null });
    } catch (error) {
      lines.push({ ...named, result: 'refused', error });
    }
    work.onLine?.(lines.length);
  }
  return lines;
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

async function take(id: string, content: EntryContent, work: ImportWork): Promise<ImportLine['result']> {
  const { knowledge, snapshot, by, now, published, dryRun } = work;
  const at = now();
  const before = await knowledge.find(id);
  if (before !== null && isThere(before, content, published)) return 'unchanged';
  const become = (newest: KeptEntry | null) => takenIn(newest?.version ?? null, content, { by, at, published });
  if (dryRun) become(before);
  else await knowledge.change(id, null, { at, by, calendarOf: calendarOfUnit(snapshot) }, become);
  return before === null ? 'added' : 'changed';
}

function isThere({ served, version }: KeptEntry, content: EntryContent, published: boolean): boolean {
  if (!isDeepStrictEqual(version.content, content)) return false;
  return !published || served === version.version;
}

import { holdsFor, type Asking } from '../../domain/knowledge/entry.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import type { KnowledgeStore } from '../../storage/knowledge/knowledge-store.js';
import { ApiProblem } from '../http/problem.js';

/** What was looked for, or a 404 that says so. */
export function sure(kept: KeptEntry | null): KeptEntry {
  if (kept === null) throw new ApiProblem('entry-not-found', 'There is no such entry, or not in this version.');
  return kept;
}

/** An entry in the version that is read out, if it may be to who asks; `null`: none is. */
export async function servedOf(
  knowledge: Pick<KnowledgeStore, 'find'>,
  entry: KeptEntry | null,
  asking: Asking,
): Promise<KeptEntry | null> {
  if (entry === null || entry.served === null) return null;
  const { id, served, version } = entry;
  const found = served === version.version ? entry : await knowledge.find(id, served);
  return found !== null && holdsFor(found.version, asking) ? found : null;
}

import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import { ApiProblem } from '../http/problem.js';

/** What was looked for, or a 404 that says so. */
export function sure(kept: KeptEntry | null): KeptEntry {
  if (kept === null) throw new ApiProblem('entry-not-found', 'There is no such entry, or not in this version.');
  return kept;
}

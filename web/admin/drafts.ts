import { newKey } from '../api/new-key.js';
import type { Values } from './contract-fields.js';

/** What somebody has begun to write about one thing, and the version that was read then. */
export interface AdminDraft {
  /** Made when the form opens; however often it is sent, it is one deed. */
  readonly key: string;
  values: Values | null;
  version: number | null;
}

/** In the memory of this page alone, for seats are shared; another page of the console and back loses nothing. */
const drafts = new Map<string, AdminDraft>();

export function adminDraft(name: string, version: number | null): AdminDraft {
  const known = drafts.get(name);
  // Where nothing was written yet, it is about the thing as it is now.
  if (known && known.values !== null) return known;
  const made: AdminDraft = { key: newKey(), values: null, version };
  drafts.set(name, made);
  return made;
}

export function forgetAdminDraft(name: string): void {
  drafts.delete(name);
}

/** What was done to the thing by the way, in a deed of its own, is no news to who did it. */
export function rebaseDraft(name: string, version: number): void {
  const known = drafts.get(name);
  if (known) known.version = version;
}

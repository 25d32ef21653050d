import { newKey } from '../api/new-key.js';

/** What somebody has begun to write for one command of one ticket, with the key under which it will be sent. */
export interface Draft {
  readonly key: string;
  values: Record<string, unknown>;
}

/**
 * Kept in this page's memory alone: it survives other pages, other people's changes and the end of a session, and is
 * on no disk of a seat that others use.
 */
const drafts = new Map<string, Draft>();

/** The key is made when the form opens; pressed twice, or sent again, it is one deed. */
export function draftFor(ticket: string, command: string): Draft {
  const name = `${ticket} ${command}`;
  const known = drafts.get(name);
  if (known) return known;
  const made: Draft = { key: newKey(), values: {} };
  drafts.set(name, made);
  return made;
}

export function forgetDraft(ticket: string, command: string): void {
  drafts.delete(`${ticket} ${command}`);
}

export function hasDraft(ticket: string, command: string): boolean {
  return Object.keys(drafts.get(`${ticket} ${command}`)?.values ?? {}).length > 0;
}

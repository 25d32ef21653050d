/** What stands in the address of a page of administration: codes, ids and times, and nobody's name. */
export interface AdminSearch {
  /** What of the list is opened: an id or a code; `new` for what is not there yet. */
  readonly id?: string;
  readonly noun?: string;
  readonly subject?: string;
  /** Id of an account. */
  readonly actor?: string;
  readonly ticket?: string;
  readonly field?: string;
  readonly from?: string;
  readonly to?: string;
  readonly outcome?: string;
}
const NAMES = ['id', 'noun', 'subject', 'actor', 'ticket', 'field', 'from', 'to', 'outcome'] as const;

/** What an address says: what is no filter is left out. */
export function adminSearchIn(said: Record<string, unknown>): AdminSearch {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = said[name];
      const isSaid = (typeof value === 'string' && value !== '') || typeof value === 'number';
      return isSaid ? [[name, String(value)]] : [];
    }),
  );
}

import type { Keys } from '../../../config/key-ring.js';
import { createSignedCursors } from '../../http/signed-cursors.js';

/** What may be looked at for a while after somebody proved to be the one: so no code stands in an address. */
export type ViewOf = 'progress' | 'receipt';

export interface CitizenViews {
  write(what: ViewOf, ticketId: string, generation: number): string;
  /** `null`: not made here, or over. */
  read(view: string): { readonly what: ViewOf; readonly ticketId: string; readonly generation: number } | null;
}

const OPEN_FOR_MS = 1_800_000;

export function createCitizenViews(keys: Keys, now: () => Date): CitizenViews {
  const words = createSignedCursors(keys, 'citizen-views');
  return {
    write: (what, ticketId, generation) =>
      words.write([what, ticketId, String(generation), String(now().getTime() + OPEN_FOR_MS)]),
    read(view) {
      const [what, ticketId = '', generation, until] = words.read(view) ?? [];
      if ((what !== 'progress' && what !== 'receipt') || Number(until) <= now().getTime()) return null;
      return { what, ticketId, generation: Number(generation) };
    },
  };
}

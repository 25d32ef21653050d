import type { Keys } from '../../config/key-ring.js';
import type { TicketSort } from '../../domain/ticket/lists.js';
import type { PageStart } from '../../storage/list/page.js';
import { createSignedCursors } from '../http/signed-cursors.js';

export interface TicketCursors {
  write(last: PageStart): string;
  /** `null` when the cursor was not made here, was changed, or belongs to another order. */
  read(cursor: string, sort: TicketSort): PageStart | null;
}

/** Where the next page starts, signed, so that a page can only start where one has ended. */
export function createTicketCursors(keys: Keys): TicketCursors {
  const cursors = createSignedCursors(keys);
  return {
    write: ({ sort, at, id }) => cursors.write([sort, at, id]),
    read(cursor, sort) {
      const [made, at, id] = cursors.read(cursor) ?? [];
      return made === sort && at !== undefined && id !== undefined ? { sort, at, id } : null;
    },
  };
}

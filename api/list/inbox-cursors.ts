import type { InboxPlace } from '../../storage/list/inbox-views.js';
import { createSignedCursors } from '../http/signed-cursors.js';

export interface InboxCursors {
  write(last: InboxPlace): string;
  /** `null` when the cursor was not made here, or was changed. */
  read(cursor: string): InboxPlace | null;
}

export function createInboxCursors(masterKey: Buffer): InboxCursors {
  const cursors = createSignedCursors(masterKey, 'inbox');
  return {
    write: ({ paused, dueAt, ticketId, clockId }) => cursors.write([paused ? 'paused' : '', dueAt, ticketId, clockId]),
    read(cursor) {
      const [paused, dueAt, ticketId, clockId] = cursors.read(cursor) ?? [];
      if (dueAt === undefined || ticketId === undefined || clockId === undefined) return null;
      return { paused: paused === 'paused', dueAt, ticketId, clockId };
    },
  };
}

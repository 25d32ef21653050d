import type { Keys } from '../../config/key-ring.js';
import type { WorklistPlace } from '../../storage/list/worklist-views.js';
import { createSignedCursors } from '../http/signed-cursors.js';

export interface WorklistCursors {
  write(last: WorklistPlace): string;
  /** `null` when the cursor was not made here, or was changed. */
  read(cursor: string): WorklistPlace | null;
}

export function createWorklistCursors(keys: Keys): WorklistCursors {
  // `inbox` is what cursors that callers hold were signed for.
  const cursors = createSignedCursors(keys, 'inbox');
  return {
    write: ({ paused, dueAt, ticketId, clockId }) => cursors.write([paused ? 'paused' : '', dueAt, ticketId, clockId]),
    read(cursor) {
      const [paused, dueAt, ticketId, clockId] = cursors.read(cursor) ?? [];
      if (dueAt === undefined || ticketId === undefined || clockId === undefined) return null;
      return { paused: paused === 'paused', dueAt, ticketId, clockId };
    },
  };
}

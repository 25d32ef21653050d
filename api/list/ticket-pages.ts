import type { TicketSort } from '../../domain/ticket/lists.js';
import type { PageStart } from '../../storage/list/page.js';
import { linkToNext, pageOf, startOf } from '../http/paging.js';
import { invalidField } from '../http/problem.js';
import type { TicketCursors } from '../ticket/cursors.js';

/** Where the asked page starts. A cursor holds for the order that it was made in. */
export function pageStart(cursors: TicketCursors, cursor: string | undefined, sort: TicketSort): PageStart | null {
  return startOf(
    cursor,
    (given) => cursors.read(given, sort),
    () =>
      invalidField(
        '?cursor',
        'invalid',
        'This cursor was not made here, or in another order. Start at the first page.',
      ),
  );
}

/** A page of tickets, and where the next one is. */
export function nextPageOf<T extends { readonly place: PageStart }>(
  found: readonly T[],
  limit: number,
  cursors: TicketCursors,
  originalUrl: string,
): { items: readonly T[]; nextCursor: string | null; headers: Record<string, string> } {
  const page = pageOf(found, limit, ({ place }) => cursors.write(place));
  return { ...page, headers: linkToNext(originalUrl, page.nextCursor) };
}

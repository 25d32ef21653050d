import type { TicketSort } from '../../domain/ticket/lists.js';
import type { PageStart } from '../../storage/list/list-views.js';
import { invalidField } from '../http/problem.js';
import type { Cursors } from '../ticket/cursors.js';

/** Where the asked page starts. A cursor holds for the order that it was made in. */
export function pageStart(cursors: Cursors, cursor: string | undefined, sort: TicketSort): PageStart | null {
  if (cursor === undefined) return null;
  const after = cursors.read(cursor, sort);
  if (after) return after;
  throw invalidField(
    '?cursor',
    'invalid',
    'This cursor was not made here, or in another order. Start at the first page.',
  );
}

/** A page of those found, of which there is one more if there is another page. */
export function nextPageOf<T extends { readonly place: PageStart }>(
  found: readonly T[],
  limit: number,
  cursors: Cursors,
  originalUrl: string,
): { items: readonly T[]; nextCursor: string | null; headers: Record<string, string> } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = found.length > limit && last ? cursors.write(last.place) : null;
  return {
    items,
    nextCursor,
    headers: nextCursor === null ? {} : { Link: linkToNext(originalUrl, nextCursor) },
  };
}

/** The same question with another cursor, relative to the host that was asked. */
export function linkToNext(originalUrl: string, cursor: string): string {
  const url = new URL(originalUrl, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

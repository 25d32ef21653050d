import { invalidField, type ApiProblem } from './problem.js';

/** Where the asked page starts; `null`: at the beginning. `read` answers `null` to a cursor that does not serve. */
export function startOf<P>(
  cursor: string | undefined,
  read: (cursor: string) => P | null,
  refusal = (): ApiProblem =>
    invalidField('?cursor', 'invalid', 'This cursor was not made here. Start at the first page.'),
): P | null {
  if (cursor === undefined) return null;
  const place = read(cursor);
  if (place === null) throw refusal();
  return place;
}

/** A page of those found, of which there is one more if there is another page. */
export function pageOf<T>(
  found: readonly T[],
  limit: number,
  cursorAfter: (last: T) => string,
): { items: readonly T[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorAfter(last) : null };
}

/** The same question with another cursor, relative to the host that was asked. */
export function linkToNext(originalUrl: string, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const url = new URL(originalUrl, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return { Link: `<${url.pathname}${url.search}>; rel="next"` };
}

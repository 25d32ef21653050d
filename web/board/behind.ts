import { filtersIn, type SearchFilters } from '../shell/search-filters.js';

/** The list behind a number, as a search: the API says where it is, and this page goes there. */
export function searchBehind(path: string, more: Readonly<Record<string, string>> = {}): SearchFilters {
  const said: Record<string, string | string[]> = {};
  for (const [name, value] of new URL(path, location.origin).searchParams) {
    const before = said[name];
    said[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return filtersIn({ ...said, ...more });
}

/** As `GET /tickets` names them. */
export interface SearchFilters {
  readonly q?: string | undefined;
  readonly list?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly urgency?: readonly string[] | undefined;
  readonly unit?: readonly string[] | undefined;
  readonly overdue?: boolean | undefined;
  readonly open?: boolean | undefined;
  readonly lead?: readonly string[] | undefined;
  readonly area?: readonly string[] | undefined;
  readonly channel?: readonly string[] | undefined;
  readonly request?: readonly string[] | undefined;
  readonly level?: readonly string[] | undefined;
  readonly registeredFrom?: string | undefined;
  readonly registeredTo?: string | undefined;
  readonly closedFrom?: string | undefined;
  readonly closedTo?: string | undefined;
  readonly dueFrom?: string | undefined;
  readonly dueTo?: string | undefined;
}

const WORDS = ['state', 'type', 'urgency', 'unit', 'lead', 'area', 'channel', 'request', 'level'] as const;
const TIMES = ['registeredFrom', 'registeredTo', 'closedFrom', 'closedTo', 'dueFrom', 'dueTo'] as const;
const FLAGS = ['overdue', 'open'] as const;

const texts = (value: unknown): readonly string[] | undefined => {
  const found = (Array.isArray(value) ? value : [value])
    .map((one: unknown) => (typeof one === 'number' ? String(one) : one))
    .filter((one) => typeof one === 'string' && one !== '');
  return found.length === 0 ? undefined : (found as string[]);
};
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const flag = (value: unknown): boolean | undefined =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;

/** What an address says: what is no filter is left out. */
export function filtersIn(said: Record<string, unknown>): SearchFilters {
  const each = <Name extends string, Of>(names: readonly Name[], read: (value: unknown) => Of): [Name, Of][] =>
    names.map((name) => [name, read(said[name])]);
  const { q } = said;
  const filters = Object.fromEntries([
    ['q', q === undefined || q === '' ? undefined : String(q)],
    ['list', text(said['list'])],
    ...each(WORDS, texts),
    ...each(FLAGS, flag),
    ...each(TIMES, text),
  ]) as SearchFilters;
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

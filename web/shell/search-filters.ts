/** As `GET /tickets` names them. */
export interface SearchFilters {
  readonly q?: string | undefined;
  readonly list?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly urgency?: readonly string[] | undefined;
  readonly unit?: readonly string[] | undefined;
  readonly overdue?: boolean | undefined;
}

const texts = (value: unknown): readonly string[] | undefined => {
  const found = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one !== '');
  return found.length === 0 ? undefined : (found as string[]);
};

/** What an address says: what is no filter is left out. */
export function filtersIn({ q, list, state, type, urgency, unit, overdue }: Record<string, unknown>): SearchFilters {
  const filters: SearchFilters = {
    q: q === undefined || q === '' ? undefined : String(q),
    list: typeof list === 'string' ? list : undefined,
    ...{ state: texts(state), type: texts(type), urgency: texts(urgency), unit: texts(unit) },
    overdue: overdue === true ? true : undefined,
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

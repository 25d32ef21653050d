/** A pack as lines of a table: where a value stands, and the value as a reader takes it, a limit in one piece. */
export interface PackLine {
  readonly path: readonly string[];
  readonly value: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isLimit = (value: unknown): value is { readonly amount: number; readonly unit: string } =>
  isObject(value) && 'amount' in value && 'unit' in value;

/** A row of the ladder is known by its clock and its rung, wherever it stands. */
function nameOf(row: unknown, at: number): string {
  if (!isObject(row)) return String(at + 1);
  const { clock, rung, first } = row;
  if (typeof clock === 'string' && typeof rung === 'string') return `${clock} ${rung}`;
  return typeof first === 'string' ? first : String(at + 1);
}

export function packLines(value: unknown, path: readonly string[] = []): PackLine[] {
  if (isLimit(value)) return [{ path, value }];
  if (Array.isArray(value)) {
    if (value.every((one) => !isObject(one))) return [{ path, value }];
    return value.flatMap((one, at) => packLines(one, [...path, nameOf(one, at)]));
  }
  if (isObject(value)) return Object.entries(value).flatMap(([key, one]) => packLines(one, [...path, key]));
  return [{ path, value }];
}

export interface PackDifference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** What one version says otherwise than another, in the order of the newer one; what is gone comes last. */
export function packDifferences(before: unknown, after: unknown): PackDifference[] {
  const keyed = (pack: unknown): Map<string, PackLine> =>
    new Map(packLines(pack).map((line) => [line.path.join('\n'), line]));
  const [old, now] = [keyed(before), keyed(after)];
  const said = [...now.entries()].map(([key, { path, value }]) => ({
    path,
    before: old.get(key)?.value,
    after: value,
  }));
  const gone = [...old.entries()]
    .filter(([key]) => !now.has(key))
    .map(([, { path, value }]) => ({ path, before: value, after: undefined }));
  return [...said, ...gone].filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

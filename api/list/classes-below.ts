import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';

/** A class stands for all below it. */
export function withClassesBelow(codes: readonly string[], classes: ReferenceSnapshot['classes']): string[] {
  const wanted = new Set(codes);
  const within = (code: string | null): boolean =>
    code !== null && (wanted.has(code) || within(classes.get(code)?.parent ?? null));
  return [...wanted, ...[...classes.keys()].filter((code) => !wanted.has(code) && within(code))];
}

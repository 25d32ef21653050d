import type { FieldError } from '../../contracts/problem.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { ApiProblem } from '../http/problem.js';

interface Named {
  readonly unit?: string | readonly string[] | undefined;
  readonly lead?: string | readonly string[] | undefined;
  readonly under?: string | readonly string[] | undefined;
  readonly area?: string | readonly string[] | undefined;
  readonly class?: string | readonly string[] | undefined;
}

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

/** A filter by what does not exist would answer with an empty list, and nobody would see the slip. */
export function assertKnown(named: Named, { units, classes }: Pick<ReferenceSnapshot, 'units' | 'classes'>): void {
  const unknown = (
    name: keyof Named,
    known: ReadonlyMap<string, unknown>,
    message: (id: string) => string,
  ): FieldError[] =>
    listed(named[name])
      .filter((id) => !known.has(id))
      .map((id) => ({ pointer: `?${name}`, code: 'unknown-value', message: message(id) }));
  const noUnit = (id: string): string => `There is no unit ${id}. See GET /api/v1/units.`;
  const errors = [
    ...unknown('unit', units, noUnit),
    ...unknown('lead', units, noUnit),
    ...unknown('under', units, noUnit),
    ...unknown('area', units, noUnit),
    ...unknown('class', classes, (code) => `There is no class ${code}. See GET /api/v1/classes.`),
  ];
  if (errors.length > 0) throw new ApiProblem('validation-failed', 'The query does not fit.', { errors });
}

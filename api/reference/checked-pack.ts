import type { z } from 'zod';
import { GoldenVectorsSchema, PolicyPackSchema } from '../../contracts/policy-pack.js';
import { goldenMismatches } from '../../domain/policy/golden.js';
import type { PolicyPack } from '../../domain/policy/types.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { ApiProblem, invalidField } from '../http/problem.js';

/** So many faults of a pack are told at once. */
const TOLD = 20;

/** A pack as it may be published: of the form, and so that no ticket is left without a date or a way up. */
export function checkedPack(value: unknown, pointer: string): PolicyPack {
  const result = PolicyPackSchema.safeParse(value);
  if (result.success) return result.data;
  throw refused(result.error, pointer);
}

/** Refuses a pack that does not give the dates that somebody worked out by hand. */
export function checkedGolden(pack: PolicyPack, golden: readonly unknown[], reference: ReferenceSnapshot): void {
  if (golden.length === 0) return;
  const result = GoldenVectorsSchema.safeParse(golden);
  if (!result.success) throw refused(result.error, '/golden');
  const [first, ...more] = goldenMismatches(pack, reference.calendarFor([]), result.data);
  if (first === undefined) return;
  throw invalidField('/golden', 'invalid', `The pack gives other dates than these, ${more.length + 1} times; ${first}`);
}

function refused(error: z.ZodError, pointer: string): ApiProblem {
  const errors = error.issues.slice(0, TOLD).map(({ path, message }) => ({
    pointer: [pointer, ...path.map(String)].join('/'),
    code: 'invalid' as const,
    message,
  }));
  return new ApiProblem('validation-failed', 'The body does not fit; nothing was done.', { errors });
}

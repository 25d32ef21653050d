import type { z } from 'zod';
import type { Values } from './contract-fields.js';

/** A thing as a form holds it, and the version of it that was read; `null`: it is not there yet. */
export interface Held {
  readonly values: Values;
  readonly version: number | null;
}

/** What of a thing the contract of its change names, in the version that was read. */
export function heldBy(schema: z.ZodObject, { version, ...thing }: { readonly version: number }): Held {
  return { values: Object.fromEntries(Object.entries(thing).filter(([field]) => field in schema.shape)), version };
}

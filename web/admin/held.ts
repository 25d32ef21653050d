import type { Values } from './contract-fields.js';

/** A thing as a form holds it, and the version of it that was read; `null`: it is not there yet. */
export interface Held {
  readonly values: Values;
  readonly version: number | null;
}

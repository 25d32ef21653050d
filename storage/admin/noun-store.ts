import type { AdminNoun, AdminValue } from '../../domain/admin/admin-change.js';
import type { Tables } from '../postgres/prisma.js';

/** A thing that administrators look after, as it is now. */
export interface Kept<Value extends AdminValue = AdminValue> {
  /** Counts its changes. */
  readonly version: number;
  readonly value: Value;
}

/** How things of one kind are read and written, in the caller's transaction. */
export interface NounStore<Value extends AdminValue = AdminValue> {
  readonly noun: AdminNoun;
  read(tx: Tables, id: string): Promise<Kept<Value> | null>;
  /** Puts it there, or in the place of what is there. Throws when it cannot be so. */
  put(tx: Tables, id: string, value: Value, before: Kept<Value> | null): Promise<void>;
  /** Absent: it is never taken away. */
  remove?(tx: Tables, id: string): Promise<void>;
}

/**
 * Told of a change inside its transaction; what throws here undoes the change. `null`: it was not there, or is there no
 * more.
 */
export type Noted<T> = (tx: Tables, before: T | null, after: T | null) => Promise<void>;

/** Somebody changed it meanwhile. */
export class StaleVersion extends Error {
  override readonly name = 'StaleVersion';
  constructor(readonly version: number | null) {
    super(version === null ? 'It is not there any more.' : `It is at version ${version} by now.`);
  }
}

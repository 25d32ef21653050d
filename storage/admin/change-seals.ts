import { createHmac, timingSafeEqual } from 'node:crypto';
import { signingKey } from '../secrets/signature.js';

/** A row as it is hashed: every column but the tag, in their order. */
export type ChangeWords = readonly (string | number | null)[];

/** Keyed hashes, each over its row and the one before: whoever owns the database cannot make them. */
export interface ChangeSeals {
  tagOf(previous: Uint8Array | null, row: ChangeWords): Buffer;
  isTagOf(previous: Uint8Array | null, row: ChangeWords, tag: Uint8Array): boolean;
}

export function createChangeSeals(masterKey: Buffer): ChangeSeals {
  const key = signingKey(masterKey, 'admin-changes');
  const tagOf: ChangeSeals['tagOf'] = (previous, row) =>
    createHmac('sha256', key)
      .update(JSON.stringify([previous === null ? null : Buffer.from(previous).toString('hex'), ...row]))
      .digest();
  return {
    tagOf,
    isTagOf(previous, row, given) {
      const tag = tagOf(previous, row);
      return given.length === tag.length && timingSafeEqual(tag, given);
    },
  };
}

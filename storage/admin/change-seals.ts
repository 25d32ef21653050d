import { timingSafeEqual } from 'node:crypto';
import type { Keys } from '../../config/key-ring.js';
import { createKeyedHash } from '../secrets/signature.js';

/** A row as it is hashed: every column but the tag, in their order. */
export type ChangeWords = readonly (string | number | null)[];

/** Keyed hashes, each over its row and the one before: whoever owns the database cannot make them. */
export interface ChangeSeals {
  tagOf(previous: Uint8Array | null, row: ChangeWords): Buffer;
  isTagOf(previous: Uint8Array | null, row: ChangeWords, tag: Uint8Array): boolean;
}

const HASH_BYTES = 32;

/** The id of the key stands in front, unless it is the master key of before. */
export function createChangeSeals(keys: Keys): ChangeSeals {
  const hashes = createKeyedHash(keys, 'admin-changes');
  const words = (previous: Uint8Array | null, row: ChangeWords): string =>
    JSON.stringify([previous === null ? null : Buffer.from(previous).toString('hex'), ...row]);
  return {
    tagOf(previous, row) {
      const { by, hash } = hashes.of(words(previous, row));
      return Buffer.concat([Buffer.from(by === null ? '' : `${by}.`), hash]);
    },
    isTagOf(previous, row, given) {
      const tag = Buffer.from(given);
      const front = tag.subarray(0, Math.max(0, tag.length - HASH_BYTES)).toString('latin1');
      const own = hashes.under(front === '' ? null : front.slice(0, -1), words(previous, row));
      const hash = tag.subarray(front.length);
      return own !== null && own.length === hash.length && timingSafeEqual(own, hash);
    },
  };
}

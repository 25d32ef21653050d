import type { Keys } from '../../config/key-ring.js';
import { bytesBy, createKeyedHash, isSameHash, splitBytes } from '../secrets/signature.js';

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
      return bytesBy(hashes.of(words(previous, row)));
    },
    isTagOf(previous, row, given) {
      const { by, hash } = splitBytes(Buffer.from(given), HASH_BYTES);
      return isSameHash(hashes.under(by, words(previous, row)), hash);
    },
  };
}

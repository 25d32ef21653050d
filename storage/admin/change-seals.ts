import type { Keys } from '../../config/key-ring.js';
import { bytesBy, createKeyedHash, isSameHash, splitBytes } from '../secrets/signature.js';

/** A row as it is hashed: every column but the tag, in their order. */
export type ChangeWords = readonly (string | number | null)[];

/** Keyed hashes, each over its row and the one before: whoever owns the database cannot make them. */
export interface ChangeSeals {
  tagOf(previous: Uint8Array | null, row: ChangeWords): Buffer;
  isTagOf(previous: Uint8Array | null, row: ChangeWords, tag: Uint8Array): boolean;
  /** Of what the change with this number says of people, in clear: whatever key seals it, this stays. */
  digestOf(number: bigint, personal: unknown): Buffer;
  isDigestOf(number: bigint, personal: unknown, digest: Uint8Array): boolean;
}

const HASH_BYTES = 32;

/** The id of the key stands in front, unless it is the master key of before. */
export function createChangeSeals(keys: Keys): ChangeSeals {
  const hashes = createKeyedHash(keys, 'admin-changes');
  const digests = createKeyedHash(keys, 'admin-changes:personal');
  const said = (number: bigint, personal: unknown): string => JSON.stringify([String(number), personal]);
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
    digestOf: (number, personal) => bytesBy(digests.of(said(number, personal))),
    isDigestOf(number, personal, given) {
      const { by, hash } = splitBytes(Buffer.from(given), HASH_BYTES);
      return isSameHash(digests.under(by, said(number, personal)), hash);
    },
  };
}

import { randomBytes } from 'node:crypto';
import type { Keys } from '../../config/key-ring.js';
import type { Look } from '../../domain/look/look.js';
import { bytesBy, createKeyedHash, isSameHash, partsOf, splitBytes, wordBy } from '../secrets/signature.js';

export const MARK_BYTES = 8;
/** Without the id of a key. */
const TAG_BYTES = 24;
const HASH_BYTES = 32;

/** What a block says: which looks follow on which, and on which block. */
export interface BlockWords {
  /** As `2026-11-29`. */
  readonly day: string;
  /** Counts from 1 each day. */
  readonly number: number;
  readonly looks: readonly string[];
  /** Of each look, its mark. */
  readonly marks: Buffer;
  /** The head of the block before, of this day or an earlier one. */
  readonly previous: Buffer;
  readonly madeAt: string;
}

/** What is written to the second place. */
export interface HeadWords {
  readonly day: string;
  readonly number: number;
  /** In hexadecimal digits. */
  readonly head: string;
  /** The day is over: no block comes after this one. */
  readonly last: boolean;
  readonly at: string;
}

/**
 * Keyed hashes of the trail. The keys are kept where the database is not: whoever owns the database can change rows,
 * and cannot make them look as if they had been so from the start. Each names its key, unless it is the master key of
 * before; `like` asks for one by the same key.
 */
export interface LookSeals {
  /** A random mark, which keeps copies of one row apart, and the hash of it and the row. */
  tagOf(look: Look): Buffer;
  isTagOf(look: Look, tag: Uint8Array): boolean;
  /** What the first block of all goes on from. */
  readonly beginning: Buffer;
  isBeginning(previous: Uint8Array): boolean;
  headOf(block: BlockWords): Buffer;
  isHeadOf(block: BlockWords, head: Uint8Array): boolean;
  /** Under a key of its own. */
  signatureOf(words: HeadWords): string;
  isSignatureOf(words: HeadWords, signature: string): boolean;
}

export function createLookSeals(keys: Keys): LookSeals {
  const [rows, blocks, heads] = [
    createKeyedHash(keys, 'looks:rows'),
    createKeyedHash(keys, 'looks:blocks'),
    createKeyedHash(keys, 'looks:heads'),
  ];
  const ofRow = (mark: Buffer, look: Look): string => JSON.stringify([mark.toString('hex'), ...inOrder(look)]);
  const short = (hash: Buffer): Buffer => hash.subarray(0, TAG_BYTES - MARK_BYTES);
  const ofBlock = ({ day, number, looks, marks, previous, madeAt }: BlockWords): string =>
    JSON.stringify([day, number, looks, marks.toString('hex'), previous.toString('hex'), madeAt]);
  const ofHead = ({ day, number, head, last, at }: HeadWords): string => JSON.stringify([day, number, head, last, at]);
  const beginning = JSON.stringify(['beginning']);
  const isSigned = (words: string, given: Uint8Array): boolean => {
    const { by, hash } = splitBytes(Buffer.from(given), HASH_BYTES);
    return isSameHash(blocks.under(by, words), hash);
  };
  return {
    tagOf(look) {
      const mark = randomBytes(MARK_BYTES);
      const { by, hash } = rows.of(ofRow(mark, look));
      return Buffer.concat([mark, bytesBy({ by, hash: short(hash) })]);
    },
    isTagOf(look, given) {
      const tag = Buffer.from(given);
      if (tag.length < TAG_BYTES) return false;
      const mark = tag.subarray(0, MARK_BYTES);
      const { by, hash } = splitBytes(tag.subarray(MARK_BYTES), TAG_BYTES - MARK_BYTES);
      const own = rows.under(by, ofRow(mark, look));
      return isSameHash(own && short(own), hash);
    },
    get beginning() {
      return bytesBy(blocks.of(beginning));
    },
    isBeginning: (previous) => isSigned(beginning, previous),
    headOf: (block) => bytesBy(blocks.of(ofBlock(block))),
    isHeadOf: (block, head) => isSigned(ofBlock(block), head),
    signatureOf(words) {
      const { by, hash } = heads.of(ofHead(words));
      return wordBy(by, hash.toString('hex'));
    },
    isSignatureOf(words, given) {
      const word = partsOf(given, 1);
      return word !== null && isSameHash(heads.under(word.by, ofHead(words)), Buffer.from(word.parts[0] ?? '', 'hex'));
    },
  };
}

function inOrder(look: Look): readonly unknown[] {
  const { at, actor, key, session, address, ticket, guarded, how, fields, masked, purpose, weight } = look;
  return [
    ...[at, actor.id, actor.role, actor.unit, key, session, address],
    ...[ticket, guarded, how, fields, masked, purpose, weight],
  ];
}

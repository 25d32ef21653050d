import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Look } from '../../domain/look/look.js';
import { signingKey } from '../secrets/signature.js';

export const MARK_BYTES = 8;
const TAG_BYTES = 24;

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
 * Keyed hashes of the trail. The keys are made of the master key, which the database does not know: whoever owns the
 * database can change rows, and cannot make them look as if they had been so from the start.
 */
export interface LookSeals {
  /** A random mark, which keeps copies of one row apart, and the hash of it and the row. */
  tagOf(look: Look): Buffer;
  isTagOf(look: Look, tag: Uint8Array): boolean;
  /** What the first block of all goes on from. */
  readonly beginning: Buffer;
  headOf(block: BlockWords): Buffer;
  /** Under a key of its own. */
  signatureOf(words: HeadWords): string;
}

export function createLookSeals(masterKey: Buffer): LookSeals {
  const [rows, blocks, heads] = ['rows', 'blocks', 'heads'].map((what) => signingKey(masterKey, `looks:${what}`));
  if (!rows || !blocks || !heads) throw new Error('Three names make three keys.');
  const hash = (key: Buffer, words: unknown): Buffer =>
    createHmac('sha256', key).update(JSON.stringify(words)).digest();
  const tagWith = (mark: Buffer, look: Look): Buffer =>
    Buffer.concat([mark, hash(rows, [mark.toString('hex'), ...inOrder(look)]).subarray(0, TAG_BYTES - MARK_BYTES)]);
  return {
    tagOf: (look) => tagWith(randomBytes(MARK_BYTES), look),
    isTagOf(look, given) {
      const tag = Buffer.from(given);
      return tag.length === TAG_BYTES && timingSafeEqual(tag, tagWith(tag.subarray(0, MARK_BYTES), look));
    },
    beginning: hash(blocks, ['beginning']),
    headOf: ({ day, number, looks, marks, previous, madeAt }) =>
      hash(blocks, [day, number, looks, marks.toString('hex'), previous.toString('hex'), madeAt]),
    signatureOf: ({ day, number, head, last, at }) => hash(heads, [day, number, head, last, at]).toString('hex'),
  };
}

function inOrder(look: Look): readonly unknown[] {
  const { at, actor, key, session, address, ticket, guarded, how, fields, masked, purpose, weight } = look;
  return [
    ...[at, actor.id, actor.role, actor.unit, key, session, address],
    ...[ticket, guarded, how, fields, masked, purpose, weight],
  ];
}

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { asRing, type Keys, type RingKey } from '../../config/key-ring.js';

export const SIGNATURE_BYTES = 16;

/** By which key: its id, or `null` for the master key of before, which has none in front of what it signed. */
export type SignedBy = string | null;

export interface KeyedHash {
  /** Under the current key. */
  of(words: Buffer | string): { readonly by: SignedBy; readonly hash: Buffer };
  /** Under the key that is named; `null`: there is no such key any more. */
  under(by: SignedBy, words: Buffer | string): Buffer | null;
  /** Under every key there is, the current one first. */
  all(words: Buffer | string): readonly Buffer[];
}

/** A key of its own for each purpose, so that nothing signed for one can pass for another. */
export function createKeyedHash(keys: Keys, purpose: string): KeyedHash {
  const ring = asRing(keys);
  const all = (): RingKey[] => {
    const { current, others } = ring.keysFor('signing');
    return [current, ...others];
  };
  const hash = ({ key }: RingKey, words: Buffer | string): Buffer =>
    createHmac('sha256', subkey(key, purpose)).update(words).digest();
  return {
    of(words) {
      const { current } = ring.keysFor('signing');
      return { by: current.plain ? null : current.id, hash: hash(current, words) };
    },
    under(by, words) {
      const key = all().find((one) => (by === null ? one.plain : !one.plain && one.id === by));
      return key ? hash(key, words) : null;
    },
    all: (words) => all().map((key) => hash(key, words)),
  };
}

/** What nothing was ever signed with: its key is not in the ring any more. */
const NO_KEY = 'no such key';

/**
 * The hash of words, in hexadecimal digits with the id of the key in front: by the key that made `like`, or the current
 * one.
 */
export function createHashWord(keys: Keys, purpose: string): (words: string, like?: string) => string {
  const hashes = createKeyedHash(keys, purpose);
  return (words, like) => {
    if (like === undefined) {
      const { by, hash } = hashes.of(words);
      return wordBy(by, hash.toString('hex'));
    }
    const by = partsOf(like, 1)?.by ?? null;
    const hash = hashes.under(by, words);
    return hash === null ? NO_KEY : wordBy(by, hash.toString('hex'));
  };
}

/** Signs what is handed out: anybody may read it, and nobody else can make it. Retired keys go on verifying. */
export interface Signature {
  of(text: Buffer | string): { readonly by: SignedBy; readonly signature: Buffer };
  isOf(by: SignedBy, text: Buffer | string, given: Buffer): boolean;
}

export function createSignature(keys: Keys, purpose: string): Signature {
  const hashes = createKeyedHash(keys, purpose);
  return {
    of(text) {
      const { by, hash } = hashes.of(text);
      return { by, signature: hash.subarray(0, SIGNATURE_BYTES) };
    },
    isOf(by, text, given) {
      const own = hashes.under(by, text)?.subarray(0, SIGNATURE_BYTES);
      return own !== undefined && given.length === SIGNATURE_BYTES && timingSafeEqual(own, given);
    },
  };
}

/** What is handed out, with the id of its key in front. */
export function wordBy(by: SignedBy, ...parts: readonly string[]): string {
  return [...(by === null ? [] : [by]), ...parts].join('.');
}

/** The parts of a word of so many, and by which key; `null`: it has more or fewer. */
export function partsOf(word: string, many: number): { readonly by: SignedBy; readonly parts: string[] } | null {
  const parts = word.split('.');
  if (parts.length === many) return { by: null, parts };
  return parts.length === many + 1 ? { by: parts[0] ?? null, parts: parts.slice(1) } : null;
}

/** The same of bytes: a hash, with the id of its key in front. */
export function bytesBy({ by, hash }: { readonly by: SignedBy; readonly hash: Buffer }): Buffer {
  return Buffer.concat([Buffer.from(by === null ? '' : `${by}.`), hash]);
}

/** The id of the key, if there is one, and as many bytes behind it. */
export function splitBytes(bytes: Buffer, length: number): { readonly by: SignedBy; readonly hash: Buffer } {
  const front = bytes.subarray(0, Math.max(0, bytes.length - length)).toString('latin1');
  return { by: front === '' ? null : front.slice(0, -1), hash: bytes.subarray(front.length) };
}

/** `own`: `null` when its key is gone. */
export function isSameHash(own: Buffer | null, given: Buffer): boolean {
  return own !== null && own.length === given.length && timingSafeEqual(own, given);
}

const derived = new WeakMap<Buffer, Map<string, Buffer>>();

/** A key of its own for each use (HKDF). */
export function subkey(key: Buffer, use: string): Buffer {
  const known = derived.get(key) ?? new Map<string, Buffer>();
  derived.set(key, known);
  const made = known.get(use) ?? Buffer.from(hkdfSync('sha256', key, '', `huiying:${use}`, 32));
  known.set(use, made);
  return made;
}

/** The bytes of a word as it was written; `null` for any other spelling of them, so that one thing has one name. */
export function bytesOf(word: string): Buffer | null {
  const bytes = Buffer.from(word, 'base64url');
  return bytes.toString('base64url') === word ? bytes : null;
}

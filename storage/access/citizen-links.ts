import { timingSafeEqual } from 'node:crypto';
import type { Keys } from '../../config/key-ring.js';
import { pageOf } from '../../domain/citizen/pages.js';
import { folded } from '../../domain/intake/folded-text.js';
import {
  bytesOf,
  createKeyedHash,
  createSignature,
  partsOf,
  SIGNATURE_BYTES,
  wordBy,
  type Signature,
} from '../secrets/signature.js';

export interface RatingLinks {
  /** What a citizen opens: names the ticket and the round, and cannot be guessed. */
  linkTo(ticketId: string, round: number, generation?: number): string;
  /** The page of the same, for people. */
  pageTo(ticketId: string, round: number, generation?: number): string;
  /** What a token names, or `null` when it was not made here. */
  read(token: string): { ticketId: string; round: number; generation: number } | null;
}

export interface ProgressLinks {
  /** Where the citizen sees how the ticket stands, and may appeal. */
  linkTo(ticketId: string, generation?: number): string;
  /** The page of the same, for people; `path`: within this site. */
  pageTo(ticketId: string, generation?: number, as?: 'address' | 'path'): string;
  /** The ticket that a token names, or `null` when it was not made here. */
  read(token: string): { ticketId: string; generation: number } | null;
}

export interface QueryCodes {
  /**
   * Eight letters and digits that a citizen was told beside the number: who knows both may ask how the ticket stands.
   */
  codeOf(ticketId: string, generation?: number): string;
  /** Whatever the case and width, and with blanks or dashes between. */
  matches(ticketId: string, code: string, generation?: number): boolean;
}

/**
 * All by which a citizen can show to be the one. Each is of a generation of the ticket's (`link_generation`): who
 * withdraws them begins the next. The first, 0, is not named, as it never was.
 */
export interface CitizenProofs {
  readonly ratingLinks: RatingLinks;
  readonly progressLinks: ProgressLinks;
  readonly queryCodes: QueryCodes;
}

const ID_BYTES = 16;
const ROUND_BYTES = 2;
const GENERATION_BYTES = 2;

/** `publicUrl` is where citizens reach the system; without it links are paths. */
export function createRatingLinks(keys: Keys, publicUrl: string | undefined): RatingLinks {
  const tokens = signedTokens(createSignature(keys, 'rating-link'), ID_BYTES + ROUND_BYTES);
  const tokenOf = (ticketId: string, round: number, generation: number): string => {
    const named = Buffer.alloc(ID_BYTES + ROUND_BYTES);
    idBytes(ticketId).copy(named);
    named.writeUInt16BE(round, ID_BYTES);
    return tokens.of(named, generation);
  };
  return {
    linkTo: (ticketId, round, generation = 0) => linkAt(publicUrl, 'ratings', tokenOf(ticketId, round, generation)),
    pageTo: (ticketId, round, generation = 0) =>
      `${bare(publicUrl)}${pageOf('ratings', tokenOf(ticketId, round, generation))}`,
    read(token) {
      const found = tokens.read(token);
      if (!found) return null;
      const { named, generation } = found;
      return { ticketId: idIn(named), round: named.readUInt16BE(ID_BYTES), generation };
    },
  };
}

/** Of a key of its own, so that no link to rate by can be made into one that shows, nor the other way round. */
export function createProgressLinks(keys: Keys, publicUrl: string | undefined): ProgressLinks {
  const tokens = signedTokens(createSignature(keys, 'progress-link'), ID_BYTES);
  return {
    linkTo: (ticketId, generation = 0) => linkAt(publicUrl, 'progress', tokens.of(idBytes(ticketId), generation)),
    pageTo: (ticketId, generation = 0, as = 'address') =>
      `${as === 'path' ? '' : bare(publicUrl)}${pageOf('progress', tokens.of(idBytes(ticketId), generation))}`,
    read(token) {
      const found = tokens.read(token);
      return found && { ticketId: idIn(found.named), generation: found.generation };
    },
  };
}

function bare(publicUrl: string | undefined): string {
  return (publicUrl ?? '').replace(/\/$/, '');
}

function linkAt(publicUrl: string | undefined, noun: string, token: string): string {
  return `${bare(publicUrl)}/api/v1/${noun}/${token}`;
}

function idBytes(ticketId: string): Buffer {
  return Buffer.from(ticketId.replaceAll('-', ''), 'hex');
}

function idIn(named: Buffer): string {
  return named.toString('hex', 0, ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Named bytes of a fixed length, the generation unless it is the first, and their signature. */
function signedTokens(
  signing: Signature,
  length: number,
): {
  of(named: Buffer, generation: number): string;
  read(token: string): { readonly named: Buffer; readonly generation: number } | null;
} {
  return {
    of(named, generation) {
      const counted = Buffer.alloc(generation === 0 ? 0 : GENERATION_BYTES);
      if (generation !== 0) counted.writeUInt16BE(generation);
      const signed = Buffer.concat([named, counted]);
      const { by, signature } = signing.of(signed);
      return wordBy(by, Buffer.concat([signed, signature]).toString('base64url'));
    },
    read(token) {
      const word = partsOf(token, 1);
      const bytes = bytesOf(word?.parts[0] ?? '');
      const counted = (bytes?.length ?? 0) - length - SIGNATURE_BYTES;
      if (!word || !bytes || (counted !== 0 && counted !== GENERATION_BYTES)) return null;
      const signed = bytes.subarray(0, length + counted);
      if (!signing.isOf(word.by, signed, bytes.subarray(signed.length))) return null;
      return { named: signed.subarray(0, length), generation: counted === 0 ? 0 : signed.readUInt16BE(length) };
    },
  };
}

/** Without those that are taken for one another when a code is read out on the telephone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 8;

export function createQueryCodes(keys: Keys): QueryCodes {
  const hashes = createKeyedHash(keys, 'query-code');
  const codeIn = (mac: Buffer): string =>
    Array.from({ length: CODE_LENGTH }, (_, n) => LETTERS[mac.readUInt16BE(2 * n) % LETTERS.length]).join('');
  const wordsOf = (ticketId: string, generation: number): string =>
    generation === 0 ? ticketId : `${ticketId}:${generation}`;
  return {
    codeOf: (ticketId, generation = 0) => codeIn(hashes.of(wordsOf(ticketId, generation)).hash),
    matches(ticketId, code, generation = 0) {
      const given = Buffer.from(
        folded(code)
          .toUpperCase()
          .replaceAll(/[\s\p{Pd}]/gu, ''),
      );
      // A code names no key, so that it stays short enough to be said: what was told under a retired one still opens.
      const own = hashes.all(wordsOf(ticketId, generation)).map((mac) => Buffer.from(codeIn(mac)));
      return own.filter((one) => given.length === one.length && timingSafeEqual(given, one)).length > 0;
    },
  };
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { folded } from '../../domain/intake/folded-text.js';
import { bytesOf, createSignature, SIGNATURE_BYTES, signingKey, type Signature } from '../secrets/signature.js';

export interface RatingLinks {
  /** What a citizen opens: names the ticket and the round, and cannot be guessed. */
  linkTo(ticketId: string, round: number): string;
  /** What a token names, or `null` when it was not made here. */
  read(token: string): { ticketId: string; round: number } | null;
}

export interface ProgressLinks {
  /** Where the citizen sees how the ticket stands, and may appeal. Serves as long as the ticket is kept. */
  linkTo(ticketId: string): string;
  /** The ticket that a token names, or `null` when it was not made here. */
  read(token: string): string | null;
}

export interface QueryCodes {
  /**
   * Eight letters and digits that a citizen was told beside the number: who knows both may ask how the ticket stands.
   */
  codeOf(ticketId: string): string;
  /** Whatever the case and width, and with blanks or dashes between. */
  matches(ticketId: string, code: string): boolean;
}

/** All by which a citizen can show to be the one. */
export interface CitizenProofs {
  readonly ratingLinks: RatingLinks;
  readonly progressLinks: ProgressLinks;
  readonly queryCodes: QueryCodes;
}

const ID_BYTES = 16;
const ROUND_BYTES = 2;

/** `publicUrl` is where citizens reach the system; without it links are paths. */
export function createRatingLinks(masterKey: Buffer, publicUrl: string | undefined): RatingLinks {
  const tokens = signedTokens(createSignature(masterKey, 'rating-link'), ID_BYTES + ROUND_BYTES);
  return {
    linkTo(ticketId, round) {
      const named = Buffer.alloc(ID_BYTES + ROUND_BYTES);
      idBytes(ticketId).copy(named);
      named.writeUInt16BE(round, ID_BYTES);
      return linkAt(publicUrl, 'ratings', tokens.of(named));
    },
    read(token) {
      const named = tokens.read(token);
      return named && { ticketId: idIn(named), round: named.readUInt16BE(ID_BYTES) };
    },
  };
}

/** Of a key of its own, so that no link to rate by can be made into one that shows, nor the other way round. */
export function createProgressLinks(masterKey: Buffer, publicUrl: string | undefined): ProgressLinks {
  const tokens = signedTokens(createSignature(masterKey, 'progress-link'), ID_BYTES);
  return {
    linkTo: (ticketId) => linkAt(publicUrl, 'progress', tokens.of(idBytes(ticketId))),
    read(token) {
      const named = tokens.read(token);
      return named && idIn(named);
    },
  };
}

function linkAt(publicUrl: string | undefined, noun: string, token: string): string {
  return `${(publicUrl ?? '').replace(/\/$/, '')}/api/v1/${noun}/${token}`;
}

function idBytes(ticketId: string): Buffer {
  return Buffer.from(ticketId.replaceAll('-', ''), 'hex');
}

function idIn(named: Buffer): string {
  return named.toString('hex', 0, ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Named bytes of a fixed length, and their signature. */
function signedTokens(
  signature: Signature,
  length: number,
): { of(named: Buffer): string; read(token: string): Buffer | null } {
  return {
    of: (named) => Buffer.concat([named, signature.of(named)]).toString('base64url'),
    read(token) {
      const bytes = bytesOf(token);
      if (bytes?.length !== length + SIGNATURE_BYTES) return null;
      const named = bytes.subarray(0, length);
      return signature.isOf(named, bytes.subarray(length)) ? named : null;
    },
  };
}

/** Without those that are taken for one another when a code is read out on the telephone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 8;

export function createQueryCodes(masterKey: Buffer): QueryCodes {
  const key = signingKey(masterKey, 'query-code');
  function codeOf(ticketId: string): string {
    const mac = createHmac('sha256', key).update(ticketId).digest();
    return Array.from({ length: CODE_LENGTH }, (_, n) => LETTERS[mac.readUInt16BE(2 * n) % LETTERS.length]).join('');
  }
  return {
    codeOf,
    matches(ticketId, code) {
      const given = Buffer.from(
        folded(code)
          .toUpperCase()
          .replaceAll(/[\s\p{Pd}]/gu, ''),
      );
      const own = Buffer.from(codeOf(ticketId));
      return given.length === own.length && timingSafeEqual(given, own);
    },
  };
}

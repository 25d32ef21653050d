import { createHmac, timingSafeEqual } from 'node:crypto';
import { signingKey } from './signing-key.js';

export interface RatingLinks {
  /** What a citizen opens: names the ticket and the round, and cannot be guessed. */
  linkTo(ticketId: string, round: number): string;
  /** What a token names, or `null` when it was not made here. */
  read(token: string): { ticketId: string; round: number } | null;
}

export interface QueryCodes {
  /** Eight letters and digits that a citizen was told beside the number: who knows both may ask how the ticket stands. */
  codeOf(ticketId: string): string;
  /** Whatever the case, and with blanks or dashes between. */
  matches(ticketId: string, code: string): boolean;
}

const ID_BYTES = 16;
const ROUND_BYTES = 2;
const MAC_BYTES = 16;
const LENGTH = ID_BYTES + ROUND_BYTES + MAC_BYTES;

/** `publicUrl` is where citizens reach the system; without it links are paths. */
export function createRatingLinks(masterKey: Buffer, publicUrl: string | undefined): RatingLinks {
  const key = signingKey(masterKey, 'rating-link');
  const base = `${(publicUrl ?? '').replace(/\/$/, '')}/api/v1/ratings/`;
  const macOf = (named: Buffer): Buffer => createHmac('sha256', key).update(named).digest().subarray(0, MAC_BYTES);
  return {
    linkTo(ticketId, round) {
      const named = Buffer.alloc(ID_BYTES + ROUND_BYTES);
      named.write(ticketId.replaceAll('-', ''), 'hex');
      named.writeUInt16BE(round, ID_BYTES);
      return `${base}${Buffer.concat([named, macOf(named)]).toString('base64url')}`;
    },
    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== LENGTH || bytes.toString('base64url') !== token) return null;
      const named = bytes.subarray(0, ID_BYTES + ROUND_BYTES);
      if (!timingSafeEqual(macOf(named), bytes.subarray(ID_BYTES + ROUND_BYTES))) return null;
      const hex = named.toString('hex', 0, ID_BYTES);
      return {
        ticketId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
        round: named.readUInt16BE(ID_BYTES),
      };
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
      const given = Buffer.from(code.toUpperCase().replaceAll(/[\s-]/g, ''));
      const own = Buffer.from(codeOf(ticketId));
      return given.length === own.length && timingSafeEqual(given, own);
    },
  };
}

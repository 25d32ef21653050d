import { createHmac, timingSafeEqual } from 'node:crypto';
import { signingKey } from '../http/signing-key.js';

export interface RequestTokens {
  /** Names a request to whoever made it. */
  write(number: string): string;
  /** The request's number, or `null` when the token was not made here, or was changed. */
  read(token: string): string | null;
}

const MAC_BYTES = 16;

export function createRequestTokens(masterKey: Buffer): RequestTokens {
  const key = signingKey(masterKey, 'open311-token');
  const macOf = (number: string): Buffer => createHmac('sha256', key).update(number).digest().subarray(0, MAC_BYTES);
  return {
    write: (number) => Buffer.concat([macOf(number), Buffer.from(number)]).toString('base64url'),
    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== token) return null;
      const number = bytes.toString('utf8', MAC_BYTES);
      return timingSafeEqual(macOf(number), bytes.subarray(0, MAC_BYTES)) ? number : null;
    },
  };
}

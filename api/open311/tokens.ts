import type { Keys } from '../../config/key-ring.js';
import { bytesOf, createSignature, partsOf, SIGNATURE_BYTES, wordBy } from '../../storage/secrets/signature.js';

export interface RequestTokens {
  /** Names a request to whoever made it. */
  write(number: string): string;
  /** The request's number, or `null` when the token was not made here, or was changed. */
  read(token: string): string | null;
}

export function createRequestTokens(keys: Keys): RequestTokens {
  const signing = createSignature(keys, 'open311-token');
  return {
    write(number) {
      const { by, signature } = signing.of(number);
      return wordBy(by, Buffer.concat([signature, Buffer.from(number)]).toString('base64url'));
    },
    read(token) {
      const word = partsOf(token, 1);
      const bytes = bytesOf(word?.parts[0] ?? '');
      if (!word || bytes === null || bytes.length <= SIGNATURE_BYTES) return null;
      const number = bytes.toString('utf8', SIGNATURE_BYTES);
      return signing.isOf(word.by, number, bytes.subarray(0, SIGNATURE_BYTES)) ? number : null;
    },
  };
}

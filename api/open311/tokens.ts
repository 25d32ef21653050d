import { bytesOf, createSignature, SIGNATURE_BYTES } from '../../storage/secrets/signature.js';

export interface RequestTokens {
  /** Names a request to whoever made it. */
  write(number: string): string;
  /** The request's number, or `null` when the token was not made here, or was changed. */
  read(token: string): string | null;
}

export function createRequestTokens(masterKey: Buffer): RequestTokens {
  const signature = createSignature(masterKey, 'open311-token');
  return {
    write: (number) => Buffer.concat([signature.of(number), Buffer.from(number)]).toString('base64url'),
    read(token) {
      const bytes = bytesOf(token);
      if (bytes === null || bytes.length <= SIGNATURE_BYTES) return null;
      const number = bytes.toString('utf8', SIGNATURE_BYTES);
      return signature.isOf(number, bytes.subarray(0, SIGNATURE_BYTES)) ? number : null;
    },
  };
}

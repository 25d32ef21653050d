import { createHmac } from 'node:crypto';
import { wordsOfText } from '../../domain/intake/search-words.js';
import { signingKey } from '../secrets/signature.js';

/** So many characters of 6 bits: of ten million words one in seven thousand shares its mark with another one. */
const MARK_LENGTH = 6;

/**
 * The index of words holds none that can be read: each stands there as the beginning of its HMAC, under a key that is
 * used for nothing else and that the database does not know.
 */
export interface KeyedWords {
  /** What stands in the index for a text, and the name of the key, by which it is seen what is to be made anew. */
  ofText(text: string): { readonly keyId: string; readonly words: string[] };
  /** All of these words, wherever they stand, as a `tsquery`. */
  allOf(words: readonly string[]): string;
}

export function createKeyedWords(masterKey: Buffer): KeyedWords {
  const key = signingKey(masterKey, 'search-words');
  const mark = (word: string): string =>
    createHmac('sha256', key).update(word).digest('base64url').slice(0, MARK_LENGTH);
  const keyId = mark('');
  return {
    ofText: (text) => ({ keyId, words: wordsOfText(text).map(mark) }),
    // What the program before wrote stands in clear until it is rebuilt, and is found as well.
    allOf: (words) => `${together(words.map(mark))} | ${together(words)}`,
  };
}

/** Words are letters and digits, and marks have a dash and a line besides, so quotes hold them. */
function together(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(' & ')})`;
}

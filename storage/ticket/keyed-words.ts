import { createHmac } from 'node:crypto';
import { asRing, type Keys, type RingKey } from '../../config/key-ring.js';
import { wordsOfText } from '../../domain/intake/search-words.js';
import { subkey } from '../secrets/signature.js';

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

/** Of each sealing key one is made. */
export function createKeyedWords(keys: Keys): KeyedWords {
  const ring = asRing(keys);
  return {
    ofText(text) {
      const { current } = ring.keysFor('sealing');
      return { keyId: wordsKeyId(current), words: wordsOfText(text).map(markBy(current)) };
    },
    allOf(words) {
      const { current, others } = ring.keysFor('sealing');
      const marked = [current, ...others].map((key) => together(words.map(markBy(key))));
      // What the program before wrote stands in clear until it is rebuilt, and is found as well.
      return [...marked, together(words)].join(' | ');
    },
  };
}

/** Under one key; a mark that was made is kept, since most pairs of characters come again and again. */
function markBy({ key }: Pick<RingKey, 'key'>): (word: string) => string {
  const own = subkey(key, 'search-words');
  const marks = marksUnder.get(own) ?? new Map<string, string>();
  marksUnder.set(own, marks);
  return (word) => {
    const known = marks.get(word);
    if (known !== undefined) return known;
    const mark = createHmac('sha256', own).update(word).digest('base64url').slice(0, MARK_LENGTH);
    if (marks.size >= MOST_MARKS) marks.clear();
    marks.set(word, mark);
    return mark;
  };
}
const marksUnder = new WeakMap<Buffer, Map<string, string>>();
/** Some 5 MB. */
const MOST_MARKS = 50_000;

/** The name under which the index knows a key of the ring. */
export function wordsKeyId(key: Pick<RingKey, 'key'>): string {
  return markBy(key)('');
}

/** Words are letters and digits, and marks have a dash and a line besides, so quotes hold them. */
function together(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(' & ')})`;
}

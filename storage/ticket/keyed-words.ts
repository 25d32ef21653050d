import { createHmac } from 'node:crypto';
import { asRing, type Keys, type RingKey } from '../../config/key-ring.js';
import { wordsOfText } from '../../domain/intake/search-words.js';
import { subkey } from '../secrets/signature.js';
import type { Citizen, Content } from './stored-ticket.js';

/** So many characters of 6 bits: of ten million words one in seven thousand shares its mark with another one. */
const MARK_LENGTH = 6;
/** No two numbers share a mark. The sign in front is in no word, so that nobody searches for one. */
const CALLER_MARK = { sign: '+', length: 22 };

/**
 * The index of words holds none that can be read: each stands there as the beginning of its HMAC, under a key that is
 * used for nothing else and that the database does not know.
 */
export interface KeyedWords {
  /** What stands in the index for a text, and the name of the key, by which it is seen what is to be made anew. */
  ofText(text: string): Marked;
  /**
   * What stands there for a ticket: its words, and a mark of the number of who asked, so that who calls again is known.
   * Who wanted to stay anonymous is not.
   */
  ofTicket(content: Pick<Content, 'title' | 'text'>, citizen: Pick<Citizen, 'phone' | 'identity'> | null): Marked;
  /** All of these words, wherever they stand, as a `tsquery`. */
  allOf(words: readonly string[]): string;
  /** Any of these words, likewise. */
  anyOf(words: readonly string[]): string;
  /** Tickets of who has this number, as it is kept. */
  ofCaller(phone: string): string;
  /** The marks of a number under each key, that of the current one first. */
  callerMarks(phone: string): readonly [string, ...string[]];
}

interface Marked {
  readonly keyId: string;
  readonly words: string[];
}

/** Of each sealing key one is made. */
export function createKeyedWords(keys: Keys): KeyedWords {
  const ring = asRing(keys);
  const allKeys = (): RingKey[] => {
    const { current, others } = ring.keysFor('sealing');
    return [current, ...others];
  };
  /** What the program before wrote stands in clear until it is rebuilt, and is found as well. */
  const underEach = (words: readonly string[], joined: typeof together): string =>
    [...allKeys().map((key) => joined(words.map(markBy(key)))), joined(words)].join(' | ');
  const ofText = (text: string): Marked => {
    const { current } = ring.keysFor('sealing');
    return { keyId: wordsKeyId(current), words: wordsOfText(text).map(markBy(current)) };
  };
  return {
    ofText,
    ofTicket({ title, text }, citizen) {
      const { keyId, words } = ofText(`${title}\n${text}`);
      if (citizen === null || citizen.phone === null || citizen.identity === 'anonymous') return { keyId, words };
      return { keyId, words: [...words, callerMark(ring.keysFor('sealing').current, citizen.phone)] };
    },
    allOf: (words) => underEach(words, together),
    anyOf: (words) => underEach(words, either),
    ofCaller: (phone) => either(allKeys().map((key) => callerMark(key, phone))),
    callerMarks(phone) {
      const { current, others } = ring.keysFor('sealing');
      return [callerMark(current, phone), ...others.map((key) => callerMark(key, phone))];
    },
  };
}

function callerMark({ key }: Pick<RingKey, 'key'>, phone: string): string {
  const hash = createHmac('sha256', subkey(key, 'callers')).update(phone).digest('base64url');
  return `${CALLER_MARK.sign}${hash.slice(0, CALLER_MARK.length)}`;
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
  return joinedBy(' & ', words);
}

function either(words: readonly string[]): string {
  return joinedBy(' | ', words);
}

function joinedBy(sign: string, words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(sign)})`;
}

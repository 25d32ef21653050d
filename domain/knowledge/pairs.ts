import { folded } from '../intake/folded-text.js';
import { joinedPairs, withoutParts } from '../intake/joined-pairs.js';

/** Two neighbours of a text as one number, which a map finds faster than a word. */
export type Pair = number;

/** How a matter is asked about, and not what it is: who asks so of one bridge asks so of every other. */
const ASKING =
  /请问一?下?|咨询一?下?|反映一?下?|反应一?下?|什么时候|何时|多久|关于|的问题|问题|怎么办|怎样|如何|怎么|是否|能不能|可不可以|可以吗|我想问|想问一?下?|问一?下|请教|您好|你好|麻烦|谢谢|领导|尊敬的/gu;
const SIGN = /[\p{L}\p{N}]/u;

/** The text without its asking phrases: a comma keeps what stood on their two sides apart. */
export function withoutAsking(text: string): string {
  return text.replaceAll(ASKING, ',');
}

/** Neighbours in the order of the text, each as often as it is there; what is no letter and no digit parts them. */
export function pairsOf(text: string): Pair[] {
  const plain = folded(text);
  const pairs: Pair[] = [];
  let before = 0;
  for (let at = 0; at < plain.length; at += 1) {
    const code = plain.charCodeAt(at);
    const here = isSign(code, plain, at) ? code : 0;
    // A shift makes it a small integer, which no object is made for.
    if (before !== 0 && here !== 0) pairs.push((before << 16) | here);
    before = here;
  }
  return pairs;
}

/** The words that pairs make, those that overlap as one: for people, who read no pairs. */
export function wordsOfPairs(pairs: readonly Pair[]): string[] {
  return withoutParts(joinedPairs(pairs.map((pair) => String.fromCharCode(pair >>> 16, pair & 0xffff))));
}

function isSign(code: number, text: string, at: number): boolean {
  if (code >= 0x4e00 && code <= 0x9fff) return true;
  return code < 0x80 ? ASCII.test(text.charAt(at)) : SIGN.test(text.charAt(at));
}
const ASCII = /[a-z0-9]/;

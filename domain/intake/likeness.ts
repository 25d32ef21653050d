import { folded } from './folded-text.js';
import { joinedPairs, withoutParts } from './joined-pairs.js';
import { wordsOfText } from './search-words.js';

export interface Said {
  readonly title: string;
  readonly text: string;
}

/** From here on two matters are worth being looked at side by side. */
export const ALIKE_FROM = 0.24;
/** What nearly every call says, and what tells none from another. */
const SAYS_NOTHING =
  /请问|咨询|反映|反应|投诉|举报|希望|要求|相关部门|有关部门|尽快|处理|解决|什么时候|关于|的问题|问题|市民|来电|现在|已经|一直|没有/gu;
/** So many words are told as the reason. */
const MOST_WORDS = 5;
/** So many are looked for. */
const MOST_SEARCHED = 24;

/**
 * How much others say the same as this one, from 0 to 1: by their titles, and by all that was said. This one is taken
 * apart once, however many it is compared with.
 */
export function likenessTo(one: Said): (other: Said) => number {
  const [title, all] = [pairsOf(one.title), allPairs(one)];
  return (other) => (share(title, pairsOf(other.title)) + share(all, allPairs(other))) / 2;
}

/** Words that stand in both, the longest first. */
export function sharedWords(one: Said, other: Said): string[] {
  const theirs = allPairs(other);
  const signs = [...folded(telling(`${one.title}\n${one.text}`))];
  const pairs = signs.map((sign, at) => `${sign}${signs[at + 1] ?? ''}`).filter((pair) => theirs.has(pair));
  return withoutParts(joinedPairs(pairs))
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_WORDS);
}

/** By which others are looked for: three characters in a row are in few tickets, two only where there are no three. */
export function tellingWords({ title, text }: Said): string[] {
  const words = wordsOfText(telling(`${title}\n${text}`));
  const long = words.filter((word) => word.length >= 3);
  return (long.length > 0 ? long : words).slice(0, MOST_SEARCHED);
}

function share(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  const both = [...one].filter((pair) => other.has(pair)).length;
  return (2 * both) / (one.size + other.size);
}

const allPairs = ({ title, text }: Said): ReadonlySet<string> => pairsOf(`${title}\n${text}`);

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(wordsOfText(telling(text)).filter((word) => word.length === 2));
}

/** A comma parts what stood on its two sides. */
function telling(text: string): string {
  return text.replaceAll(SAYS_NOTHING, ',');
}

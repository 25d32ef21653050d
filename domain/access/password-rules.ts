import { foldedSignInName } from './people.js';

export const PASSWORD_MINIMUM = 12;
/** What must be left of a password without the words that everybody tries. */
const OWN_SIGNS = 6;
const SHORTEST_PART = 2;

/** Signs that stand for letters in the words that everybody tries. */
const MEANT: Readonly<Record<string, string>> = { '@': 'a', $: 's', '0': 'o', '1': 'l', '3': 'e', '5': 's', '7': 't' };

/**
 * Why this is no password, as a sentence; `null`: it is one. It is long, and it is more than words of the list of the
 * most common ones, the person's own names, years and rows of signs. `common` is lower case.
 */
export function passwordFault(
  password: string,
  { signInName, name }: { readonly signInName: string; readonly name: string },
  common: readonly string[],
): string | null {
  if ([...password].length < PASSWORD_MINIMUM) return `A password has at least ${PASSWORD_MINIMUM} characters.`;
  const own = [...foldedSignInName(signInName).split(/[._@-]/), foldedSignInName(signInName), foldedSignInName(name)];
  const words = [...common, ...own.filter((part) => [...part].length >= SHORTEST_PART)].sort(
    (one, other) => other.length - one.length,
  );
  const folded = password.normalize('NFKC').toLowerCase();
  const read = folded.replaceAll(/[@$01357]/g, (sign) => MEANT[sign] ?? sign);
  const left = Math.min(...[folded, read].map((text) => leftOf(text, words)));
  return left < OWN_SIGNS
    ? 'This password is hardly more than common words, your name, years or rows of signs. Choose a few words that do not belong together.'
    : null;
}

/** How many different letters and digits are left of it. */
function leftOf(text: string, words: readonly string[]): number {
  let rest = text;
  for (const word of words) rest = rest.split(word).join(' ');
  rest = rest.replaceAll(/(19|20)\d\d/g, ' ').replaceAll(/[^\p{L}\p{N}]/gu, ' ');
  // Of a row of signs, aaaa or 3456 or fedc, the first one counts.
  const signs = [...rest];
  const counted = signs.filter((sign, at) => sign !== ' ' && !follows(signs[at - 1], sign));
  return new Set(counted).size;
}

function follows(before: string | undefined, sign: string): boolean {
  if (before === undefined || before === ' ') return false;
  return Math.abs((sign.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0)) <= 1;
}

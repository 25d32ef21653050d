import { everyMatch } from '../every-match.js';
import { foldText, type FoldedText } from './folded-text.js';
import { DOORS, NAMES } from './personal-names.js';
import { FOR_SURE, NUMBERS, withDigits, withoutStray } from './personal-numbers.js';

/** What tells who somebody is, or how to reach them. */
export const PERSONAL_KINDS = [
  'name',
  'telephone',
  'identityNumber',
  'card',
  'plate',
  'door',
  'wechat',
  'mail',
] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** What stands in a text in place of each. */
export const IN_PLACE: Readonly<Record<PersonalKind, string>> = {
  name: '〔姓名〕',
  telephone: '〔电话〕',
  identityNumber: '〔证件号〕',
  card: '〔账号〕',
  plate: '〔车牌〕',
  door: '〔门牌〕',
  wechat: '〔微信号〕',
  mail: '〔邮箱〕',
};

/** A stretch of a text, as places of the original: up to `to`, which is not part of it. */
export interface PersonalWord {
  readonly from: number;
  readonly to: number;
  readonly kind: PersonalKind;
}

/**
 * The words in a text by which a person is known or reached, however they are dressed up: written with words, circled
 * digits, blanks, letters, invisible signs. Numbers are found wherever they stand, names only where somebody speaks of
 * a person. Amounts, dates, times, numbers of documents and tickets, buildings and roads stay. Errs on the side of
 * finding too much for numbers, and too little for names: a person looks at the text before a protected ticket is
 * handed on. In the order of the text; none overlaps another.
 */
export function personalWordsIn(text: string): PersonalWord[] {
  const folded = foldText(text);
  const digits = withDigits(folded.text);
  const found: PersonalWord[] = [];
  const taken = new Uint8Array(text.length);
  const take = (kind: PersonalKind, first: number, last: number): void => {
    const from = folded.starts[first] ?? text.length;
    const to = folded.ends[last - 1] ?? text.length;
    if (first >= last || taken.subarray(from, to).includes(1)) return;
    taken.fill(1, from, to);
    found.push({ from, to, kind });
  };
  for (const { kind, first, last } of numbersIn(folded, digits)) take(kind, first, last);
  for (const pattern of DOORS) {
    for (const { 0: door, index } of everyMatch(pattern, digits)) take('door', index, index + door.length);
  }
  for (const pattern of NAMES) {
    for (const { 0: name, index } of everyMatch(pattern, folded.text)) take('name', index, index + name.length);
  }
  return found.sort((one, other) => one.from - other.from);
}

function* numbersIn(
  folded: FoldedText,
  digits: string,
): Generator<{ readonly kind: PersonalKind; readonly first: number; readonly last: number }> {
  for (const { 0: found, index, groups = {} } of everyMatch(NUMBERS, digits)) {
    const kind = PERSONAL_KINDS.find((one) => groups[one] !== undefined);
    if (kind === undefined) continue;
    const [first, last] = withoutStray(folded.text, index, index + found.length);
    yield { kind: kind === 'card' ? accountOrTelephone(found) : kind, first, last };
  }
}

/** Telephone numbers have at most twelve digits, card and account numbers more. */
function accountOrTelephone(found: string): PersonalKind {
  return found.replace(/\D/g, '').length <= 12 ? 'telephone' : 'card';
}

/** A text with a word in brackets where each of these stood. Found by `personalWordsIn`, or named by a person. */
export function redactedText(text: string, words: readonly PersonalWord[] = personalWordsIn(text)): string {
  let shown = '';
  let at = 0;
  for (const { from, to, kind } of words) {
    shown += text.slice(at, from) + IN_PLACE[kind];
    at = to;
  }
  return shown + text.slice(at);
}

/** What is in all that `FOR_SURE` takes out; most texts have none of it, and the search is dear. */
const MAY_NAME = /(?:\d\D*){10}|[@#]|艾特|爱特|圈a|[([{<【]\s?at\s?[)\]}>】]|\sat\s/u;

/** Folded, without what names somebody for sure; a comma stands there, which parts what was around it. */
export function foldedWithoutNaming(text: string): string {
  const { text: plain } = foldText(text);
  const digits = withDigits(plain);
  if (!MAY_NAME.test(digits)) return plain;
  const places = [...everyMatch(FOR_SURE, digits)].filter(({ 1: ordinary }) => ordinary === undefined);
  if (places.length === 0) return plain;
  let kept = '';
  let from = 0;
  for (const { 0: found, index } of places) {
    kept += `${plain.slice(from, index)},`;
    from = index + found.length;
  }
  return kept + plain.slice(from);
}

/**
 * An address on the web as anybody may see it, or `null`: a number in a path is as readable as one in a text, and an
 * address without it leads nowhere.
 */
export function publicUrl(url: string): string | null {
  const forms = [url];
  for (let times = 0; times < 3; times += 1) {
    try {
      forms.push(decodeURIComponent((forms.at(-1) ?? '').replaceAll('+', ' ')));
    } catch {
      break;
    }
  }
  return forms.some((form) => PERSONAL_PARAMETER.test(form) || namesSomebody(form)) ? null : url;
}
const PERSONAL_PARAMETER =
  /[?&;#](?:user)?_?(?:name|phone|tel|telephone|mobile|cell|e?mail|id_?card|id_?no|sfz|plate|wechat|weixin|qq)=[^&#]/iu;

/**
 * Does this hold a number or an address that names somebody for sure? Long numbers alone do not: pictures and pages
 * have them too.
 */
function namesSomebody(text: string): boolean {
  for (const { 1: ordinary } of everyMatch(FOR_SURE, withDigits(foldText(text).text)))
    if (ordinary === undefined) return true;
  return false;
}

/** Written dates look like numbers in groups, and stay. */
const DATE = /(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d)/u;
/** Seven digits and more, also in groups, in full width or in characters: telephone, identity, card and account numbers. */
const NUMBER = /\p{Nd}(?:[\s\-–—.()（）]{0,2}\p{Nd}){5,}[\s-]?[\p{Nd}XxＸｘ]|[〇零○一二三四五六七八九两幺]{7,}/u;
const MAIL = /[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9-]{1,63}(?:[.．][A-Za-z0-9-]{1,63})+/u;
const PERSONAL = new RegExp(`(${DATE.source})|${MAIL.source}|${NUMBER.source}`, 'gu');

/**
 * A text without the numbers and addresses by which a person is reached or known. Names are not found: what is shown to the
 * public must be chosen with that in mind. Errs on the side of taking out too much.
 */
export function withoutPersonalNumbers(text: string): string {
  return text.replace(PERSONAL, (_found, date?: string) => date ?? '***');
}

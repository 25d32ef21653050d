import { HTTP_CODES } from '../../contracts/http-problems.js';
import { PROBLEM_CODES, PROBLEMS } from '../../contracts/problems.js';
import { REFUSAL_CODES } from '../../domain/refusal.js';

describe('the table of problems', () => {
  it('has a row for every refusal and every HTTP code, and no other', () => {
    expect([...PROBLEM_CODES].sort()).toEqual([...REFUSAL_CODES, ...HTTP_CODES].sort());
  });

  it.each(PROBLEM_CODES.map((code) => [code] as const))('explains %s in Chinese and English', (code) => {
    const { status, title, advice } = PROBLEMS[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    for (const { en, zh } of [title, advice]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/[A-Za-z]/);
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
    expect(advice.en).toMatch(/\.$/);
  });

  it('tells apart what may be repeated from what may not', () => {
    const repeatable = PROBLEM_CODES.filter((code) => [429, 500, 503].includes(PROBLEMS[code].status));
    expect(repeatable).toEqual([
      'sign-in-waits',
      'rate-limited',
      'relay-unavailable',
      'too-many-looks',
      'internal',
      'unavailable',
      'workflow-lost',
    ]);
    for (const code of REFUSAL_CODES) expect(PROBLEMS[code].status).toBeLessThan(429);
  });
});

import { foldedSignInName } from '../../../domain/access/people.js';
import { needsSecondFactor } from '../../../domain/access/second-factor.js';

describe('a sign-in name', () => {
  it.each(['Li.Na', ' li.na ', 'ＬＩ．ｎａ'])('is li.na, also as “%s”', (written) => {
    expect(foldedSignInName(written)).toBe('li.na');
  });
});

describe('a second factor', () => {
  it.each(['supervisor', 'dutyManager', 'director', 'administrator', 'auditor'] as const)(
    'is asked of the role %s',
    (role) => expect(needsSecondFactor(role)).toBe(true),
  );
  it.each(['operator', 'handler', 'dispatcher'] as const)('is not asked of the role %s', (role) =>
    expect(needsSecondFactor(role)).toBe(false),
  );
});

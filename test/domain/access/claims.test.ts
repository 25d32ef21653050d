import { positionsByClaims, saysSecondFactor } from '../../../domain/access/claims.js';

const row = (claim: string, value: string, unit: string | null = 'hotline') =>
  ({ claim, value, role: 'operator', unit }) as const;

describe('positions by claims', () => {
  it('are those of every row that fits, each once', () => {
    const rows = [row('groups', 'desk'), row('groups', 'night'), row('dept', '12345'), row('dept', 'other', 'water')];
    const claims = { groups: ['night', 'desk', 7, null], dept: '12345' };
    expect(positionsByClaims(claims, rows)).toEqual([{ role: 'operator', unit: 'hotline' }]);
  });

  it('are found by the whole name of a claim, and else inside of others', () => {
    const nested = { realm_access: { roles: ['desk'] } };
    expect(positionsByClaims(nested, [row('realm_access.roles', 'desk')])).toHaveLength(1);
    const named = { 'https://city.example/roles': ['desk'], 'a.b': 'desk', a: { b: 'other' } };
    expect(positionsByClaims(named, [row('https://city.example/roles', 'desk')])).toHaveLength(1);
    expect(positionsByClaims(named, [row('a.b', 'other')])).toEqual([]);
  });

  it.each(['constructor', '__proto__', 'toString', 'length', 'groups.length', 'groups.0.1'])(
    'are not given by what is no claim: %s',
    (claim) => {
      for (const value of ['desk', 'Object', '1', 'e']) {
        expect(positionsByClaims({ groups: ['desk'] }, [row(claim, value)])).toEqual([]);
      }
    },
  );

  it('take a value to the letter', () => {
    for (const value of ['Desk', 'desk ', 'des', '*']) {
      expect(positionsByClaims({ groups: ['desk'] }, [row('groups', value)])).toEqual([]);
    }
  });
});

describe('the word of a provider for a second factor', () => {
  it('counts only where one of its values is believed', () => {
    const claims = { amr: ['pwd', 'otp'], acr: 'urn:2' };
    expect(saysSecondFactor(claims, { methods: [], classes: [] })).toBe(false);
    expect(saysSecondFactor(claims, { methods: ['otp'], classes: [] })).toBe(true);
    expect(saysSecondFactor(claims, { methods: ['urn:2'], classes: ['urn:2'] })).toBe(true);
    expect(saysSecondFactor({}, { methods: ['otp'], classes: ['urn:2'] })).toBe(false);
  });
});

import {
  assertClaimable,
  CLAIMED_FOR_MS,
  holderOf,
  isEndedSo,
  type MissedCall,
} from '../../../domain/call/missed-call.js';

const NOW = new Date('2026-11-23T08:00:00Z');
const MISSED: MissedCall = {
  ...{ id: 'm', times: 2, firstAt: NOW, lastAt: NOW, dueAt: NOW },
  ...{ claimedBy: null, claimedUntil: null, endedAt: null, endedBy: null, outcome: null },
};
const until = (ms: number): Pick<MissedCall, 'claimedBy' | 'claimedUntil'> => ({
  ...{ claimedBy: 'li', claimedUntil: new Date(NOW.getTime() + ms) },
});

describe('a missed call', () => {
  it('is anybody’s, then theirs who claimed it, and anybody’s again after ten minutes', () => {
    expect(holderOf(MISSED, NOW)).toBeNull();
    const claimed = { ...MISSED, ...until(CLAIMED_FOR_MS) };
    expect(holderOf(claimed, NOW)).toBe('li');
    expect(() => assertClaimable(claimed, 'li', NOW)).not.toThrow();
    expect(() => assertClaimable(claimed, 'wu', NOW)).toThrow('Somebody else is ringing them back');
    const over = { ...MISSED, ...until(0) };
    expect(() => assertClaimable(over, 'wu', NOW)).not.toThrow();
  });

  it('that is done is claimed by nobody', () => {
    expect(() => assertClaimable({ ...MISSED, endedAt: NOW }, 'li', NOW)).toThrow('This missed call is done');
  });

  it('is done so by the person who said just that', () => {
    const done = { ...MISSED, endedAt: NOW, endedBy: 'li', outcome: 'reached' } as const;
    expect(isEndedSo(done, 'li', 'reached')).toBe(true);
    expect([isEndedSo(done, 'wu', 'reached'), isEndedSo(done, 'li', 'unreachable')]).toEqual([false, false]);
  });
});

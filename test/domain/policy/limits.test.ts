import { limitFor } from '../../../domain/policy/limits.js';
import type { PolicyPack } from '../../../domain/policy/types.js';
import { pack } from './packs.js';

const standard = pack('default');
const first = { type: 'help', urgency: 'P2', round: 1 } as const;
const byLaw = { workingDays: 20, lawRef: 'Act art. 7' };

describe('limitFor', () => {
  it('resolves by urgency and then by type, and names the row', () => {
    expect(limitFor(standard, 'handle', { ...first, type: 'report' })).toEqual({
      limit: { amount: 10, unit: 'workingDays' },
      rule: 'default@1 handle P2 report = 10 workingDays',
    });
  });

  it('falls back to * for a type and for an urgency that have no row', () => {
    expect(limitFor(standard, 'handle', first)?.rule).toBe('default@1 handle P2 * = 5 workingDays');
    expect(limitFor(standard, 'acknowledge', { ...first, urgency: 'P3' })?.rule).toBe(
      'default@1 acknowledge * = 4 workingHours',
    );
  });

  it('names a limit that is the same for all without urgency or type', () => {
    expect(limitFor(standard, 'ratingLink', first)?.rule).toBe('default@1 ratingLink = 72 hours');
  });

  it('uses the redo limit for the handle and the citizen clock after the first round', () => {
    for (const key of ['handle', 'citizen'] as const) {
      expect(limitFor(standard, key, { ...first, round: 2 })?.rule).toBe('default@1 redo P2 = 3 workingDays');
    }
    expect(limitFor(standard, 'review', { ...first, round: 2 })?.rule).toBe('default@1 review * = 1 workingDays');
  });

  it('gives the citizen clock the limit of the handle clock', () => {
    expect(limitFor(standard, 'citizen', first)).toEqual(limitFor(standard, 'handle', first));
  });

  it('lets a statutory limit replace the handling limit and cites the law', () => {
    expect(limitFor(standard, 'handle', { ...first, statutory: byLaw })).toEqual({
      limit: { amount: 20, unit: 'workingDays' },
      rule: 'default@1 handle statutory = 20 workingDays (Act art. 7)',
    });
    expect(limitFor(standard, 'citizen', { ...first, statutory: byLaw })?.limit.amount).toBe(20);
  });

  it('does not let a statutory limit lengthen an emergency, a redo or another clock', () => {
    expect(limitFor(standard, 'handle', { ...first, urgency: 'P0', statutory: byLaw })?.limit).toEqual({
      amount: 2,
      unit: 'hours',
    });
    expect(limitFor(standard, 'handle', { ...first, round: 2, statutory: byLaw })?.limit.amount).toBe(3);
    expect(limitFor(standard, 'contact', { ...first, statutory: byLaw })?.limit.amount).toBe(1);
  });

  it('has no clock where the pack says null or nothing, and does not fall through a null to *', () => {
    const partial: PolicyPack = {
      ...standard,
      limits: {
        accept: { by: { P2: null, '*': { amount: 1, unit: 'hours' } } },
        review: { by: { P0: { amount: 1, unit: 'hours' } } },
      },
    };
    expect(limitFor(partial, 'accept', first)).toBeNull();
    expect(limitFor(partial, 'accept', { ...first, urgency: 'P3' })?.limit.amount).toBe(1);
    expect(limitFor(partial, 'review', first)).toBeNull();
    expect(limitFor(partial, 'judge', first)).toBeNull();
    expect(limitFor(standard, 'suspension', first)).toBeNull();
  });
});

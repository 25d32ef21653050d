import { exceeded, exhausted, type Views } from '../../../domain/look/brake.js';
import { notedOf, weightOf } from '../../../domain/look/look.js';
import { disclosureTo } from '../../../domain/ticket/disclosure.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-30T01:00:00.000Z');
const LIMITS = { tenMinutes: 50, hour: 200 };
const viewed = (lately: number, inAll = lately): Views => ({
  tenMinutes: { views: lately, since: NOW - 4 * MINUTE },
  hour: { views: inAll, since: NOW - 40 * MINUTE },
});

describe('the brake on looks', () => {
  it('lets fifty views of protected tickets pass in ten minutes, and stops the next until the first is ten minutes old', () => {
    expect(exhausted(viewed(49), LIMITS, NOW)).toBeNull();
    expect(exceeded(viewed(50), LIMITS, NOW)).toBeNull();
    expect(exhausted(viewed(50), LIMITS, NOW)).toEqual({
      span: 'tenMinutes',
      views: 50,
      endsAt: NOW + 6 * MINUTE,
    });
  });

  it('counts what is being written as well, so that asking for all at once gains nothing', () => {
    expect(exhausted(viewed(30), LIMITS, NOW, 20)).toMatchObject({ views: 50 });
  });

  it('stops who goes slowly and reads two hundred within the hour', () => {
    expect(exhausted(viewed(12, 200), LIMITS, NOW)).toMatchObject({ span: 'hour', endsAt: NOW + 20 * MINUTE });
    expect(exceeded(viewed(12, 201), LIMITS, NOW)).toMatchObject({ span: 'hour', views: 201 });
  });

  it('asks anew once the first view is out of the span, and stops nobody where there is no limit', () => {
    expect(exhausted(viewed(50), LIMITS, NOW + 6 * MINUTE)).toBeNull();
    expect(exhausted(viewed(5_000), { tenMinutes: null, hour: null }, NOW)).toBeNull();
  });
});

describe('what counts as a view', () => {
  it('is each page, every ten titles of a list begun, and no command', () => {
    expect(weightOf('page', 1)).toBe(1);
    expect([0, 1, 10, 11, 100].map((titles) => weightOf('search', titles))).toEqual([0, 1, 1, 2, 10]);
    expect([weightOf('command', 1), weightOf('trail', 1)]).toEqual([0, 0]);
  });
});

describe('what is written down', () => {
  const operator = (level: 'open' | 'reporterProtected') => disclosureTo({ role: 'operator' }, 'hotline', level);

  it('is all that is shown of a protected ticket, in clear and masked', () => {
    expect(notedOf(['name', 'telephone', 'text'], operator('reporterProtected'), true)).toEqual({
      fields: ['name', 'text'],
      masked: ['telephone'],
    });
  });

  it('is of an ordinary ticket only that its name or telephone was shown', () => {
    expect(notedOf(['title'], operator('open'), false)).toBeNull();
    expect(notedOf(['name', 'title'], operator('open'), false)).toEqual({ fields: ['name', 'title'], masked: [] });
  });

  it('is nothing where nothing was shown', () => {
    expect(
      notedOf(['name', 'telephone'], disclosureTo({ role: 'handler' }, 'lead', 'reporterProtected'), true),
    ).toBeNull();
    expect(notedOf([], operator('reporterProtected'), true)).toBeNull();
  });
});

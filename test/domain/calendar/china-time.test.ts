import {
  chinaDate,
  chinaMinute,
  chinaMinuteOfDay,
  chinaTime,
  chinaYear,
  inChina,
} from '../../../domain/calendar/china-time.js';

describe('China’s civil time', () => {
  const newYear = '2026-12-31T16:00:30.000Z';

  it('is eight hours ahead: the new year begins at four in the afternoon of the old one', () => {
    expect(chinaTime(newYear)).toBe('2027-01-01T00:00:30.000+08:00');
    expect(chinaDate(newYear)).toBe('2027-01-01');
    expect(chinaYear(newYear)).toBe(2027);
    expect(chinaYear('2026-12-31T15:59:59.999Z')).toBe(2026);
    expect(chinaMinute(new Date(newYear))).toBe('2027-01-01 00:00');
    expect(chinaMinuteOfDay('2026-12-31T15:59:00.000Z')).toBe(23 * 60 + 59);
  });

  it('gives the instant of what a clock on the wall shows', () => {
    expect(inChina('2027-01-01').toISOString()).toBe('2026-12-31T16:00:00.000Z');
    expect(inChina('2027-01-01', '23:59:59').toISOString()).toBe('2027-01-01T15:59:59.000Z');
  });
});

import { formatLocalDate } from '../../../domain/calendar/civil-time.js';
import { assertMayCheck, drawnOf, mondayOf } from '../../../domain/intake/decline-sample.js';

const of = (count: number): { ticket: string }[] =>
  Array.from({ length: count }, (_, at) => ({ ticket: `ticket ${at}` }));
const check = { verdict: 'right', reason: null } as const;

describe('the draw of a week’s declines', () => {
  it('takes a twentieth and at least one, and of nothing nothing', () => {
    expect([0, 1, 20, 21, 400].map((count) => drawnOf(of(count), '2026-11-23').length)).toEqual([0, 1, 1, 2, 20]);
  });

  it('is the same in whatever order they come, and another in another week', () => {
    const drawn = drawnOf(of(200), '2026-11-23');
    expect(drawnOf(of(200).reverse(), '2026-11-23')).toEqual(drawn);
    expect(drawnOf(of(200), '2026-11-30')).not.toEqual(drawn);
  });

  it.each([
    ['2026-11-23', '2026-11-23'],
    ['2026-11-29', '2026-11-23'],
    ['2026-11-30', '2026-11-30'],
    ['1970-01-01', '1969-12-29'],
  ])('of a week that has %s begins on %s', (day, monday) => {
    expect(formatLocalDate(mondayOf(day))).toBe(monday);
  });
});

describe('who looks at a decline', () => {
  it('is another than who declined, and the first one only', () => {
    const decline = { declinedBy: 'a', checked: false };
    expect(() => assertMayCheck(decline, { id: 'a' }, check)).toThrow('Another person does');
    expect(() => assertMayCheck({ ...decline, checked: true }, { id: 'b' }, check)).toThrow('already');
    expect(() => assertMayCheck(decline, { id: 'b' }, check)).not.toThrow();
  });

  it('says why where it should not have been', () => {
    const decline = { declinedBy: 'a', checked: false };
    expect(() => assertMayCheck(decline, { id: 'b' }, { verdict: 'wrong', reason: ' ' })).toThrow('Say why');
    expect(() => assertMayCheck(decline, { id: 'b' }, { verdict: 'wrong', reason: '可以受理' })).not.toThrow();
  });
});

import { retryAfterMs } from '../../outbound/retry-after.js';

const NOW = Date.parse('2026-09-22T02:00:00Z');

describe('what a receiver asks for by Retry-After', () => {
  it.each([
    [429, '120', 120_000],
    [503, ' 1 ', 1_000],
    [503, 'Tue, 22 Sep 2026 02:00:30 GMT', 30_000],
    [429, '604800', 6 * 3_600_000],
    [503, 'Fri, 01 Jan 2027 00:00:00 GMT', 6 * 3_600_000],
    [429, 'Tue, 22 Sep 2026 01:00:00 GMT', null],
    [429, '0', null],
    [429, '-5', null],
    [429, 'soon', null],
    [429, undefined, null],
    [500, '120', null],
    [200, '120', null],
  ])('with %i and %s is a pause of %s milliseconds', (status, header, pause) => {
    expect(retryAfterMs(status, header, NOW)).toBe(pause);
  });
});

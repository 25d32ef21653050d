import { DEFAULT_FIRING, placed, type CrowdedRung } from '../../../domain/policy/firing-windows.js';
import type { FiringRules, ScheduledRung } from '../../../domain/policy/types.js';

const FIVE_O_CLOCK = '2026-04-27T09:00:00.000Z';
const overdue: ScheduledRung = { rung: 'overdue', at: FIVE_O_CLOCK, effect: 'overdue', addressee: 'handler' };
const ordinary: CrowdedRung = { ticket: 't', clock: 'handle.1', key: 'handle', urgency: 'P2', together: 0 };

function secondsAfter(rung: ScheduledRung): number {
  return (Date.parse(rung.firesAt ?? rung.at) - Date.parse(rung.at)) / 1_000;
}

/** A crowd as it comes: each finds as many as came before. */
function crowd(
  size: number,
  about: Partial<CrowdedRung> = {},
  rung = overdue,
  rules: FiringRules = DEFAULT_FIRING,
): number[] {
  return Array.from({ length: size }, (_, index) =>
    secondsAfter(placed(rung, { ...ordinary, ticket: `ticket-${String(index)}`, together: index, ...about }, rules)),
  );
}

function busiestSecond(places: readonly number[]): number {
  const seconds = new Map<number, number>();
  for (const place of places) seconds.set(Math.floor(place), (seconds.get(Math.floor(place)) ?? 0) + 1);
  return Math.max(...seconds.values());
}

describe('The place of a rung after its instant', () => {
  it('is the instant itself while no more fall due than a second can take', () => {
    const [alone] = [placed(overdue, ordinary, DEFAULT_FIRING)];
    expect(alone).toEqual(overdue);
    expect(new Set(crowd(10))).toEqual(new Set([0]));
  });

  it.each([100, 500, 1_500, 5_000])(
    'gives a crowd of %d as long as it needs and no second more than it can take',
    (size) => {
      const places = crowd(size);
      expect(Math.min(...places)).toBe(0);
      expect(Math.max(...places)).toBeLessThanOrEqual((2 * size) / DEFAULT_FIRING.expectedPerSecond);
      // Chance puts some more into one second than into another.
      expect(busiestSecond(places)).toBeLessThan(3 * DEFAULT_FIRING.expectedPerSecond);
    },
  );

  it('lies within the window however many there are', () => {
    const places = crowd(20_000).slice(10_000);
    expect(Math.max(...places)).toBeLessThanOrEqual(600);
    expect(Math.max(...places)).toBeGreaterThan(590);
    expect(busiestSecond(places)).toBeLessThan(3 * (10_000 / 600));
  });

  it('is the same for the same ticket, clock and rung, and another for another', () => {
    const about = { ...ordinary, together: 3_000 };
    const place = placed(overdue, about, DEFAULT_FIRING).firesAt;
    expect(placed(overdue, about, DEFAULT_FIRING).firesAt).toBe(place);
    expect(placed(overdue, { ...about, ticket: 'u' }, DEFAULT_FIRING).firesAt).not.toBe(place);
    expect(placed(overdue, { ...about, clock: 'handle.2' }, DEFAULT_FIRING).firesAt).not.toBe(place);
    expect(placed({ ...overdue, rung: 'red' }, about, DEFAULT_FIRING).firesAt).not.toBe(place);
  });

  it.each<[string, number, Partial<CrowdedRung>, ScheduledRung]>([
    ['an emergency', 5, { urgency: 'P0' }, overdue],
    ['an urgent matter', 5, { urgency: 'P1' }, overdue],
    ['a lift to level 3', 10, {}, { ...overdue, rung: 'raised', effect: 'raise', level: 3 }],
    ['a lift to level 5', 10, {}, { ...overdue, rung: 'bulletin', effect: 'raise', level: 5 }],
    ['the date promised to a citizen', 60, { key: 'citizen' }, overdue],
    ['the end of a suspension', 60, { key: 'suspension' }, { ...overdue, effect: 'resume' }],
  ])('is within seconds of the instant for %s, in the largest storm', (_, seconds, about, rung) => {
    const places = crowd(5_000, { ...about, together: 5_000 }, rung);
    expect(Math.max(...places)).toBeLessThanOrEqual(seconds);
  });

  it('follows the rows of a pack, the first that fits', () => {
    const rules: FiringRules = {
      expectedPerSecond: 100,
      windows: [{ effects: ['remind'], urgencies: ['P3'], seconds: 300 }, { seconds: 30 }],
    };
    const many = { together: 100_000 };
    expect(Math.max(...crowd(2_000, many, overdue, rules))).toBeLessThanOrEqual(30);
    expect(Math.max(...crowd(2_000, { ...many, urgency: 'P3' }, overdue, rules))).toBeLessThanOrEqual(30);
    const reminder: ScheduledRung = { ...overdue, rung: 'blue75', effect: 'remind' };
    expect(Math.max(...crowd(2_000, { ...many, urgency: 'P3' }, reminder, rules))).toBeGreaterThan(250);
  });

  it('says until when its share of the crowd fires, so that one letter can tell of them all', () => {
    const rung = placed(overdue, { ...ordinary, together: 100 }, DEFAULT_FIRING);
    expect(rung.firesBy).toBe('2026-04-27T09:00:16.000Z');
    expect((rung.firesAt ?? '') < (rung.firesBy ?? '')).toBe(true);
  });
});

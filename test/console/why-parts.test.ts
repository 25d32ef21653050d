import { partsOf } from '../../web/ticket/why-parts.js';

const at = (day: number): string => new Date(Date.UTC(2026, 11, day)).toISOString();
const working = (from: number, to: number) => ({ from: at(from), to: at(to), kind: 'working' as const });
const step = { seq: 1, limit: null, lost: null };
const drawn = (steps: Parameters<typeof partsOf>[0]['steps'], now: number): string[] =>
  partsOf({ steps }, Date.parse(at(now))).map(
    ({ from, to, sort }) => `${new Date(from).getUTCDate()}–${new Date(to).getUTCDate()} ${sort}`,
  );

describe('the bar of a date', () => {
  const started = {
    ...{ ...step, kind: 'started' as const, at: at(1), dueAt: at(6) },
    segments: [working(1, 3), { from: at(3), to: at(4), kind: 'off' as const, reason: 'weekend' }, working(4, 6)],
  };
  const suspended = { ...step, kind: 'suspended' as const, at: at(2), dueAt: null, segments: [] };

  it('says of each piece why it counted or did not', () => {
    expect(drawn([started], 5)).toEqual(['1–3 working', '3–4 weekend', '4–6 working']);
  });

  it('is cut by a suspension, which lasts until today, or until it was over', () => {
    expect(drawn([started, suspended], 9)).toEqual(['1–2 working', '2–9 suspended']);
    const resumed = { ...step, kind: 'resumed' as const, at: at(8), dueAt: at(12), segments: [] };
    const extended = { ...step, kind: 'extended' as const, at: at(9), dueAt: at(14), segments: [working(12, 14)] };
    expect(drawn([started, suspended, resumed, extended], 13)).toEqual([
      '1–2 working',
      '2–8 suspended',
      '8–12 rest',
      '12–14 working',
    ]);
  });
});

import { acknowledged, allowedOnAlert, disposed, mayReadAlert, type Alert } from '../../../domain/sentinel/alert.js';
import { alertIntentsOf, alertRungsOf } from '../../../domain/sentinel/alert-rungs.js';
import { chanceOf } from '../../../domain/sentinel/surprise.js';
import { outcomeOf, watch, type Finding, type Standing } from '../../../domain/sentinel/watch.js';
import { createWindow, type Watched } from '../../../domain/sentinel/window.js';
import type { PlacedActor } from '../../../domain/ticket/permissions.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.parse('2026-03-02T12:00:00+08:00');

let count = 0;
/** Five characters that hardly two of them share. */
const unlikeOthers = (nth: number): string =>
  String.fromCharCode(...[1, 7, 49, 343, 2401].map((step) => 0x4e00 + (((nth * 37 + step) * step * 13) % 20_000)));
function call(more: Partial<Watched> & { readonly title?: string } = {}): Watched {
  count += 1;
  const { title = unlikeOthers(count), ...rest } = more;
  return {
    ...{ id: `t${count}`, citizen: `c${count}`, at: NOON + count, channel: 'phone', classCode: '010101' },
    ...{ place: 'riverside', district: 'east', isOutage: false, said: { title, text: title } },
    ...rest,
  };
}

/** What is raised when they come in this order, by the rule and the place in the order. */
async function raisedBy(calls: readonly Watched[], usual = 0): Promise<{ rule: string; at: number; found: Finding }[]> {
  const window = createWindow();
  const standing = new Map<string, Standing[]>();
  const raised: { rule: string; at: number; found: Finding }[] = [];
  for (const [at, one] of calls.entries()) {
    window.add(one);
    const { raise, join } = outcomeOf(one, await watch(one, window, () => usual), standing);
    const alert =
      raise === null
        ? [...standing.values()].flat().find((known) => known.alert === join)
        : { alert: one.id, rule: raise.rule, raisedAt: one.at };
    if (raise) raised.push({ rule: raise.rule, at: at + 1, found: raise });
    if (alert === undefined) continue;
    for (const { id } of raise?.tickets ?? [one]) standing.set(id, [...(standing.get(id) ?? []), alert]);
  }
  return raised;
}

const told = async (calls: readonly Watched[], usual = 0) =>
  (await raisedBy(calls, usual)).map(({ rule, at }) => [rule, at]);
const times = (n: number, more: (nth: number) => Parameters<typeof call>[0]): Watched[] =>
  Array.from({ length: n }, (_, nth) => call(more(nth)));

describe('what the sentinel raises', () => {
  it('is an outage at the third caller of one place and class within an hour, once, whatever each says', async () => {
    const outage = (nth: number) => ({ isOutage: true, classCode: '030101', at: NOON + nth * MINUTE_MS });
    expect(await told(times(40, outage))).toEqual([['outage', 3]]);
    expect(await told(times(3, (nth) => ({ ...outage(nth), at: NOON + nth * 40 * MINUTE_MS })))).toEqual([]);
    expect(await told(times(4, (nth) => ({ ...outage(nth), citizen: 'the same' })))).toEqual([]);
    expect(
      await told(times(4, (nth) => ({ ...outage(nth), place: nth % 2 === 0 ? 'riverside' : 'hillside' }))),
    ).toEqual([]);
  });

  it('is a star of three citizens who say the same, on the telephone within a day and at one place', async () => {
    const same = (nth: number) => ({
      ...{ title: `月亮岛路高压线${['架设', '扰民', '为何不停'][nth] ?? ''}`, at: NOON + nth * HOUR_MS },
    });
    const others = times(30, () => ({ place: null, classCode: null, at: NOON - DAY_MS }));
    expect(await told([...others, ...times(3, same)])).toEqual([['star', 33]]);
    const apart = (nth: number) => ({ ...same(nth), place: nth === 1 ? 'hillside' : 'riverside' });
    expect(await told([...others, ...times(3, apart)])).toEqual([]);
    const days = (nth: number) => ({ ...same(nth), at: NOON + nth * 5 * DAY_MS });
    expect(await told([...others, ...times(3, days)])).toEqual([]);
    expect(await told([...others, ...times(3, (nth) => ({ ...days(nth), channel: 'web', place: null }))])).toEqual([
      ['star', 33],
    ]);
    const elsewhere = (nth: number) =>
      ({ ...days(nth), channel: 'web', district: nth === 1 ? 'west' : 'east' }) as const;
    expect(await told([...others, ...times(3, elsewhere)])).toEqual([]);
  });

  it('tells a matter again only thirty days later, and what comes meanwhile is its growth', async () => {
    const same = (nth: number) => ({
      ...({ title: '月亮岛路高压线架设扰民', channel: 'web', place: null, at: NOON + nth * 4 * DAY_MS } as const),
    });
    const others = times(30, () => ({ place: null, classCode: null, at: NOON - DAY_MS }));
    expect(await told([...others, ...times(12, same)])).toEqual([
      ['star', 33],
      ['star', 41],
    ]);
  });

  it('is a place from which five citizens call within a day about different things', async () => {
    const hourly = (nth: number) => ({ at: NOON + nth * HOUR_MS });
    expect(await told(times(8, hourly))).toEqual([['place', 5]]);
    expect(await told(times(8, (nth) => ({ ...hourly(nth), at: NOON + nth * 7 * HOUR_MS })))).toEqual([]);
  });

  it('is a surge where ten of a class are no chance, and none where as many are usual', async () => {
    const spread = (nth: number) => ({ place: `p${nth}`, at: NOON + nth * MINUTE_MS });
    expect(await told(times(12, spread), 1)).toEqual([['surge', 10]]);
    expect(await told(times(12, spread), 8)).toEqual([]);
    expect(await told(times(9, spread), 0)).toEqual([]);
  });

  it('is a word of the season when five citizens of a district say it in its months, and not in others', async () => {
    const cold = (nth: number) => ({ title: `${nth}栋暖气不热`, place: `p${nth}`, at: NOON + nth * HOUR_MS });
    expect(await told(times(5, cold))).toContainEqual(['season', 5]);
    const july = Date.parse('2026-07-02T12:00:00+08:00');
    expect(await told(times(5, (nth) => ({ ...cold(nth), at: july + nth * HOUR_MS })))).not.toContainEqual([
      'season',
      5,
    ]);
  });

  it('says why by numbers alone, and names nothing that anybody said', async () => {
    const [first] = await raisedBy(times(3, (nth) => ({ isOutage: true, at: NOON + nth * MINUTE_MS })));
    expect(first?.found).toMatchObject({ rule: 'outage', version: 1, citizens: 3, why: { count: 3 } });
  });
});

describe('the window', () => {
  it('forgets what was erased, and takes nothing twice', () => {
    const window = createWindow();
    const [one, other] = [call({ title: '汀兰小区停水' }), call({ title: '汀兰小区没有水' })];
    for (const each of [one, one, other]) window.add(each);
    expect([window.size(), window.near(other, 0).map(({ one: found }) => found.id)]).toEqual([2, [one.id]]);
    window.forget(one.id);
    expect([window.size(), window.near(other, 0), window.get(one.id)]).toEqual([1, [], undefined]);
    expect(window.since(other, 0).map(({ id }) => id)).toEqual([other.id]);
  });

  it('keeps the newest of more than it may hold', () => {
    const window = createWindow();
    for (let nth = 0; nth < 20_001; nth += 1) window.add(call({ title: `${nth % 500}路${nth % 7}号`, at: NOON + nth }));
    expect(window.size()).toBe(15_000);
  });
});

describe('how likely chance alone brings as many', () => {
  it('is what the table of Poisson says', () => {
    expect(chanceOf(0, 2)).toBe(1);
    expect(chanceOf(1, 2)).toBeCloseTo(0.8647, 3);
    expect(chanceOf(10, 2)).toBeCloseTo(4.65e-5, 6);
    expect(chanceOf(40, 2)).toBeGreaterThan(0);
    expect(chanceOf(40, 2)).toBeLessThan(1e-30);
  });
});

describe('an alert', () => {
  const at = (minutes: number): Date => new Date(NOON + minutes * MINUTE_MS);
  const actor = (role: PlacedActor['role'], unit: string | null = null, id: string = role): PlacedActor =>
    ({ id, role, unit, unitPath: unit === null ? [] : ['city', unit] }) as unknown as PlacedActor;
  const ALERT: Alert = {
    ...{ id: 'a', rule: 'outage', version: 1, classCode: '030101', place: 'riverside', owner: 'water' },
    ...{ raisedAt: at(0), since: at(-10), lastAt: at(0), tickets: 3, citizens: 3, why: {}, acknowledgeBy: at(30) },
    ...{ told: 0, acknowledgedAt: null, acknowledgedBy: null, disposition: null, disposedAt: null, disposedBy: null },
    ...{ reason: null, master: null, notice: null, answer: null, until: null, revision: 1 },
  };

  it('is told at once, after half an hour higher up, and no more once somebody sees to it', () => {
    const due = (minutes: number, alert = ALERT) => alertRungsOf(alert, at(minutes)).due.map(({ rung }) => rung);
    expect([due(0), due(30), due(60)]).toEqual([[0], [0, 1], [0, 1, 2]]);
    expect(alertRungsOf({ ...ALERT, told: 1 }, at(1)).next).toEqual(at(30));
    const taken = { ...ALERT, told: 1, acknowledgedAt: at(20) };
    expect([due(90, taken), alertRungsOf(taken, at(90)).next]).toEqual([[], null]);
    const unit = { id: 'water', path: ['city', 'water'] };
    expect(alertIntentsOf(ALERT, 1, unit).map(({ addressee }) => addressee)).toEqual(['unitDeputyHead', 'dutyDesk']);
    expect(alertIntentsOf(ALERT, 1, null).map(({ addressee }) => addressee)).toEqual(['dutyDesk', 'supervisor']);
    expect(alertIntentsOf(ALERT, 9, unit)).toEqual([]);
  });

  it('is read by the hotline and the unit that sees to it, and by no other', () => {
    const reads = (one: PlacedActor) => mayReadAlert(ALERT, one);
    expect([reads(actor('operator')), reads(actor('handler', 'water'))]).toEqual([true, true]);
    expect([reads(actor('handler', 'housing')), reads(actor('assessor')), reads(actor('administrator'))]).toEqual([
      ...[false, false, false],
    ]);
  });

  it('is merged by an operator or a dispatcher, and what came since into the same master again', () => {
    expect(allowedOnAlert(ALERT, actor('operator'))).toEqual(['acknowledge', 'merge', 'link']);
    const merged = disposed(ALERT, { disposition: 'merge', into: 'm' }, actor('dispatcher'), at(5));
    expect(merged).toMatchObject({
      disposition: 'merge',
      master: 'm',
      acknowledgedBy: { id: 'dispatcher' },
      revision: 2,
    });
    expect(disposed(merged, { disposition: 'merge', into: 'm' }, actor('operator'), at(9))).toBe(merged);
    expect(() => disposed(merged, { disposition: 'merge', into: 'n' }, actor('operator'), at(9))).toThrow('master');
    expect(() => disposed(ALERT, { disposition: 'merge', into: 'm' }, actor('dutyManager'), at(9))).toThrow(
      'merged by',
    );
  });

  it('is acknowledged once, and the same person may say so twice', () => {
    const taken = acknowledged(ALERT, actor('dutyManager'), at(3));
    expect(acknowledged(taken, actor('dutyManager'), at(4))).toBe(taken);
    expect(() => acknowledged(taken, actor('operator'), at(4))).toThrow('already');
  });

  it('that was none says so with a reason, and is over then', () => {
    const none = (reason: string, one = ALERT) =>
      disposed(one, { disposition: 'dismiss', reason }, actor('dutyManager'), at(5));
    expect(() => none('  ')).toThrow('Say why');
    const over = none('无关的三件事');
    expect(allowedOnAlert(over, actor('dutyManager'))).toEqual(['link']);
    expect(none('无关的三件事', over)).toBe(over);
    expect(() => none('别的理由', over)).toThrow('already');
  });

  it('of a known outage may be told anew while it lasts, as one learns more', () => {
    const known = { disposition: 'outage', notice: '抢修中', answer: '正在抢修', until: at(300) } as const;
    const once = disposed(ALERT, known, actor('handler', 'water'), at(5));
    const again = disposed(once, { ...known, until: at(600) }, actor('dutyManager'), at(50));
    expect([once.until, again.until, again.disposedAt]).toEqual([at(300), at(600), at(5)]);
    expect(() => disposed(once, known, actor('operator'), at(5))).toBeDefined();
  });
});

import {
  admit,
  dueLanes,
  forgetAfter,
  lateCount,
  nextDueAt,
  redeliver,
  settle,
  settledUpTo,
  type LateTicket,
} from '../../../domain/webhook/backlog.js';
import type { EventRef } from '../../../domain/webhook/subscription.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const event = (ticketId: string, seq: number, id = seq): EventRef => ({
  ticketId,
  seq,
  at: { xid: '100', id: String(id) },
});
const failed = { delivered: 0, stopped: 'failed' } as const;
const taken = (delivered: number) => ({ delivered, stopped: null }) as const;

/** Fails the ticket's events again and again, from `now` on; answers when each attempt was made. */
function failForEver(events: readonly EventRef[], now: number): { attempts: number[]; left: readonly LateTicket[] } {
  const attempts: number[] = [];
  let { late, lanes } = { late: [] as readonly LateTicket[], lanes: [{ refs: events, last: false }] };
  for (let at: number | null = now; at !== null && attempts.length < 100; at = nextDueAt(late)) {
    if (attempts.length > 0) lanes = dueLanes(late, at);
    attempts.push(at);
    late = settle(late, lanes, [failed], at);
    if (late[0]?.waiting[0] !== events[0]) break;
  }
  return { attempts, left: late };
}

describe('what is late', () => {
  it('keeps the order of its ticket and holds up no other', () => {
    const first = [event('a', 1, 1), event('b', 1, 2)];
    const { lanes } = admit([], first);
    const late = settle([], lanes, [failed, taken(1)], 0);
    const next = admit(late, [event('a', 2, 3), event('b', 2, 4), event('a', 3, 5)]);
    expect(next.lanes.map(({ refs }) => refs.map(({ ticketId, seq }) => `${ticketId}${seq}`))).toEqual([['b2']]);
    expect(next.late[0]?.waiting.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(lateCount(next.late)).toBe(3);
    // All three go together once the first is due.
    expect(dueLanes(next.late, 4_999)).toEqual([]);
    expect(dueLanes(next.late, 5_000)[0]?.refs).toHaveLength(3);
  });

  it('is not queued twice when the feed tells an event again', () => {
    const late = settle([], [{ refs: [event('a', 1)], last: false }], [failed], 0);
    expect(lateCount(admit(late, [event('a', 1), event('a', 2)]).late)).toBe(2);
  });

  it('is tried less and less often, for three days, and then given up', () => {
    const { attempts, left } = failForEver([event('a', 1), event('a', 2)], 0);
    const gaps = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0));
    expect(gaps.slice(0, 7)).toEqual([5_000, 30_000, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR]);
    expect(attempts.at(-1)).toBe(72 * HOUR);
    // What waited behind it has its own three days.
    expect(left).toMatchObject([{ waiting: [{ seq: 2 }], attempts: 0, since: null, nextAt: 72 * HOUR }]);
  });

  it('goes at once, all of it, when the receiver has come back', () => {
    const lanes = ['a', 'b', 'c'].map((ticket) => ({ refs: [event(ticket, 1)], last: false }));
    let late = settle([], lanes, [failed, failed, failed], 0);
    late = settle(late, dueLanes(late, 5_000), [failed, failed, failed], 5_000);
    expect(nextDueAt(late)).toBe(35_000);
    late = settle(late, dueLanes(late, 35_000).slice(0, 1), [taken(1)], 35_000);
    expect(late.map(({ ticketId, nextAt }) => [ticketId, nextAt])).toEqual([
      ['b', 35_000],
      ['c', 35_000],
    ]);
  });

  it('counts a failure further on as a first one', () => {
    const lane = { refs: [event('a', 1), event('a', 2)], last: false };
    let late = settle([], [lane], [failed], 0);
    late = settle(late, dueLanes(late, 5_000), [{ delivered: 1, stopped: 'failed' }], 5_000);
    expect(late).toMatchObject([{ waiting: [{ seq: 2 }], attempts: 1, since: 5_000, nextAt: 10_000 }]);
  });

  it('loses no time when an attempt was broken off', () => {
    const lane = { refs: [event('a', 1), event('a', 2)], last: false };
    const late = settle([], [lane], [{ delivered: 1, stopped: 'notTried' }], 7);
    expect(late).toMatchObject([{ waiting: [{ seq: 2 }], attempts: 0, since: null, nextAt: 7 }]);
  });

  it('gives way to a replay for what the replay brings anyway', () => {
    const late = settle([], [{ refs: [event('a', 1, 10), event('a', 2, 20)], last: false }], [failed], 0);
    expect(forgetAfter(late, { xid: '100', id: '15' })).toMatchObject([{ waiting: [{ seq: 1 }] }]);
    expect(forgetAfter(late, { xid: '99', id: '999' })).toEqual([]);
  });

  it('lets a single event be sent again, before what waits', () => {
    const late = settle([], [{ refs: [event('a', 5), event('a', 6)], last: false }], [failed], 0);
    const again = redeliver(late, event('a', 3), 100);
    expect(again).toMatchObject([{ waiting: [{ seq: 3 }, { seq: 5 }, { seq: 6 }], attempts: 0, nextAt: 100 }]);
    expect(lateCount(redeliver(again, event('a', 6), 200))).toBe(3);
  });

  it('is behind the place up to which all is settled, so that starting there loses nothing', () => {
    const cursor = { xid: '100', id: '50' };
    expect(settledUpTo([], cursor)).toEqual(cursor);
    const late = settle([], [{ refs: [event('a', 1, 20), event('a', 2, 30)], last: false }], [failed], 0);
    expect(settledUpTo(late, cursor)).toEqual({ xid: '100', id: '19' });
  });
});

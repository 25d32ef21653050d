import { checkAll, lateness } from '../../../cli/simulate/checks.js';
import type { Evidence } from '../../../cli/simulate/evidence.js';
import type { EventBody } from '../../../cli/simulate/hotline.js';
import { spreadOf } from '../../../cli/simulate/percentiles.js';

type Change<T> = { -readonly [K in keyof T]?: unknown };

const event = (seq: number, from: string, to: string, more: Change<EventBody> = {}): EventBody =>
  ({ seq, type: 'something', at: '2026-09-18T10:00:00.000+08:00', from, to, data: {}, ...more }) as EventBody;

const rung = (clock: string, name: string, scheduledAt: string, firedAt: string): EventBody['data'] => ({
  clock,
  rung: name,
  scheduledAt: `2026-09-18T10:${scheduledAt}+08:00`,
  firedAt: `2026-09-18T10:${firedAt}+08:00`,
});

const clock = (more: object = {}): object => ({
  id: 'handle.1',
  state: 'satisfied',
  dueAt: '2026-09-18T10:01:00.000+08:00',
  satisfiedAt: '2026-09-18T10:00:30.000+08:00',
  heldAt: '2026-09-18T10:00:30.000+08:00',
  overdueAt: null,
  ...more,
});

const ticketBody = (more: object = {}): object => ({
  state: 'archived',
  kind: 'end',
  version: 3,
  level: 0,
  overdue: false,
  closingCode: 'solved',
  unitDueAt: '2026-09-18T10:01:00.000+08:00',
  citizenDueAt: null,
  clocks: [clock()],
  followers: [],
  replyWanted: true,
  ...more,
});

/** A ticket with nothing wrong, but for what a test changes. */
function evidence(more: Change<Evidence> = {}): Evidence {
  return {
    number: '20260918-000001',
    plot: 'prompt',
    ticket: ticketBody(),
    row: ticketBody(),
    live: { ...ticketBody(), source: 'workflow' },
    events: [
      event(1, 'registered', 'registered'),
      event(2, 'registered', 'closed', { data: rung('handle.1', 'blue50', '00:30.000', '00:30.015') }),
      event(3, 'closed', 'archived', { data: rung('reopenWindow.1', 'archive', '01:00.000', '01:00.040') }),
    ],
    rungs: null,
    ...more,
  } as unknown as Evidence;
}

function failing(one: Evidence): Record<string, string[]> {
  const failed = checkAll([one]).filter(({ findings }) => findings.length > 0);
  return Object.fromEntries(failed.map(({ check, findings }) => [check, findings.map(({ says }) => says)]));
}

const EVENTS = 'events have no gap and their states follow each other';
const [first, second, third] = evidence().events as [EventBody, EventBody, EventBody];

describe('the checks after a simulation', () => {
  it('find nothing where nothing is wrong', () => {
    expect(failing(evidence())).toEqual({});
  });

  it('find a ticket that has not ended', () => {
    const open = ticketBody({ state: 'inProgress', kind: 'open' });
    const events = [first, event(2, 'registered', 'inProgress'), event(3, 'inProgress', 'inProgress')];
    expect(failing(evidence({ ticket: open, row: open, live: { ...open, source: 'workflow' }, events }))).toEqual({
      'every ticket has ended': ['is inProgress'],
    });
  });

  it('find a missing event, also when it is the last', () => {
    expect(failing(evidence({ events: [first, third] }))).toEqual({
      [EVENTS]: ['event 2 has seq 3', 'event 3 starts from closed after registered', '2 events at version 3'],
    });
    expect(failing(evidence({ events: [first, second] }))).toEqual({
      [EVENTS]: ['2 events at version 3', 'ends in closed, shown as archived'],
    });
  });

  it('find states that do not follow each other', () => {
    const events = [first, event(2, 'inProgress', 'closed'), third];
    expect(failing(evidence({ events }))).toEqual({ [EVENTS]: ['event 2 starts from inProgress after registered'] });
  });

  it('find a rung that fired twice', () => {
    const again = { ...third, data: { ...second.data, firedAt: '2026-09-18T10:00:31.000+08:00' } };
    expect(failing(evidence({ events: [first, second, again] }))).toEqual({
      'no rung fired twice': ['handle.1 blue50 fired 2 times'],
    });
  });

  it('take the same rung of another round for another', () => {
    const next = { ...third, data: rung('handle.2', 'blue50', '00:40.000', '00:40.000') };
    expect(failing(evidence({ events: [first, second, next] }))).toEqual({});
  });

  it('find a rung that fired early, and one that does not say when', () => {
    const early = { ...second, data: rung('handle.1', 'blue50', '00:30.000', '00:29.990') };
    expect(failing(evidence({ events: [first, early, third] }))).toEqual({
      'no rung fired early': ['handle.1 blue50 fired 10 ms early'],
    });
    const silent = { ...second, data: { clock: 'handle.1', rung: 'blue50' } };
    expect(failing(evidence({ events: [first, silent, third] }))).toEqual({
      'no rung fired early': ['handle.1 blue50 does not say when'],
    });
  });

  it('find a rung that never fired although its time had come', () => {
    const rungs = [
      { rung: 'blue50', at: '2026-09-18T10:00:10.000+08:00', firedAt: null },
      { rung: 'blue75', at: '2026-09-18T10:00:28.000+08:00', firedAt: null },
      { rung: 'overdue', at: '2026-09-18T10:01:00.000+08:00', firedAt: null },
    ];
    expect(Object.keys(failing(evidence({ rungs })))).toEqual(['no rung was missed']);
    expect(failing(evidence({ rungs }))['no rung was missed']).toHaveLength(1);
  });

  it('find a list row that differs from the workflow, or is missing', () => {
    const row = ticketBody({ version: 2, level: 3, overdue: true, unitDueAt: '2026-09-18T10:02:00.000+08:00' });
    expect(failing(evidence({ row }))).toEqual({
      'the list says what the workflow says': [
        'version is 2, the workflow says 3',
        'level is 3, the workflow says 0',
        'overdue is true, the workflow says false',
        'unitDueAt is 2026-09-18T10:02:00.000+08:00, the workflow says 2026-09-18T10:01:00.000+08:00',
      ],
    });
    expect(failing(evidence({ row: null }))).toEqual({
      'the list says what the workflow says': ['is not in the list'],
    });
  });

  it('compare instants, not the way they are written', () => {
    expect(failing(evidence({ row: ticketBody({ unitDueAt: '2026-09-18T02:01:00.000Z' }) }))).toEqual({});
  });

  it('find a clock that differs, is missing or is one too many', () => {
    const wrong = (clocks: object[]): string[] | undefined =>
      failing(evidence({ ticket: ticketBody({ clocks }) }))['the ticket says what the workflow says'];
    expect(wrong([clock({ dueAt: '2026-09-18T10:02:00.000+08:00' })])).toHaveLength(1);
    expect(wrong([clock({ state: 'running' })])).toHaveLength(1);
    expect(wrong([])).toHaveLength(1);
    expect(wrong([clock(), clock({ id: 'handle.2' })])).toEqual(['2 clocks, the workflow knows 1']);
  });

  it('do not take the projection for the workflow', () => {
    expect(failing(evidence({ live: { ...ticketBody(), source: 'projection' } }))).toEqual({
      'the ticket says what the workflow says': ['its workflow did not answer'],
    });
  });

  it('find a follower that nobody called back', () => {
    const told = [first, event(2, 'registered', 'callbackPending', { type: 'masterReplied' })];
    const asked = event(3, 'callbackPending', 'archived', { type: 'callbackRecorded' });
    expect(failing(evidence({ events: [...told, asked] }))).toEqual({});
    expect(failing(evidence({ events: [...told, event(3, 'callbackPending', 'archived')] }))).toEqual({
      'master and followers were each asked': ['was never called back'],
    });
  });
});

describe('lateness and percentiles', () => {
  it('measure from the scheduled to the real instant', () => {
    expect(lateness([evidence()])).toEqual([15, 40]);
  });

  it('are values that were measured, by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(spreadOf(values)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(spreadOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
    expect(spreadOf([1, 2])).toMatchObject({ p50: 1, p95: 2 });
    expect(spreadOf([])).toBeNull();
  });
});

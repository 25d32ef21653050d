import { consistencyCheck, disagreements, watchConsistency } from '../../../cli/simulate/consistency.js';
import type { EventBody, Hotline, LiveBody } from '../../../cli/simulate/hotline.js';
import type { TicketSummaryBody } from '../../../contracts/ticket.js';
import { virtualTime } from './rules-hotline.js';

interface Told {
  readonly row: number;
  readonly live: number;
  readonly events: number;
  readonly source?: 'projection';
  readonly ageSeconds?: number | null;
}

const at = (version: number): object => ({
  number: 'n',
  version,
  state: 'inProgress',
  level: 0,
  overdue: false,
  unitDueAt: null,
  citizenDueAt: null,
  closingCode: null,
});

/** A hotline of one ticket that says these things one after the other, and the last for ever. */
function saying(...story: Told[]): Hotline {
  let turn = -1;
  const now = (): Told => story[Math.min(turn, story.length - 1)] ?? { row: 1, live: 1, events: 1 };
  return {
    row: () => {
      turn += 1;
      return Promise.resolve(now().row === 0 ? null : (at(now().row) as TicketSummaryBody));
    },
    live: () =>
      Promise.resolve({
        ...at(now().live),
        source: now().source ?? 'workflow',
        ageSeconds: now().ageSeconds ?? null,
      } as LiveBody),
    events: () =>
      Promise.resolve(
        Array.from({ length: now().events }, (_, seq) => ({ seq: seq + 1, to: 'inProgress' }) as EventBody),
      ),
  } as Partial<Hotline> as Hotline;
}

async function watched(hotline: Hotline): ReturnType<ReturnType<typeof watchConsistency>['end']> {
  const watch = watchConsistency(hotline, 'key', virtualTime());
  watch.appeared({ index: 0, plot: 'late', id: 'id', number: 'n' } as Parameters<typeof watch.appeared>[0]);
  return watch.end();
}

describe('Comparing while a simulation runs', () => {
  it('finds nothing where all three say the same', async () => {
    const found = await watched(saying({ row: 4, live: 4, events: 4 }));
    expect(found).toMatchObject({ tickets: 1, of: 1, stale: 0, findings: [] });
    expect(consistencyCheck(found).findings).toEqual([]);
  });

  it('asks again while the ticket moves between the questions', async () => {
    const found = await watched(
      saying({ row: 4, live: 5, events: 5 }, { row: 6, live: 5, events: 6 }, { row: 6, live: 6, events: 6 }),
    );
    expect(found).toMatchObject({ tickets: 1, findings: [] });
  });

  it.each<[string, Told, string]>([
    ['a row that stays behind', { row: 4, live: 5, events: 5 }, 'version is 4, the workflow says 5'],
    ['a row that is not there', { row: 0, live: 5, events: 5 }, 'is not in the list'],
    ['events that stay behind', { row: 5, live: 5, events: 4 }, '4 events up to 4, the workflow is at version 5'],
    [
      'an old answer that does not say how old',
      { row: 5, live: 5, events: 5, source: 'projection' },
      'an answer from the read model does not say how old it is',
    ],
  ])('finds %s', async (_what, told, says) => {
    const found = await watched(saying(told));
    expect(found.findings.map((finding) => finding.says)).toContain(says);
  });

  it('allows for staleness that is stated, but not for a ticket that was never compared', async () => {
    const found = await watched(saying({ row: 4, live: 3, events: 4, source: 'projection', ageSeconds: 2 }));
    expect(found).toMatchObject({ tickets: 0, of: 1, findings: [] });
    expect(found.stale).toBeGreaterThan(0);
    expect(consistencyCheck(found).findings).toEqual([{ ticket: 'the run', says: '1 tickets were never compared' }]);
  });

  it('compares states as well as numbers', () => {
    const live = { ...at(2), source: 'workflow', ageSeconds: null } as LiveBody;
    const events = [
      { seq: 1, to: 'registered' as const },
      { seq: 2, to: 'replied' as const },
    ];
    expect(disagreements({ ...at(2), state: 'closed' } as TicketSummaryBody, live, events)).toEqual([
      'state is closed, the workflow says inProgress',
      'the events end in replied, the workflow says inProgress',
    ]);
  });
});

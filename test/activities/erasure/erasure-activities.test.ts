import { MockActivityEnvironment } from '@temporalio/testing';
import { createErasureActivities, type ErasureActivityDeps } from '../../../activities/erasure/erasure-activities.js';
import type { ErasureRequest } from '../../../domain/erasure/erasure-request.js';
import { Refusal } from '../../../domain/refusal.js';

const NOW = new Date('2026-11-29T10:00:00.000Z');

function granted(ticket: string): ErasureRequest {
  return {
    ...{ id: `of-${ticket}`, ticket, basis: 'citizenAsked', askedAt: NOW, decideUntil: NOW },
    askedBy: { id: 'o', role: 'operator', unit: null },
    ...{ decidedAt: NOW, decidedBy: { id: 'd', role: 'director', unit: null }, granted: true },
    ...{ withdrawnAt: null, doneAt: null },
  };
}

/** What waits, what became of it, and a turn over it. */
function world(changes: Partial<ErasureActivityDeps>) {
  const left = new Set(['one', 'two', 'three']);
  const activities = createErasureActivities({
    requests: { undone: () => Promise.resolve([]) },
    carryOut: () => Promise.resolve({}),
    rest: {
      waiting: () => Promise.resolve([...left]),
      isGone: (ticketId) => Promise.resolve(void left.delete(ticketId)),
    },
    removers: [],
    retain: () => Promise.resolve({ erased: {}, held: 0, next: null }),
    ...changes,
  });
  return { left, finish: () => new MockActivityEnvironment().run(activities.finishErasures) };
}

describe('finishing erasures', () => {
  it('removes what is left of each ticket elsewhere; what fails waits for the next time and keeps no other back', async () => {
    let isAway = true;
    const removed: string[] = [];
    const { left, finish } = world({
      removers: [
        (ticketId) => Promise.resolve(void removed.push(ticketId)),
        (ticketId) => (isAway && ticketId === 'two' ? Promise.reject(new Error('away')) : Promise.resolve()),
      ],
    });
    expect(await finish()).toEqual({ carriedOut: 0, removed: 2, left: 1 });
    expect([...left]).toEqual(['two']);
    isAway = false;
    expect(await finish()).toEqual({ carriedOut: 0, removed: 1, left: 0 });
    expect(removed).toEqual(['one', 'two', 'three', 'two']);
  });

  it('does what was granted and not done, but for what something holds by now', async () => {
    const { finish } = world({
      requests: { undone: () => Promise.resolve(['a', 'held', 'withdrawn'].map(granted)) },
      carryOut({ ticket }) {
        if (ticket === 'held') return Promise.reject(new Refusal('erasure-held', 'It is held.'));
        return Promise.resolve(ticket === 'withdrawn' ? null : {});
      },
    });
    expect(await finish()).toMatchObject({ carriedOut: 1 });
  });
});

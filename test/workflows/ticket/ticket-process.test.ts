import type { RecordedStep } from '../../../activities/ticket/ticket-activities.js';
import { TicketProcess } from '../../../workflows/ticket/ticket-process.js';
import { oneAtATime } from '../../../workflows/ticket/one-at-a-time.js';
import { aLifeIn, handler } from '../../support/lives.js';
import { factsFor } from '../../support/tickets.js';

describe('A step that is handed over to be written', () => {
  it('names the pack and leaves its rules behind, which its writer has; the ticket itself keeps them', async () => {
    const { ticket } = aLifeIn('inProgress');
    const steps: RecordedStep[] = [];
    const life = new TicketProcess(ticket, [], {
      record(step) {
        steps.push(step);
        const { calendarVersion } = step.ticket;
        return Promise.resolve({ clocks: [], lastHash: 'hash', pack: null, calendarVersion });
      },
      tell: () => Promise.resolve(),
      tellFollowers: () => undefined,
      now: () => ticket.stateSince,
      turns: oneAtATime(),
      length: () => steps.length,
      arm: () => undefined,
      refused: (refusal) => refusal,
      failed: (error) => error as Error,
    });

    const said = { actor: handler, body: {}, facts: factsFor({}), sealed: null, expectedVersion: null, bodyHash: '' };
    await life.execute('recordContact', said, 'one');

    const { code, version } = ticket.pack;
    expect(steps.map((step) => step.ticket.pack)).toEqual([{ code, version }]);
    expect(life.ticket.pack).toEqual(ticket.pack);
    const bytes = (value: unknown): number => JSON.stringify(value).length;
    expect(bytes(steps)).toBeLessThan(bytes(ticket));
  });
});

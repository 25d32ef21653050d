import { WorkflowNotFoundError } from '@temporalio/client';
import { tellOpenTickets, UNTIL_EVERYWHERE_MS, type CalendarTelling } from '../../../cli/calendar-telling.js';
import { CliFailure } from '../../../cli/failure.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { COMMAND_LINE } from '../../../storage/admin/change-trail.js';
import { calendarYearNoun } from '../../../storage/reference/calendar-nouns.js';
import { ticketsDatedInto } from '../../../storage/reference/calendar-store.js';
import { FRESH_FOR_MS, type ReferenceSnapshot } from '../../../storage/reference/reference-data.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

describe('A calendar that is published while tickets are open', () => {
  let world: ApiWorld;
  let reference: ReferenceSnapshot;
  let year: number;
  let old: string;
  beforeAll(async () => {
    world = await createApiWorld();
  });
  afterAll(() => world.close());

  const versionOf = ({ lead }: Pick<TicketState, 'lead'>): string => reference.calendarFor(lead?.path ?? []).version;

  async function atWork(): Promise<TicketState> {
    const { id } = (await world.register({ classCode: '030102' })).body;
    await world.act(id, 'accept', world.key('operator'));
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'its own' });
    return ticket(id);
  }

  function ticket(id: string): TicketState {
    const found = world.gateway.ticket(id);
    if (!found) throw new Error('The ticket has no workflow.');
    return found;
  }

  /** As the row says it once a worker has dated the ticket by this calendar. */
  async function datedBy(version: string, { id }: TicketState): Promise<void> {
    await world.database.pool.query(
      `UPDATE ticket SET snapshot = jsonb_set(snapshot::jsonb, '{calendarVersion}', to_jsonb($2::text)) WHERE id = $1`,
      [id, version],
    );
  }

  function telling(tell: CalendarTelling['tell'], pause: CalendarTelling['pause']): CalendarTelling {
    return {
      store: { datedInto: (after, limit) => ticketsDatedInto(world.database.pool, year, after, limit) },
      versionFor: versionOf,
      tell,
      pause,
      now: () => new Date().toISOString(),
    };
  }

  async function publish(): Promise<void> {
    const before = await world.reference.current();
    const [one] = before.years.filter((known) => known.year === new Date().getUTCFullYear());
    if (!one) throw new Error('The present year is not seeded.');
    ({ year } = one);
    old = before.calendarFor([]).version;
    const { year: number, ...same } = { ...one, source: `${one.source}, as changed` };
    await world.services.admin.act(COMMAND_LINE, (desk) =>
      desk.put(calendarYearNoun, String(number), () => same, { version: null }),
    );
    reference = await world.reference.refresh();
    expect(reference.calendarFor([]).version).not.toBe(old);
  }

  it('is told to every ticket that has a workflow, and again to whom a worker dated meanwhile by the old one', async () => {
    const waiting = ticket((await world.register({ urgency: 'P0' })).body.id);
    const [well, lost, late] = [await atWork(), await atWork(), await atWork()];
    await publish();
    const told: string[][] = [[]];
    const waits: number[] = [];
    const outcome = await tellOpenTickets(
      telling(
        async (one, version) => {
          expect(version).toBe(versionOf(one));
          if (one.id === lost.id) throw new WorkflowNotFoundError('workflow not found', `ticket-${one.id}`, undefined);
          told.at(-1)?.push(one.number);
          if (one.id !== waiting.id) await datedBy(version, one);
        },
        async (milliseconds) => {
          waits.push(milliseconds);
          told.push([]);
          await datedBy(old, late);
        },
      ),
    );
    const [first = [], second = []] = told;
    expect(first).toEqual([waiting, well, late].map(({ number }) => number).sort());
    expect(second).toEqual([late.number]);
    expect(waits).toEqual([UNTIL_EVERYWHERE_MS]);
    expect(UNTIL_EVERYWHERE_MS).toBeGreaterThan(FRESH_FOR_MS);
    expect(outcome).toEqual({ told: 3, toldAgain: 1, skipped: [lost.number] });
  });

  it('says how many were told when the engine goes away, and that importing it again is safe', async () => {
    await publish();
    let told = 0;
    const ended = tellOpenTickets(
      telling(
        () => {
          if (told === 2) return Promise.reject(new Error('no connection to the engine'));
          told += 1;
          return Promise.resolve();
        },
        () => Promise.resolve(),
      ),
    );
    await expect(ended).rejects.toThrow(CliFailure);
    await expect(ended).rejects.toThrow(
      'The year is saved, but not every open ticket could be told: 2 were told, 0 of them again; then: no connection to the engine. Import the same file again; that is safe.',
    );
  });
});

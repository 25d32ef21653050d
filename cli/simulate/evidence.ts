import type { TicketBody, TicketSummaryBody } from '../../contracts/ticket.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import type { Time } from './connection.js';
import type { EventBody, ExplainedRung, Hotline, LiveBody } from './hotline.js';
import type { Plot } from './plots.js';
import type { Life } from './tally.js';

/** What the hotline says of one ticket after the run, each way of asking apart. */
export interface Evidence {
  readonly number: string;
  readonly plot: Plot;
  readonly ticket: TicketBody;
  readonly row: TicketSummaryBody | null;
  readonly live: LiveBody;
  readonly events: readonly EventBody[];
  /** The rungs of the first handling clock, asked only where its ladder was climbed on purpose. */
  readonly rungs: readonly ExplainedRung[] | null;
}

const atOnce = 8;
const CLIMBED: readonly Plot[] = ['late', 'silent'];

/** Asks the hotline for everything about the run's tickets. Reads only. */
export async function gatherEvidence(
  lives: readonly Life[],
  hotline: Hotline,
  apiKey: string,
  report: (asked: number) => void = () => undefined,
): Promise<Evidence[]> {
  const rows = await rowsOf(lives, hotline, apiKey);
  const found: Evidence[] = [];
  await mapConcurrently(
    lives,
    atOnce,
    async ({ id, number, plot }) => {
      const ticket = (await hotline.look(apiKey, id)).ticket;
      const [live, events] = await Promise.all([liveOf(hotline, apiKey, id), hotline.events(apiKey, id)]);
      const climbed = CLIMBED.includes(plot) && ticket.clocks.some((clock) => clock.id === 'handle.1');
      const rungs = climbed ? await hotline.rungs(apiKey, id, 'handle.1') : null;
      found.push({ number, plot, ticket, row: rows.get(id) ?? null, live, events, rungs });
      report(found.length);
    },
    'stop',
  );
  return found.sort((a, b) => (a.number < b.number ? -1 : 1));
}

/**
 * A workflow that is on its way to another worker may be late with its answer; one that does not answer three times is
 * silent.
 */
async function liveOf(hotline: Hotline, apiKey: string, id: string): Promise<LiveBody> {
  let live = await hotline.live(apiKey, id);
  for (let again = 2; again > 0 && live.source !== 'workflow'; again -= 1) live = await hotline.live(apiKey, id);
  return live;
}

/** The rows of the run's tickets in the list, newest first, page by page until all were seen. */
async function rowsOf(
  lives: readonly Life[],
  hotline: Hotline,
  apiKey: string,
): Promise<Map<string, TicketSummaryBody>> {
  const wanted = new Set(lives.map(({ id }) => id));
  const rows = new Map<string, TicketSummaryBody>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Hotline['list']>> = await hotline.list(apiKey, cursor);
    for (const row of page.items) if (wanted.has(row.id)) rows.set(row.id, row);
    cursor = page.nextCursor;
  } while (cursor !== null && rows.size < wanted.size);
  return rows;
}

/** Waits, for a little while, until the tickets that should be over are. */
export async function settle(
  lives: readonly Life[],
  hotline: Hotline,
  apiKey: string,
  time: Time,
  forMs: number,
): Promise<void> {
  const until = time.now() + forMs;
  for (;;) {
    const rows = await rowsOf(lives, hotline, apiKey);
    if ([...rows.values()].every(({ kind }) => kind === 'end') || time.now() >= until) return;
    await time.sleep(1_000);
  }
}

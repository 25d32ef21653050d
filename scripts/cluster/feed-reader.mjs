import { setTimeout as pause } from 'node:timers/promises';

const AGAIN_AFTER_MS = 300;
const WAIT_SECONDS = 5;

/**
 * A department's own system that follows the feed from its beginning to the end of the run, with one place that it
 * keeps.
 */
export function followFeed({ url, apiKey, unit }) {
  /** By ticket and place, which every version tells alike. */
  const read = new Map();
  let after = null;
  let over = false;
  let idle = false;

  async function page() {
    const query = new URLSearchParams({
      limit: '200',
      wait: String(WAIT_SECONDS),
      ...(after === null ? {} : { after }),
    });
    const response = await fetch(`${url}/api/v1/events?${query}`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(30_000),
    });
    if (response.status !== 200) throw new Error(`The feed was answered with ${response.status}.`);
    const { items, nextCursor } = await response.json();
    for (const { ticket, seq, type, data } of items) {
      if (type === 'retracted') read.delete(placeOf(data.event));
      else read.set(`${ticket.id}/${seq}`, (read.get(`${ticket.id}/${seq}`) ?? 0) + 1);
    }
    after = nextCursor;
    idle = items.length === 0;
  }

  const running = (async () => {
    while (!over) await page().catch(() => pause(AGAIN_AFTER_MS));
    for (idle = false; !idle;) await page().catch(() => pause(AGAIN_AFTER_MS));
  })();

  return {
    async end() {
      over = true;
      await running;
    },
    /** Compares what was read with what happened in the unit's sight. */
    async check(pool) {
      const places = await inSightOf(pool, unit);
      const missed = places.filter((place) => !read.has(place)).map((place) => `${place} never came`);
      return {
        check: `the feed told the unit ${unit} every event in its sight`,
        looked: places.length,
        found: missed.length,
        examples: missed.slice(0, 10),
      };
    },
  };
}

const placeOf = (event) => event.split('/').slice(0, 2).join('/');

/** Where what happened in the unit's sight stands: ticket and place. */
export async function inSightOf(pool, unit) {
  const { rows } = await pool.query(
    `SELECT e.ticket_id || '/' || e.seq AS place FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id JOIN unit u ON u.id = $1
     WHERE e.units @> ARRAY[$1] AND NOT coalesce(t.accused_unit = ANY(u.path), false)`,
    [unit],
  );
  return rows.map(({ place }) => place);
}

import { setTimeout as pause } from 'node:timers/promises';

const LIVES = 48;
const TOGETHER = 8;
const AGAIN_MS = 100;
/** A command that is not answered by then is lost for whoever waits for it. */
const PATIENCE_MS = 60_000;
const REOPEN_MS = 5_000;

const EVENTS = 'SELECT ticket_id, type, at FROM ticket_event WHERE ticket_id = ANY($1) ORDER BY ticket_id, seq';

/**
 * What an arm's word is worth: in the middle of lives all its programs are killed, and begun again at once; whoever
 * waits asks again by the same key. Afterwards the events of each ticket are held against those of a life that nobody
 * disturbed.
 */
export async function killedMeanwhile(arm) {
  const undisturbed = await arm.live([], []);
  await arm.untilEnded();
  const expected = countsOf(await eventsOf(arm, [undisturbed])).get(undisturbed);

  const ids = [];
  const waits = [];
  let left = LIVES;
  let killed;
  const work = Array.from({ length: TOGETHER }, async () => {
    while (left > 0) {
      left -= 1;
      ids.push(await arm.live(waits, waits, persist));
      if (ids.length >= LIVES / 3) killed ??= arm.killAll();
    }
  });
  await Promise.all(work);
  await killed;
  await arm.untilEnded();

  const events = await eventsOf(arm, ids);
  const found = countsOf(events);
  const off = (sign) => ids.reduce((sum, id) => sum + difference(found.get(id) ?? new Map(), expected, sign), 0);
  return {
    lives: ids.length,
    /** Commands that were answered and deadlines that passed, and left no event. */
    lost: off(-1),
    doubled: off(1),
    early: early(events),
    longestWaitSeconds: Math.max(...waits) / 1000,
  };
}

async function persist(ask) {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const refused = error.status !== undefined && error.status < 500;
      if (refused || performance.now() > until) throw error;
      await pause(AGAIN_MS);
    }
  }
}

async function eventsOf(arm, ids) {
  return (await arm.query(EVENTS, [ids])).rows;
}

/** How often each type of event happened, by ticket. */
function countsOf(events) {
  const tickets = new Map();
  for (const { ticket_id: id, type } of events) {
    const counts = tickets.get(id) ?? new Map();
    counts.set(type, (counts.get(type) ?? 0) + 1);
    tickets.set(id, counts);
  }
  return tickets;
}

function difference(found, expected, sign) {
  const types = new Set([...found.keys(), ...expected.keys()]);
  return [...types].reduce(
    (sum, type) => sum + Math.max(0, sign * ((found.get(type) ?? 0) - (expected.get(type) ?? 0))),
    0,
  );
}

/** Tickets that ended before their last date had come. */
function early(events) {
  let before;
  let count = 0;
  for (const event of events) {
    const sinceClosed = event.ticket_id === before?.ticket_id ? event.at - before.at : Infinity;
    if (event.type === 'archived' && sinceClosed < REOPEN_MS) count += 1;
    before = event;
  }
  return count;
}

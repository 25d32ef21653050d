/**
 * The classic way, its job: once a second it takes what has fallen due and is not locked, any number of such jobs
 * beside each other.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { untilTold } from './http.mjs';
import { fired } from './rules.mjs';
import { inTransaction, openRows, prepared, writeStep } from './rows.mjs';

const EVERY_MS = 1_000;
const AT_ONCE = 50;
const DUE = `
SELECT t.snapshot, c.id AS clock, c.due_at FROM clock c JOIN ticket t ON t.id = c.ticket_id
WHERE c.due_at <= now() ORDER BY c.due_at LIMIT ${AT_ONCE} FOR UPDATE OF t SKIP LOCKED`;

const pool = openRows(process.env.DATABASE_URL, 2);
let stopping = false;

async function fireDue() {
  return inTransaction(pool, async (client) => {
    const { rows } = await prepared(client, 'due', DUE, []);
    // One of a ticket at a time: the next must see what the one before it wrote.
    const first = [...new Map(rows.toReversed().map((row) => [row.snapshot.id, row])).values()];
    for (const { snapshot, clock, due_at: dueAt } of first) {
      await writeStep(client, fired(snapshot, clock, dueAt.toISOString(), new Date().toISOString()));
    }
    return rows.length;
  });
}

const running = (async () => {
  while (!stopping) {
    const found = await fireDue().catch((error) => {
      console.error(error.message);
      return 0;
    });
    if (found < AT_ONCE) await pause(EVERY_MS);
  }
})();
untilTold(async () => {
  stopping = true;
  await running;
  await pool.end();
});

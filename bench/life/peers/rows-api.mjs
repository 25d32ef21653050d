/**
 * The classic way, its API: a command is a transaction that locks the ticket's row and writes ticket, event, dates and
 * answer.
 */
import { randomUUID } from 'node:crypto';
import { serveTickets, untilTold } from './http.mjs';
import { decided, Refused, registered } from './rules.mjs';
import { inTransaction, openRows, prepared, writeStep } from './rows.mjs';

const CLAIM = `INSERT INTO stored_response (actor_id, key, body_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;
const STORED = `SELECT body_hash, status, response FROM stored_response WHERE actor_id = $1 AND key = $2`;
const STORE = `UPDATE stored_response SET status = $3, response = $4 WHERE actor_id = $1 AND key = $2`;
const LOCK = `SELECT snapshot FROM ticket WHERE id = $1 FOR UPDATE`;

const { DATABASE_URL, PEER_PORT, PEER_ACCOUNTS } = process.env;
const pool = openRows(DATABASE_URL, 16);

/** Does it once under a key; a repetition, even at the same time, waits for the first and has its answer. */
function once({ actor, key, bodyHash }, status, work) {
  return inTransaction(pool, async (client) => {
    const claimed = await prepared(client, 'claim', CLAIM, [actor.id, key, bodyHash]);
    if (claimed.rowCount === 0) {
      const { rows } = await prepared(client, 'stored', STORED, [actor.id, key]);
      if (rows[0].body_hash !== bodyHash) throw new Refused(422, 'idempotency-key-reused', 'Another command had it.');
      return { status: rows[0].status, ticket: rows[0].response };
    }
    const { ticket } = await work(client);
    await prepared(client, 'store', STORE, [actor.id, key, status, JSON.stringify(ticket)]);
    return { status, ticket };
  });
}

const server = await serveTickets({
  port: Number(PEER_PORT),
  accounts: JSON.parse(PEER_ACCOUNTS),
  ready: () => pool.query('SELECT 1'),
  tickets: {
    register: (asked) =>
      once(asked, 201, async (client) => {
        const step = registered(randomUUID(), asked.body, asked.actor, new Date().toISOString());
        await writeStep(client, step);
        return step;
      }),
    command: (asked) =>
      once(asked, 200, async (client) => {
        const { rows } = await prepared(client, 'lock', LOCK, [asked.id]);
        if (!rows[0]) throw new Refused(404, 'ticket-not-found', 'There is no such ticket.');
        const step = decided(rows[0].snapshot, asked, new Date().toISOString());
        await writeStep(client, step);
        return step;
      }),
  },
});
untilTold(async () => {
  server.close();
  await pool.end();
});

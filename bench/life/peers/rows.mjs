import pg from 'pg';

/** Statements are prepared once a connection, as in the product. */
const WRITE = {
  insertTicket: `INSERT INTO ticket (id, version, state, unit, urgency, snapshot, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  updateTicket: `UPDATE ticket SET version = $2, state = $3, unit = $4, urgency = $5, snapshot = $6, updated_at = $7 WHERE id = $1`,
  event: `INSERT INTO ticket_event (ticket_id, seq, type, at, actor, data) VALUES ($1, $2, $3, $4, $5, $6)`,
  startClock: `INSERT INTO clock (ticket_id, id, due_at) VALUES ($1, $2, $3)
    ON CONFLICT (ticket_id, id) DO UPDATE SET due_at = EXCLUDED.due_at`,
  stopClock: `DELETE FROM clock WHERE ticket_id = $1 AND id = $2`,
};

export function openRows(connectionString, max) {
  const pool = new pg.Pool({ connectionString, max });
  pool.on('error', (error) => console.error(error.message));
  return pool;
}

/** One transaction: all of it, or nothing. */
export async function inTransaction(pool, work) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}

export function prepared(client, name, text, values) {
  return client.query({ name, text, values });
}

/** Writes a step within the transaction of the caller. */
export async function writeStep(client, { ticket, event, clocks }) {
  const write = (name, values) => prepared(client, name, WRITE[name], values);
  const { id, version, state, unit, urgency } = ticket;
  await write(version === 1 ? 'insertTicket' : 'updateTicket', [
    id,
    version,
    state,
    unit,
    urgency,
    JSON.stringify(ticket),
    event.at,
  ]);
  await write('event', [id, event.seq, event.type, event.at, JSON.stringify(event.actor), JSON.stringify(event.data)]);
  for (const [clock, dueAt] of clocks) {
    if (dueAt === null) await write('stopClock', [id, clock]);
    else await write('startClock', [id, clock, dueAt]);
  }
}

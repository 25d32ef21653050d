/**
 * DBOS: a durable workflow a ticket, in the process of the API. A command is a message under its key, its answer an
 * event of the workflow, a date the deadline of the wait for the next message. Ticket and events are rows as well,
 * written by a step.
 */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { hashOf, serveTickets, untilTold } from './http.mjs';
import { decided, fired, Refused, registered } from './rules.mjs';
import { openRows, prepared } from './rows.mjs';

const ANSWER_SECONDS = 15;
/** Safe to repeat: a step that was done, and whose end DBOS did not hear of, is done again. */
const WRITE = `
WITH shown AS (
  INSERT INTO ticket (id, version, state, unit, urgency, snapshot, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, state = EXCLUDED.state, unit = EXCLUDED.unit,
    urgency = EXCLUDED.urgency, snapshot = EXCLUDED.snapshot, updated_at = EXCLUDED.updated_at
  WHERE ticket.version <= EXCLUDED.version
  RETURNING id
)
INSERT INTO ticket_event (ticket_id, seq, type, at, actor, data) SELECT id, $2, $8, $7, $9, $10 FROM shown
ON CONFLICT DO NOTHING`;

const { DATABASE_URL, DBOS_URL, PEER_PORT, PEER_ACCOUNTS } = process.env;
const pool = openRows(DATABASE_URL, 16);

async function write({ ticket, event }) {
  const { id, version, state, unit, urgency } = ticket;
  await prepared(pool, 'write', WRITE, [
    id,
    version,
    state,
    unit,
    urgency,
    JSON.stringify(ticket),
    event.at,
    event.type,
    JSON.stringify(event.actor),
    JSON.stringify(event.data),
  ]);
}

const ticketLife = DBOS.registerWorkflow(
  async ({ answerTo, bodyHash, ...asked }) => {
    // Decided in the step, whose answer is kept: a clock that is read beside it would say something else on the way
    // back up.
    let { ticket, clocks } = await taken(() => registered(asked.id, asked.body, asked.actor, new Date().toISOString()));
    await DBOS.setEvent(answerTo, { status: 201, ticket, bodyHash });
    const dates = new Map(clocks);
    while (ticket.state !== 'archived') {
      const [clock, dueAt] = [...dates].reduce((one, other) => (other[1] < one[1] ? other : one));
      const command = await DBOS.recv(undefined, { deadlineEpochMS: Date.parse(dueAt) });
      const before = ticket;
      const step = await taken(() => {
        const at = new Date().toISOString();
        return command === null ? fired(before, clock, dueAt, at) : decided(before, command, at);
      });
      if (step.refused) await DBOS.setEvent(command.answerTo, { ...step.refused, bodyHash: command.bodyHash });
      else {
        ({ ticket, clocks } = step);
        for (const [id, due] of clocks) {
          if (due === null) dates.delete(id);
          else dates.set(id, due);
        }
        if (command) await DBOS.setEvent(command.answerTo, { status: 200, ticket, bodyHash: command.bodyHash });
      }
    }
  },
  { name: 'ticketLife' },
);

/** Decides and writes as one step. */
function taken(decide) {
  return DBOS.runStep(
    async () => {
      let step;
      try {
        step = decide();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { refused: { status: error.status, code: error.code, message: error.message } };
      }
      await write(step);
      return { ticket: step.ticket, clocks: step.clocks };
    },
    { name: 'decide', retriesAllowed: true, maxAttempts: 10 },
  );
}

async function answerOf(workflowId, answerTo, bodyHash) {
  const answer = await DBOS.getEvent(workflowId, answerTo, { timeoutSeconds: ANSWER_SECONDS });
  if (answer === null) throw new Error('The workflow did not answer in time.');
  if (answer.bodyHash !== bodyHash) throw new Refused(422, 'idempotency-key-reused', 'Another command had it.');
  if (answer.code) throw new Refused(answer.status, answer.code, answer.message);
  return answer;
}

/** A workflow is found by its name, so a registration's key gives its ticket's. */
function idFor(text) {
  const hex = hashOf(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

DBOS.setConfig({
  name: 'tickets',
  systemDatabaseUrl: DBOS_URL,
  systemDatabasePoolSize: 16,
  applicationVersion: '1',
  executorID: 'one',
  logLevel: 'error',
});
await DBOS.launch();
const server = await serveTickets({
  port: Number(PEER_PORT),
  accounts: JSON.parse(PEER_ACCOUNTS),
  ready: () => pool.query('SELECT 1'),
  tickets: {
    async register({ actor, key, body, bodyHash }) {
      const answerTo = `${actor.id} ${key}`;
      const id = idFor(answerTo);
      await DBOS.startWorkflow(ticketLife, { workflowID: id })({ id, actor, body, bodyHash, answerTo });
      return answerOf(id, answerTo, bodyHash);
    },
    async command({ id, actor, key, name, body, bodyHash, expectedVersion }) {
      const answerTo = `${actor.id} ${key}`;
      const message = { name, actor, body, bodyHash, expectedVersion, answerTo };
      await DBOS.send(id, message, undefined, answerTo);
      return answerOf(id, answerTo, bodyHash);
    },
  },
});
untilTold(async () => {
  server.close();
  await DBOS.shutdown();
  await pool.end();
});

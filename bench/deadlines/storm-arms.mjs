import { randomUUID } from 'node:crypto';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { BARE_TASK_QUEUE } from '../support/stack.mjs';
import { createStormTickets } from './storm-tickets.mjs';

/** Enough others that a command rarely meets another one on the same ticket. */
const OTHERS = 20;
const AT_ONCE = 24;
const FOREVER_MS = 86_400_000;

/**
 * An arm of the storm: `others` makes what commands are given to meanwhile, `prepare` makes all that is due at one
 * instant, `worked` says how many have fired so far, `fired` says when each did and when it was to.
 */
export function boundStorm(stack, placesOf) {
  const { workflow } = stack.bareClient;
  let others = [];
  let batch = '';
  let due = [];
  const running = `WorkflowType = 'bareDeadline' AND ExecutionStatus = 'Running'`;
  return {
    name: 'bound',
    preparedPerSecond: 30,
    pids: stack.pids.bound,
    pollMs: 500,
    async others() {
      const args = [{ updates: Number.MAX_SAFE_INTEGER, firstTimerMs: FOREVER_MS, lastTimerMs: 1 }];
      others = await Promise.all(
        Array.from({ length: OTHERS }, () =>
          workflow.start('bareLife', { workflowId: `bare-${randomUUID()}`, taskQueue: BARE_TASK_QUEUE, args }),
        ),
      );
    },
    command: (n) => others[n % OTHERS].executeUpdate('step', { updateId: randomUUID(), args: ['assign'] }),
    async prepare(count, startedAt, dueAt, rules) {
      batch = randomUUID();
      due = placesOf(count, dueAt, rules);
      await inParallel(count, AT_ONCE, (n) =>
        workflow.start('bareDeadline', {
          workflowId: `due-${batch}-${n}`,
          taskQueue: BARE_TASK_QUEUE,
          args: [due[n - 1]],
        }),
      );
      return Math.max(...due);
    },
    worked: async () => due.length - (await workflow.count(running)).count,
    async fired(dueAt) {
      const each = [];
      for await (const { workflowId, closeTime } of workflow.list({
        query: "WorkflowType = 'bareDeadline'",
        pageSize: 1_000,
      })) {
        if (!workflowId.startsWith(`due-${batch}`) || !closeTime) continue;
        const n = Number(workflowId.split('-').at(-1));
        each.push({ id: workflowId, scheduledAt: dueAt, placeAt: due[n - 1], firedAt: closeTime.getTime() });
      }
      return each;
    },
    close: () => undefined,
  };
}

/**
 * Tickets whose one rung is that they were not accepted in time, some of them urgent, and some that only hold a promise
 * to a citizen.
 */
export function productStorm(stack, product, name = 'product') {
  const http = createHotlineClient({ port: stack.apiPort, accounts: stack.accounts });
  const { pool } = stack;
  const tickets = createStormTickets(stack, product);
  const unit = stack.accounts.find((account) => account.role === 'handler' && account.unit !== null).unit;
  const handler = http.keyOf('handler', unit);
  let others = [];
  let made = [];
  return {
    name,
    preparedPerSecond: 20,
    pids: stack.pids.product,
    pollMs: 200,
    async others() {
      const one = async (_, n) => {
        const { id, etag } = await http.register(newTicket('phone', n));
        const steps = [
          ['accept', http.keyOf('operator'), {}],
          ['dispatch', http.keyOf('dispatcher'), { unit, reason: '井盖属于该部门的养护范围' }],
          ['acknowledge', handler, {}],
        ];
        let next = etag;
        for (const [step, apiKey, body] of steps) next = await http.command(id, step, { apiKey, body, etag: next });
        return id;
      };
      others = await Promise.all(Array.from({ length: OTHERS }, one));
    },
    command: (n) =>
      http.command(others[n % OTHERS], 'assign', { apiKey: handler, body: { handler: `clerk-${n}` }, etag: '*' }),
    async prepare(count, startedAt, dueAt, rules) {
      const { register } = await tickets.under(rules, startedAt, dueAt);
      made = [];
      await inParallel(count, AT_ONCE, async (n) => made.push(await register(n, count)));
      return Math.max(...made.map(({ place }) => place));
    },
    async worked() {
      const { rows } = await pool.query(
        "SELECT count(*)::int AS n FROM ticket_event WHERE type = 'overdue' AND ticket_id = ANY($1::uuid[])",
        [made.map(({ id }) => id)],
      );
      return rows[0].n;
    },
    async fired() {
      const { rows } = await pool.query(
        `SELECT ticket_id AS id, data->>'scheduledAt' AS scheduled, data->>'firedAt' AS fired
         FROM ticket_event WHERE type = 'overdue' AND ticket_id = ANY($1::uuid[])`,
        [made.map(({ id }) => id)],
      );
      const known = new Map(made.map((one) => [one.id, one]));
      return rows.map(({ id, scheduled, fired }) => ({
        id,
        scheduledAt: Date.parse(scheduled),
        placeAt: known.get(id).place,
        firedAt: Date.parse(fired),
        urgent: known.get(id).urgent,
      }));
    },
    /**
     * How many the operators' worklist counts as overdue now; the tickets that only hold a promise wait for nobody
     * there.
     */
    overdueListed: () => http.overdue('toAccept'),
    accepting: () => made.filter(({ promise }) => !promise).length,
    close: http.close,
  };
}

async function inParallel(count, width, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) {
        next += 1;
        await work(next);
      }
    }),
  );
}

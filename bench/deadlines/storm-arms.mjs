import { randomUUID } from 'node:crypto';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { BARE_TASK_QUEUE } from '../support/stack.mjs';

/** Enough others that a command rarely meets another one on the same ticket. */
const OTHERS = 20;
const AT_ONCE = 24;
const FOREVER_MS = 86_400_000;

/**
 * An arm of the storm: `others` makes what commands are given to meanwhile, `prepare` makes all that is due at one instant,
 * `worked` says how many have fired so far, `fired` says when each did.
 */
export function boundStorm(stack) {
  const { workflow } = stack.bareClient;
  let others = [];
  let batch = '';
  let prepared = 0;
  const running = `WorkflowType = 'bareDeadline' AND ExecutionStatus = 'Running'`;
  return {
    name: 'bound',
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
    async prepare(count, startedAt, dueAt) {
      batch = randomUUID();
      prepared = count;
      await inParallel(count, AT_ONCE, (n) =>
        workflow.start('bareDeadline', {
          workflowId: `due-${batch}-${n}`,
          taskQueue: BARE_TASK_QUEUE,
          args: [dueAt],
        }),
      );
    },
    worked: async () => prepared - (await workflow.count(running)).count,
    async fired(dueAt) {
      const each = [];
      for await (const { workflowId, closeTime } of workflow.list({
        query: "WorkflowType = 'bareDeadline'",
        pageSize: 1_000,
      })) {
        if (!workflowId.startsWith(`due-${batch}`) || !closeTime) continue;
        each.push({ id: workflowId, scheduledAt: dueAt, firedAt: closeTime.getTime() });
      }
      return each;
    },
    close: () => undefined,
  };
}

/** Tickets whose one rung is that they were not accepted in time, under a pack of the benchmark's own. */
export function productStorm(stack, product) {
  const http = createHotlineClient({ port: stack.apiPort, accounts: stack.accounts });
  const { pool } = stack;
  const store = product.createTicketStore(pool);
  const sealing = product.createSealing(stack.masterKey);
  const reference = product.createReferenceData(pool, Date.now);
  const unit = stack.accounts.find((account) => account.role === 'handler' && account.unit !== null).unit;
  const handler = http.keyOf('handler', unit);
  let others = [];
  let ids = [];

  /** The demonstration's pack, its accept clock running out so many seconds after registration, with one rung on it. */
  async function packFor(seconds) {
    const version = randomUUID();
    await pool.query(
      `INSERT INTO policy_pack (code, version, data)
       SELECT 'bench', $1, data || jsonb_build_object('code', 'bench', 'version', $1::text,
         'limits', (data->'limits') || jsonb_build_object('accept', jsonb_build_object('amount', $2::int, 'unit', 'seconds')),
         'ladder', (SELECT jsonb_agg(r) FROM jsonb_array_elements(data->'ladder') r WHERE r->>'clock' <> 'accept' OR r->>'rung' = 'overdue'))
       FROM policy_pack WHERE code = 'demo'`,
      [version, seconds],
    );
    const data = await reference.refresh();
    return { data, pack: data.pack('bench', version) };
  }

  async function register({ data, pack }, at) {
    const id = store.newId();
    const calendar = data.calendarFor([]);
    const said = { type: 'help', urgency: 'P2', classCode: null, classFacts: null, replyWanted: true };
    const { ticket, event, dating } = product.registered(
      {
        id,
        number: await store.nextNumber(at),
        channel: 'phone',
        ...said,
        protectedMatters: [],
        accusedUnit: null,
        calendarVersion: calendar.version,
      },
      pack,
      { id: 'bench', role: 'operator', unit: 'hotline' },
      at,
    );
    ticket.clocks = product.dateClocks(pack, calendar, ticket, [dating]);
    const [sealed] = product.chain(ticket, [event]);
    ticket.lastHash = sealed.hash;
    const { dataKey, wrappedKey } = sealing.newDataKey(id);
    const empty = (part) => product.sealJson(dataKey, {}, `${part}:${id}`);
    await store.register({
      state: ticket,
      event: sealed,
      wrappedKey,
      citizenSealed: empty('citizen'),
      contentSealed: empty('content'),
      searchWords: '井盖',
      answer: { actorId: 'bench', key: id, bodyHash: '', ticketId: id, status: 201, response: Buffer.from('-') },
    });
    await stack.ticketClient.workflow.start(product.TICKET_WORKFLOW, {
      workflowId: product.workflowIdOf(id),
      taskQueue: 'tickets',
      args: [{ ticket, done: [], continueAfter: null }],
      staticSummary: ticket.number,
    });
    await store.markStarted([id]);
    return id;
  }

  return {
    name: 'product',
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
        for (const [name, apiKey, body] of steps) next = await http.command(id, name, { apiKey, body, etag: next });
        return id;
      };
      others = await Promise.all(Array.from({ length: OTHERS }, one));
    },
    command: (n) =>
      http.command(others[n % OTHERS], 'assign', { apiKey: handler, body: { handler: `clerk-${n}` }, etag: '*' }),
    async prepare(count, startedAt, dueAt) {
      const rules = await packFor((dueAt - startedAt) / 1000);
      const at = new Date(startedAt).toISOString();
      ids = [];
      await inParallel(count, AT_ONCE, async () => ids.push(await register(rules, at)));
    },
    async worked() {
      const { rows } = await pool.query(
        "SELECT count(*)::int AS n FROM ticket_event WHERE type = 'overdue' AND ticket_id = ANY($1::uuid[])",
        [ids],
      );
      return rows[0].n;
    },
    async fired() {
      const { rows } = await pool.query(
        `SELECT ticket_id AS id, data->>'scheduledAt' AS scheduled, data->>'firedAt' AS fired
         FROM ticket_event WHERE type = 'overdue' AND ticket_id = ANY($1::uuid[])`,
        [ids],
      );
      return rows.map(({ id, scheduled, fired }) => ({
        id,
        scheduledAt: Date.parse(scheduled),
        firedAt: Date.parse(fired),
      }));
    },
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

import { randomUUID } from 'node:crypto';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { sqliteBytes } from '../support/sqlite-size.mjs';
import { BARE_TASK_QUEUE, untilNoneRuns } from '../support/stack.mjs';

/** The demonstration's clock of the last step, in milliseconds: both arms wait as long for their end. */
const LAST_TIMER_MS = 5_000;
const FIRST_TIMER_MS = 15_000;

/** Who does what in the life that is measured. `{unit}` is filled in. */
const STEPS = [
  ['operator', 'accept', {}],
  ['dispatcher', 'dispatch', { unit: '{unit}', reason: '井盖属于该部门的养护范围' }],
  ['handler', 'acknowledge', {}],
  ['handler', 'recordContact', { note: '已电话联系来电人，说明今天到现场查看' }],
  ['handler', 'requestExtension', { workingDays: 3, reason: '需要更换井盖，配件后天到货', basis: '养护合同第八条' }],
  ['dutyManager', 'decide', { request: '1', grant: true, reason: '理由属实，同意延期' }],
  [
    'handler',
    'reply',
    {
      facts: '现场查看，井盖破损属实，已设置围挡',
      basis: '城市道路管理条例第二十三条',
      measures: '已更换新的井盖并清理现场',
      contacted: '已电话告知来电人处理结果',
      text: '您反映的井盖破损问题已经处理完毕，感谢您对城市管理工作的关心和支持。',
    },
  ],
  ['reviewer', 'reviewReply', { accept: true }],
  ['callbackAgent', 'recordCallback', { reached: true, solved: 'yes', satisfied: 5 }],
];

/**
 * An arm lives lives: `live` takes where to put the milliseconds of the start and of each command, and returns when the
 * last command was answered. `untilEnded` waits for the timer that ends them, and `storedBytes` says what all of them
 * have left behind.
 */
export function boundArm(stack) {
  const { workflow } = stack.bareClient;
  return {
    name: 'bound',
    pids: () => stack.pids.bound,
    untilEnded: () => untilNoneRuns(stack.bareClient, 'bareLife'),
    storedBytes: () => ({ engine: sqliteBytes(stack.temporalFile) }),
    async live(starts, commands) {
      const handle = await timed(starts, () =>
        workflow.start('bareLife', {
          workflowId: `bare-${randomUUID()}`,
          taskQueue: BARE_TASK_QUEUE,
          args: [{ updates: STEPS.length, firstTimerMs: FIRST_TIMER_MS, lastTimerMs: LAST_TIMER_MS }],
        }),
      );
      for (const [, name] of STEPS) {
        await timed(commands, () => handle.executeUpdate('step', { updateId: randomUUID(), args: [name] }));
      }
    },
    close: () => undefined,
  };
}

/** @param {string} name of the arm: `product`, or the version before it */
export function productArm(stack, name, temporalFile) {
  return {
    ...hotlineArm(stack),
    name,
    pids: () => stack.pids,
    untilEnded: () => untilNoneRuns(stack.bareClient, 'ticketLifecycle'),
    async storedBytes() {
      const { rows } = await stack.pool.query('SELECT pg_database_size(current_database()) AS n');
      return { engine: sqliteBytes(temporalFile), rows: Number(rows[0].n) };
    },
    query: (text, values) => stack.pool.query(text, values),
    killAll: () => stack.killAll(),
  };
}

export function peerArm(peer) {
  return { ...peer, ...hotlineArm(peer) };
}

/** Whoever speaks the product's routes. */
function hotlineArm({ apiPort, accounts }) {
  const client = createHotlineClient({ port: apiPort, accounts });
  const unit = accounts.find((account) => account.role === 'handler' && account.unit !== null).unit;
  const steps = STEPS.map(([role, name, body]) => ({
    name,
    apiKey: client.keyOf(role, role === 'handler' ? unit : undefined),
    body: 'unit' in body ? { ...body, unit } : body,
  }));
  let lives = 0;
  return {
    /** Returns the ticket's id. With `persist`, what fails is asked again by the same key until it is answered. */
    async live(starts, commands, persist = (ask) => ask()) {
      lives += 1;
      const ticket = newTicket('simulation', lives);
      const key = randomUUID();
      const registered = await timed(starts, () => persist(() => client.register(ticket, key)));
      let { etag } = registered;
      for (const { name, apiKey, body } of steps) {
        const key = randomUUID();
        const command = { apiKey, body, etag, key };
        etag = await timed(commands, () => persist(() => client.command(registered.id, name, command)));
      }
      return registered.id;
    },
    close: client.close,
  };
}

async function timed(sample, work) {
  const startedAt = performance.now();
  const result = await work();
  sample.push(performance.now() - startedAt);
  return result;
}

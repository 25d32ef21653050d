import { insistOnProc } from '../support/cpu.mjs';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { machineLine } from '../support/machine.mjs';
import { benchOnTheStack } from '../support/on-the-stack.mjs';
import { judged } from '../support/statistics.mjs';
import { verdicts } from '../support/table.mjs';

const AT_ONCE = 12;
const PATIENCE_MS = 1_800_000;
const LOOK_EVERY_MS = 100;
const REPLY = {
  facts: '检修后管道有沉积物',
  basis: '城市供水条例',
  measures: '已冲洗管道',
  contacted: '电话告知各位市民',
  text: '水质已恢复正常。',
};

/**
 * One master with many followers: how long its reviewer waits for the answer, how long a command given right after,
 * when the last follower has heard, and what all that costs the master's history.
 * @param {{ n: number, json: boolean, out: string, date?: string }} options
 */
export async function benchFollowers(options) {
  insistOnProc();
  return benchOnTheStack('followers', options, {
    of: { n: options.n },
    async measure({ apiPort, accounts }, say) {
      const http = createHotlineClient({ port: apiPort, accounts });
      try {
        return await measured(http, say);
      } finally {
        http.close();
      }
    },
    print,
  });

  async function measured(http, say) {
    const { n } = options;
    const act = (id, name, role, body, unit) =>
      http.command(id, name, { apiKey: http.keyOf(role, unit), body, etag: '*' });
    const { id: master } = await http.register(newTicket('phone', 0));
    await act(master, 'accept', 'operator', {});
    await act(master, 'dispatch', 'dispatcher', { unit: 'water', reason: '供水水质由水务部门负责' });
    await act(master, 'acknowledge', 'handler', {}, 'water');

    const joinsAt = Date.now();
    let next = 0;
    const lane = async () => {
      while (next < n) {
        next += 1;
        const { id } = await http.register(newTicket('phone', next));
        await act(id, 'merge', 'operator', { into: master });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    await until(async () => n - (await followersOf(master)), 'joins');
    const joinedMs = Date.now() - joinsAt;
    say(`  ${n} tickets follow the master after ${(joinedMs / 1000).toFixed(0)} s`);

    await act(master, 'reply', 'handler', REPLY, 'water');
    const before = await historyOf(master);
    const acceptedAt = Date.now();
    await act(master, 'reviewReply', 'reviewer', { accept: true });
    const reviewerMs = Date.now() - acceptedAt;
    await act(master, 'recordCallback', 'callbackAgent', { reached: true, solved: 'yes', satisfied: 5 });
    const nextMs = Date.now() - acceptedAt - reviewerMs;
    await until(() => stillWaiting(master), 'followers');
    const toldMs = Date.now() - acceptedAt;
    const after = await historyOf(master);
    const figures = {
      joinedMs,
      reviewerMs,
      nextMs,
      toldMs,
      historyEvents: after.runId === before.runId ? after.length - before.length : after.length,
      historyBytes: after.bytes,
    };
    const targets = [
      judged('ms until the reviewer has the answer', reviewerMs, { atMost: 3_000, goal: 500 }),
      judged('ms until the next command has its answer', nextMs, { atMost: 3_000, goal: 500 }),
      judged('s until the last follower has heard', toldMs / 1000, { atMost: 120, goal: 30 }),
      judged("events in the master's history for each follower told", figures.historyEvents / n, { atMost: 0.5 }),
    ];
    return { figures, targets };
  }

  async function followersOf(id) {
    const { rows } = await stack.pool.query(
      "SELECT json_array_length(snapshot->'followers') AS n FROM ticket WHERE id = $1",
      [id],
    );
    return rows[0].n;
  }

  async function stillWaiting(master) {
    const { rows } = await stack.pool.query(
      "SELECT count(*)::int AS n FROM ticket WHERE state = 'merged' AND id <> $1",
      [master],
    );
    return rows[0].n;
  }

  async function historyOf(id) {
    const { runId, historyLength, historySize } = await stack.ticketClient.workflow
      .getHandle(product.workflowIdOf(id))
      .describe();
    return { runId, length: Number(historyLength), bytes: Number(historySize) };
  }
}

async function until(left, what) {
  const deadline = Date.now() + PATIENCE_MS;
  for (let n = await left(); n > 0; n = await left()) {
    if (Date.now() > deadline) throw new Error(`${what}: ${n} were still open after ${PATIENCE_MS / 60_000} minutes.`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

function print({ machine, options, figures, targets }) {
  console.log(`\n${machineLine(machine)}\n`);
  const { joinedMs, reviewerMs, nextMs, toldMs, historyEvents } = figures;
  console.log(`${options.n} followers joined in ${(joinedMs / 1000).toFixed(1)} s.`);
  console.log(
    `The reviewer had the answer after ${reviewerMs} ms, the next command after ${nextMs} ms; the last follower had heard after ${(toldMs / 1000).toFixed(1)} s, and the master's history has ${historyEvents} events more.`,
  );
  console.log(`\n${verdicts(targets)}`);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSeconds, insistOnProc, ownCpuSeconds } from '../support/cpu.mjs';
import { machineFacts } from '../support/machine.mjs';
import { keepResults, rounded } from '../support/output.mjs';
import { loadProduct, revisionOf } from '../support/product.mjs';
import { monotonicMicros, profileReport } from '../support/profile.mjs';
import { startStack } from '../support/stack.mjs';
import { difference, summary } from '../support/statistics.mjs';
import { shown } from '../support/table.mjs';
import { boundArm, peerArm, productArm } from './arms.mjs';
import { killedMeanwhile } from './kill.mjs';
import { lifeChart, printLife } from './life-report.mjs';
import { resultsOf } from './life-results.mjs';
import { startPeers } from './peers/peers.mjs';

/**
 * Whole lives, side by side with a bare workflow on the same server, with an earlier version if its folder is given,
 * and with what somebody would build instead.
 * @param {{ lives: number, concurrency: number, blocks: number, json: boolean, out: string, date?: string, profile:
 *   boolean, peers: boolean, before?: string }} options
 */
export async function benchLife(options) {
  insistOnProc();
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  const profileDir = options.profile ? mkdtempSync(join(tmpdir(), 'huiying-profiles-')) : undefined;
  say('Bringing up PostgreSQL, Temporal, both workers and the API…');
  const before = options.before === undefined ? undefined : await loadProduct(options.before);
  const stack = await startStack(product, { profileDir, before });
  const windows = {};
  let results;
  try {
    const machine = await machineFacts({
      ...stack,
      temporalCliVersion: product.temporalCliVersion,
      date: options.date,
    });
    const arms = [
      boundArm(stack),
      productArm({ ...stack, pids: stack.pids.product }, 'product', stack.temporalFile),
      ...(stack.before ? [productArm(stack.before, 'before', stack.temporalFile)] : []),
      ...(options.peers ? (await startPeers(product, stack)).map(peerArm) : []),
    ];
    try {
      const measured = await alternate(arms, options, say, windows);
      results = resultsOf(measured, machine, options);
      if (before) results.before = revisionOf(before.folder);
      if (options.peers) results.kills = await killsOf(arms, say);
    } finally {
      for (const arm of arms) arm.close();
    }
  } finally {
    await stack.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else printLife(results);
  if (profileDir === undefined) {
    const files = keepResults(options.out, before ? 'life-before' : 'life', results, lifeChart(results));
    say(`\nWritten: ${files.join(', ')}`);
  } else {
    say('\nThe profiler was on, so the figures above are not kept. Where the time of the product went:');
    say(profileReport(profileDir, nodesOf(stack.pids.product), windows.product));
    if (before) {
      say('\nAnd that of the version before:');
      say(profileReport(profileDir, nodesOf(stack.before.pids), windows.before));
    }
    rmSync(profileDir, { recursive: true, force: true });
  }
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

async function alternate(arms, { lives, concurrency, blocks }, say, windows) {
  const perBlock = Math.ceil(lives / blocks);
  const alone = Math.max(5, Math.ceil(perBlock / 5));
  const measured = Object.fromEntries(arms.map(({ name }) => [name, []]));
  for (const arm of arms) {
    say(`  warm-up: ${arm.name}`);
    await livesAtOnce(arm, Math.max(2 * concurrency, 32), concurrency);
    await arm.untilEnded();
  }
  for (let block = 1; block <= blocks; block += 1) {
    // There and back, so that none always follows the same other.
    for (const arm of block % 2 === 1 ? arms : [...arms].reverse()) {
      const from = monotonicMicros();
      const busy = await counted(arm, () => livesAtOnce(arm, perBlock, concurrency));
      const quiet = await counted(arm, () => livesAtOnce(arm, alone, 1));
      (windows[arm.name] ??= []).push([from, monotonicMicros()]);
      measured[arm.name].push({ busy, quiet });
      const perLife = Object.values(busy.cpu).reduce((sum, one) => sum + one, 0) / perBlock;
      say(
        `  block ${block} of ${blocks}: ${arm.name.padEnd(7)} ${shown(perBlock / busy.seconds)} lives/s, ` +
          `${shown(perLife * 1000)} ms CPU a life, alone ${shown(summary(quiet.commands).p50)} ms a command`,
      );
    }
  }
  return measured;
}

/** Runs lives and counts what they cost, their end included. */
async function counted(arm, work) {
  const stored = await arm.storedBytes();
  const before = { cpu: cpuSeconds(arm.pids()), client: ownCpuSeconds() };
  const done = await work();
  const client = ownCpuSeconds() - before.client;
  await arm.untilEnded();
  const cpu = difference(before.cpu, cpuSeconds(arm.pids()));
  return { ...done, cpu, client, stored: difference(stored, await arm.storedBytes()) };
}

async function livesAtOnce(arm, count, concurrency) {
  const starts = [];
  const commands = [];
  let left = count;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        await arm.live(starts, commands);
      }
    }),
  );
  return { count, starts, commands, seconds: (performance.now() - startedAt) / 1000 };
}

/** Those whose time a profile of Node tells. */
function nodesOf({ worker, api }) {
  return { worker, api };
}

async function killsOf(arms, say) {
  const kills = {};
  for (const arm of arms.filter(({ killAll }) => killAll !== undefined)) {
    say(`  all programs killed amid lives: ${arm.name}`);
    kills[arm.name] = await killedMeanwhile(arm);
  }
  return kills;
}

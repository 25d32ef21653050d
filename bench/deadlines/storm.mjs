import { cpuSeconds } from '../support/cpu.mjs';
import { difference, percentile, summary } from '../support/statistics.mjs';
import { shown } from '../support/table.mjs';
import { exactness } from './exactness.mjs';
import { steadyLoad } from './steady-load.mjs';

const QUIET_MS = 10_000;
const CALM_MS = 2_000;
/** How long after the instant the engine is back. */
const AWAY_MS = 30_000;
const PATIENCE_MS = 1_200_000;
const BACK_WITHIN_MS = 60_000;

/** One storm on one arm: prepared, quiet, due, worked off, counted. */
export async function storm(arm, n, { rules, lead, say }) {
  const { dueAt, ...before } = await upToTheInstant(arm, n, { rules, lead });
  // Those of earlier storms stay overdue.
  const already = await arm.overdueListed?.();
  await until(dueAt);
  const [worked, listed] = await Promise.all([
    workedOff(arm, n, dueAt),
    arm.overdueListed && listedAt(arm, dueAt + 1_000, already),
  ]);
  return { ...(await counted(arm, n, { dueAt, ...before, ...worked }, say)), ...(listed && { listed }) };
}

/**
 * The same, while the Temporal server is away over the instant. What is measured begins when the first command succeeds
 * again.
 */
export async function stoppedStorm(arm, n, { rules, lead, stack, say }) {
  const { dueAt, ...before } = await upToTheInstant(arm, n, { rules, lead });
  await stack.withoutEngine(() => until(dueAt + AWAY_MS));
  const returnedAt = Date.now();
  await untilAnswered(arm);
  const backAfterMs = Date.now() - returnedAt;
  const worked = await workedOff(arm, n, returnedAt);
  return { ...(await counted(arm, n, { dueAt, ...before, ...worked }, say)), backAfterMs };
}

/** Commands go on until the last has fired. `since`: from when that is counted. */
async function workedOff(arm, n, since) {
  const before = cpuSeconds(arm.pids);
  const load = steadyLoad(arm.command);
  const seenAt = await untilWorkedOff(arm, n, since);
  const cpu = difference(before, cpuSeconds(arm.pids));
  return { since, seenAt, cpu, busy: await load.stop() };
}

async function upToTheInstant(arm, n, { rules, lead }) {
  const startedAt = Math.ceil(Date.now() / 1000) * 1000;
  const dueAt = startedAt + (lead ?? Math.ceil(n / arm.preparedPerSecond) + 30) * 1000;
  const lastPlace = await arm.prepare(n, startedAt, dueAt, rules);
  if (Date.now() > dueAt - QUIET_MS - 2 * CALM_MS) {
    const prepared = (Date.now() - startedAt) / 1000;
    throw new Error(
      `Preparing ${n} deadlines took ${prepared.toFixed(0)} s, too close to when they are due. Give more with --lead.`,
    );
  }
  await until(dueAt - QUIET_MS - CALM_MS);
  const quietLoad = steadyLoad(arm.command);
  await until(dueAt - CALM_MS);
  return { dueAt, lastPlace, quiet: await quietLoad.stop() };
}

async function counted(arm, n, { dueAt, lastPlace, quiet, busy, cpu, seenAt, since }, say) {
  const fired = await arm.fired(dueAt);
  const found = exactness(fired, n, dueAt);
  const urgent = fired.filter((one) => one.urgent);
  const lastFired = Math.max(...fired.map(({ firedAt }) => firedAt));
  const workedOffSeconds = (arm.name === 'bound' ? lastFired - since : seenAt - since) / 1000;
  say(
    `  ${n} due: ${arm.name.padEnd(7)} window ${((lastPlace - dueAt) / 1000).toFixed(0)} s, worked off in ${shown(workedOffSeconds)} s, ` +
      `commands p95 ${shown(percentile(quiet.times, 0.95))} → ${shown(percentile(busy.times, 0.95))} ms`,
  );
  for (const message of new Set([...quiet.failures, ...busy.failures])) say(`    commands failed: ${message}`);
  return {
    windowSeconds: (lastPlace - dueAt) / 1000,
    workedOffSeconds,
    perSecond: n / workedOffSeconds,
    exactness: found,
    ...(urgent.length > 0 && { urgentAfterMs: Math.max(...urgent.map(({ firedAt }) => firedAt - since)) }),
    cpuMsPerDeadline: Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, (seconds * 1000) / n])),
    commands: {
      quiet: summary(quiet.times),
      storm: summary(busy.times),
      failed: quiet.failures.length + busy.failures.length,
    },
  };
}

async function listedAt(arm, instant, already) {
  await until(instant);
  const overdue = (await arm.overdueListed()) - already;
  return { overdue, expected: arm.accepting(), firedByThen: await arm.worked() };
}

async function untilWorkedOff(arm, n, since) {
  for (;;) {
    const worked = await arm.worked();
    if (worked >= n) return Date.now();
    if (Date.now() > since + PATIENCE_MS) return Date.now();
    await new Promise((done) => setTimeout(done, arm.pollMs));
  }
}

async function untilAnswered(arm) {
  const limit = Date.now() + BACK_WITHIN_MS;
  for (;;) {
    try {
      await arm.command(0);
      return;
    } catch (error) {
      if (Date.now() > limit) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

function until(instant) {
  return new Promise((done) => setTimeout(done, Math.max(0, instant - Date.now())));
}

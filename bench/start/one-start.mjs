import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cpuSeconds } from '../support/cpu.mjs';
import { memoryOf } from '../support/memory.mjs';

/** The parts of a start that a process of its own is behind, by the step that `huiying start` names. */
const STEP_OF = { postgres: 'PostgreSQL', temporal: 'Temporal server', worker: 'Worker', api: 'API' };
export const PROCESSES = ['supervisor', ...Object.keys(STEP_OF)];
const GIVE_UP_MS = 120_000;
const READINGS = 3;
const BETWEEN_READINGS_MS = 500;

/**
 * Starts the product of a checkout as its user does, on a data folder, and measures it: milliseconds until all is ready
 * and of each step, CPU of each process until then, memory at rest.
 * @param {{ folder: string, dataDir: string, restMs: number }} options
 */
export async function startOnce({ folder, dataDir, restMs }) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(folder, 'bin/huiying.mjs'), 'start', '--json', '--data-dir', dataDir], {
    cwd: folder,
    // What fills the city begins when all is ready, and would be measured at rest.
    env: { ...ownSettingsLeftOut(), HUIYING_DEMO_TICKETS: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints = [];
  child.stderr.on('data', (chunk) => complaints.push(String(chunk)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  try {
    const { steps, totalMs } = await untilReady(child, startedAt, () => complaints.join(''));
    const pids = { supervisor: child.pid, ...JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')).pids };
    const { supervisor, ...cpu } = cpuSeconds(pids);
    const parts = Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0);
    await pause(restMs);
    return {
      totalMs,
      readyMs: Object.fromEntries(Object.entries(STEP_OF).map(([name, step]) => [name, steps[step]])),
      // A process counts with its children, and these are all children of the first.
      cpuMs: asMs({ supervisor: supervisor - parts, ...cpu }),
      memory: await memoryAtRest(pids),
      apiPort: Number(new URL(runtimeIn(dataDir).apiUrl).port),
      memoryNow: () => memoryAtRest(pids),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const runtimeIn = (dataDir) => JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8'));
const asMs = (seconds) => Object.fromEntries(Object.entries(seconds).map(([name, of]) => [name, of * 1000]));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The start is measured as it comes, whatever the shell that measures is set to. */
function ownSettingsLeftOut() {
  const kept = ([name]) => name === 'HUIYING_CACHE_DIR' || !/^(HUIYING_|TEMPORAL_|DATABASE_URL$|LOG_LEVEL$)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(kept));
}

async function untilReady(child, startedAt, complaints) {
  const late = setTimeout(() => child.kill('SIGTERM'), GIVE_UP_MS);
  const steps = {};
  let before = startedAt;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line);
      const now = performance.now();
      if (said.step !== undefined) steps[said.step] = now - before;
      before = now;
      if (said.ready === true) return { steps, totalMs: now - startedAt };
    }
  } finally {
    clearTimeout(late);
  }
  throw new Error(`The start ended, or was not ready after ${GIVE_UP_MS / 1000} s: ${complaints().slice(-2_000)}`);
}

/** The least of a few readings: what was only being tidied away is not what the process needs. */
async function memoryAtRest(pids) {
  const readings = [];
  for (let n = 0; n < READINGS; n += 1) {
    if (n > 0) await pause(BETWEEN_READINGS_MS);
    readings.push(memoryOf(pids, ['supervisor']));
  }
  const least = (name, of) => Math.min(...readings.map((reading) => reading[name][of]));
  return Object.fromEntries(
    Object.keys(pids).map((name) => [name, { pss: least(name, 'pss'), rss: least(name, 'rss') }]),
  );
}

import { join, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { readEnv } from '../config/env.js';
import { projectRoot } from '../config/paths.js';
import { CliFailure, messageOf } from './failure.js';
import { readCast } from './simulate/cast.js';
import { checkAll } from './simulate/checks.js';
import { cityOf } from './simulate/city.js';
import { consistencyCheck, watchConsistency } from './simulate/consistency.js';
import { createConnection, createTransport, Unreachable, wallTime } from './simulate/connection.js';
import { gatherEvidence, settle } from './simulate/evidence.js';
import { createHotline, Unanswered } from './simulate/hotline.js';
import { readMessages } from './simulate/messages.js';
import { makePlans } from './simulate/plan.js';
import { showProgress } from './simulate/progress.js';
import { makeReport, reportLines, type Report } from './simulate/report.js';
import { playAll, type Standing } from './simulate/run.js';
import { createTally } from './simulate/tally.js';
import { readRuntime, runtimeFileIn } from './stack/runtime-file.js';
import { createTerminal } from './terminal.js';

interface SimulateOptions {
  messages: string;
  limit?: number;
  speed: number;
  concurrency: number;
  seed: string;
  json?: boolean;
  url?: string;
  accounts?: string;
  dataDir?: string;
}

const sample = 'data/samples/messages.zh.jsonl';
const settleForMs = 15_000;
const startIt = 'Start one with `npm start` in another terminal, or name one with --url and --accounts.';

function above(least: number, whole: boolean): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= least) || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(`Give a ${whole ? 'whole ' : ''}number from ${least} upwards.`);
    }
    return value;
  };
}

export function defineSimulate(command: Command): void {
  command
    .option('--messages <file>', 'citizens’ messages, one JSON object a line', join(projectRoot(), sample))
    .option('--limit <number>', 'only so many of them', above(1, true))
    .option('--speed <factor>', 'how fast people act; clocks keep their own time', above(0.01, false), 1)
    .option('--concurrency <number>', 'tickets that are acted on at a time', above(1, true), 8)
    .option('--seed <text>', 'the same seed makes the same decisions', '1')
    .option('--json', 'print only the report, as JSON')
    .option('--url <address>', 'the API, when it is not the one that `npm start` brought up')
    .option('--accounts <file>', 'the demonstration accounts (demo-accounts.json in the data folder)')
    .option('--data-dir <folder>', 'the data folder of the running system (HUIYING_DATA_DIR, else .huiying)')
    .action(async (options: SimulateOptions) => {
      const terminal = createTerminal(options.json === true);
      const report = await simulate(options, options.json === true ? process.stderr : process.stdout);
      terminal.record({ ...report });
      for (const line of reportLines(report)) terminal.line(line);
      if (!report.ok) process.exitCode = 1;
    });
}

async function simulate(options: SimulateOptions, progress: NodeJS.WriteStream): Promise<Report> {
  const env = readEnv();
  const dataDir = options.dataDir === undefined ? env.dataDir : resolve(options.dataDir);
  const apiUrl = options.url ?? (await runningApi(env.runtimeFile ?? runtimeFileIn(dataDir)));
  const cast = await readCast(options.accounts ?? join(dataDir, 'demo-accounts.json'));
  const messages = await readMessages(options.messages, options.limit);
  const tally = createTally();
  const transport = createTransport(apiUrl);
  const hotline = createHotline(createConnection(transport, wallTime, tally));
  const supervisor = cast.keyOf({ role: 'supervisor' });
  // Later a broken connection is waited out; one that was never there is told at once.
  await transport({ method: 'GET', path: '/units', apiKey: supervisor }).catch((error: unknown) => {
    throw new CliFailure(
      'There is nothing to play against',
      `${apiUrl} does not answer (${messageOf(error)})`,
      startIt,
      {
        exitCode: 2,
        cause: error,
      },
    );
  });
  const { concurrency, speed, seed } = options;
  try {
    const [units, classes] = await Promise.all([hotline.units(supervisor), hotline.classes(supervisor)]);
    const plans = makePlans(messages, cityOf(units, classes, cast.units), seed);
    const standing: Standing = { total: plans.length, registered: 0, ended: 0, checked: 0, open: 0 };
    const shown = showProgress(standing, tally, progress);
    try {
      const watch = watchConsistency(hotline, supervisor, wallTime);
      const { appeared } = watch;
      const run = await playAll(
        plans,
        { hotline, cast, time: wallTime, tally, speed, concurrency, appeared },
        standing,
      );
      const consistency = await watch.end();
      await settle(run.lives, hotline, supervisor, wallTime, settleForMs);
      const evidence = await gatherEvidence(run.lives, hotline, supervisor, (asked) => {
        standing.checked = asked;
      });
      return makeReport(run, tally, evidence, [...checkAll(evidence), consistencyCheck(consistency)], consistency);
    } finally {
      shown.end();
    }
  } catch (error) {
    if (error instanceof Unreachable) {
      throw new CliFailure(`The API at ${apiUrl} is gone`, error.message, 'See its log, and start it again.', {
        cause: error,
      });
    }
    if (error instanceof Unanswered) {
      const todo = 'Check --url and --accounts: the accounts must belong to the system at that address.';
      throw new CliFailure('The simulation cannot go on', error.message, todo, { cause: error });
    }
    throw error;
  }
}

async function runningApi(runtimeFile: string): Promise<string> {
  const runtime = await readRuntime(runtimeFile);
  if (runtime) return runtime.apiUrl;
  throw new CliFailure('There is nothing to play against', `no running system was found (${runtimeFile})`, startIt, {
    exitCode: 2,
  });
}

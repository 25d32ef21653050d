import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { InvalidArgumentError, type Command } from 'commander';
import colors from 'picocolors';
import { readEnv, startedByNpm, type Env } from '../config/env.js';
import { CITIZEN_PAGES } from '../domain/citizen/pages.js';
import { CliFailure } from './failure.js';
import type { RunningStack } from './stack/bring-up.js';
import { createTerminal, type Terminal } from './terminal.js';

type StartOptions = {
  reset?: boolean;
  yes?: boolean;
  port?: number;
  dataDir?: string;
  json?: boolean;
  demo: boolean;
  demoTickets: boolean;
};

/** `npm` hands Ctrl-C on although the terminal has already sent it, so two close together are one. */
const sameSignalMs = 1_500;
const parentCheckMs = 500;

function wholePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  return port;
}

export function defineStart(command: Command): void {
  command
    .option('--port <number>', 'port of the API; without it 12345 or the next free one', wholePort)
    .option('--data-dir <folder>', 'where everything is kept (HUIYING_DATA_DIR, else .huiying)')
    .option('--reset', 'empty the data folder first')
    .option('--yes', 'do not ask before emptying it')
    .option('--no-demo', 'leave out the demonstration city and its accounts')
    .option('--no-demo-tickets', 'leave the demonstration city without its invented tickets (HUIYING_DEMO_TICKETS)')
    .option('--json', 'print one JSON object a line')
    .action(async (options: StartOptions) => start(options));
}

/** The first signal asks for an orderly stop, a later one ends everything at once. */
function stopOnSignals(terminal: Terminal, killAll: () => void): { signal: AbortSignal; requested: Promise<void> } {
  const stopping = new AbortController();
  let firstAt: number | undefined;
  const requested = new Promise<void>((done) => {
    const hear = (name: string) => {
      if (firstAt === undefined) {
        firstAt = Date.now();
        terminal.line(`\n${name}: stopping the API, the worker, the workflow server and the database, in this order…`);
        stopping.abort(new Error(`interrupted by ${name}`));
        done();
      } else if (Date.now() - firstAt > sameSignalMs) {
        terminal.warn(`${name} again: ending everything at once`);
        killAll();
        process.exit(130);
      }
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, hear);
    if (startedByNpm()) watchParent(() => firstAt ?? hear('npm has ended'));
  });
  return { signal: stopping.signal, requested };
}

/** npm passes SIGTERM to its shell, which dies of it without a word to us. */
function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    gone();
  }, parentCheckMs);
  watch.unref();
}

async function reset(dataDir: string, options: StartOptions, terminal: Terminal): Promise<void> {
  const { emptyDataDir, holdsData } = await import('./stack/data-dir.js');
  if (!(await holdsData(dataDir))) return;
  if (options.yes !== true) {
    if (process.stdin.isTTY !== true || options.json === true) {
      throw new CliFailure(
        `${dataDir} was not emptied`,
        'nobody can be asked here',
        'Add --yes to empty it without asking.',
        { exitCode: 2 },
      );
    }
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await prompt.question(
      `Everything in ${dataDir} will be lost, tickets and keys included. Type yes to go on: `,
    );
    prompt.close();
    if (answer.trim().toLowerCase() !== 'yes')
      throw new CliFailure(
        `${dataDir} was not emptied`,
        'the answer was not yes',
        'Leave out --reset to start with what is there.',
      );
  }
  await emptyDataDir(dataDir);
  terminal.line(`  ${colors.green('✓')} ${dataDir} is empty`);
}

function printSummary(terminal: Terminal, running: RunningStack, startedAt: number): void {
  const { apiUrl, publicUrl, docsUrl, temporalUiUrl, metricsUrls, demoAccountsFile, dataDir } = running;
  terminal.record({ ready: true, apiUrl, publicUrl, docsUrl, temporalUiUrl, metricsUrls, demoAccountsFile, dataDir });
  const rows = [
    ['Console', `${publicUrl}/console/`],
    ['API', apiUrl],
    ...(publicUrl === apiUrl ? [] : [['For the public', publicUrl]]),
    ['API reference', docsUrl],
    ['For citizens', `${publicUrl}${CITIZEN_PAGES}`],
    ['Temporal UI', temporalUiUrl ?? 'that of your own Temporal'],
    ['Metrics', metricsUrls.join(', ')],
    ...(demoAccountsFile === undefined ? [] : [['Demo accounts', demoAccountsFile]]),
    ['Logs', `${dataDir}/logs`],
  ];
  const width = Math.max(...rows.map(([name]) => name?.length ?? 0));
  terminal.line();
  terminal.line(
    `${colors.bold(colors.green('Ready'))} after ${Math.round((Date.now() - startedAt) / 1000)} s. Ctrl-C stops everything.`,
  );
  for (const [name, value] of rows) terminal.line(`  ${colors.dim((name ?? '').padEnd(width))}  ${value}`);
}

async function start(options: StartOptions): Promise<void> {
  const startedAt = Date.now();
  const terminal = createTerminal(options.json === true);
  const env = readEnv();
  const dataDir = options.dataDir === undefined ? env.dataDir : resolve(options.dataDir);
  terminal.line(`${colors.bold('Huiying 回应')} is starting; its data is in ${dataDir}`);
  terminal.record({ starting: true, dataDir });

  const { createSupervisor } = await import('./stack/supervisor.js');
  const { openDataDir } = await import('./stack/data-dir.js');
  const { createRuntimeNotes, endLeftovers, runtimeFileIn } = await import('./stack/runtime-file.js');
  const lock = await openDataDir(dataDir);
  const notes = createRuntimeNotes(runtimeFileIn(dataDir));
  const supervisor = createSupervisor({ report: terminal.warn, onPids: notes.setPids });
  const stopping = stopOnSignals(terminal, supervisor.kill);
  let filling: Promise<void> | undefined;
  try {
    const ended = await endLeftovers(dataDir);
    if (ended.length > 0)
      terminal.line(`  ${colors.green('✓')} ended what an interrupted start had left: ${ended.join(', ')}`);
    if (options.reset === true) await reset(dataDir, options, terminal);
    const { bringUp } = await import('./stack/bring-up.js');
    const settings: Env = { ...env, dataDir, port: options.port ?? env.port };
    const running = await bringUp({
      env: settings,
      demo: options.demo,
      terminal,
      supervisor,
      notes,
      signal: stopping.signal,
    });
    await lock.describe(running.apiUrl);
    printSummary(terminal, running, startedAt);
    const isFilled = env.demoTickets ?? env.databaseUrl === undefined;
    if (options.demo && options.demoTickets && isFilled) {
      const { fillDemoCity } = await import('./stack/demo-city.js');
      filling = fillDemoCity(running.dataEnv, terminal, stopping.signal);
    }
    await stopping.requested;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await filling;
    await supervisor.stop();
    await notes.remove();
    await lock.release();
  }
  terminal.line('Stopped. Everything is kept for the next start.');
  terminal.record({ stopped: true });
}

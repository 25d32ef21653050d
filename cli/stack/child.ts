import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pause, sendSignal } from './processes.js';

export type Exit = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>;

export type ChildPlan = Readonly<{
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  cwd?: string;
  /** Standard output and error are appended here; without it they are dropped. */
  logFile?: string;
  uid?: number;
  gid?: number;
  /** Opens a message channel to a Node child. */
  ipc?: boolean;
  /** Asks for an orderly end. */
  stopSignal: NodeJS.Signals;
  /** After this long an unheeded stop becomes a kill. */
  stopGraceMs: number;
  /**
   * Keeps a minute shell beside the child that ends it when this process dies, even by kill -9.
   * Default true; it needs a POSIX shell and is left out on Windows.
   */
  guarded?: boolean;
}>;

export type RunningChild = Readonly<{
  pid: number;
  exited: Promise<Exit>;
  /** Orderly end; a kill after the grace time. */
  stop(): Promise<Exit>;
  /** Immediate end. */
  kill(): void;
  process: ChildProcess;
  guard: ChildProcess | undefined;
}>;

const logLimitBytes = 10 * 1024 * 1024;
const guardGraceSeconds = 10;

// Reads until the pipe from the parent closes, then ends the child: politely first, by force when that does not help.
const guardScript = `
while read -r line; do :; done
kill -s "$1" "$2" 2>/dev/null || exit 0
waited=0
while kill -0 "$2" 2>/dev/null && [ "$waited" -lt ${guardGraceSeconds} ]; do sleep 1; waited=$((waited + 1)); done
kill -s KILL "$2" 2>/dev/null
exit 0
`;

/** Keeps one older generation of a log that has grown beyond ten megabytes. */
export async function rotateLog(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logLimitBytes) {
    await rm(`${file}.1`, { force: true });
    await rename(file, `${file}.1`);
  }
}

const looksLikeError = /error|fatal|panic|cannot/i;

/** The last line of a log that speaks of an error, else its last line; empty when there is none. */
export async function lastWords(file: string): Promise<string> {
  const lines = (await logTail(file))
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.findLast((line) => looksLikeError.test(line) && !line.startsWith('at ')) ?? lines.at(-1) ?? '';
}

async function logTail(file: string): Promise<string> {
  if (!existsSync(file)) return '';
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, 8_192);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

function startGuard(pid: number, stopSignal: NodeJS.Signals): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', guardScript, 'huiying-guard', stopSignal.replace('SIG', ''), String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', (error) => process.emitWarning(`no guard for process ${pid}: ${error.message}`));
  guard.stdin?.on('error', () => guard.kill('SIGKILL'));
  return guard;
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches only this process,
 * which then stops the others in the right order.
 */
export async function startChild(plan: ChildPlan): Promise<RunningChild> {
  if (plan.logFile !== undefined) await rotateLog(plan.logFile);
  const log = plan.logFile === undefined ? 'ignore' : openSync(plan.logFile, 'a', 0o600);
  const child = spawn(plan.command, [...plan.args], {
    env: plan.env,
    detached: process.platform !== 'win32',
    stdio: plan.ipc === true ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
    ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
    ...(plan.uid === undefined ? {} : { uid: plan.uid }),
    ...(plan.gid === undefined ? {} : { gid: plan.gid }),
  });
  if (typeof log === 'number') closeSync(log);
  const exited = new Promise<Exit>((done) => {
    child.once('exit', (code, signal) => done({ code, signal }));
  });
  await new Promise<void>((started, failed) => {
    child.once('spawn', started);
    child.once('error', failed);
  });
  child.on('error', (error) => process.emitWarning(`${plan.command}: ${error.message}`));
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${plan.command} started without a process id.`);

  const guard = plan.guarded === false || process.platform === 'win32' ? undefined : startGuard(pid, plan.stopSignal);
  void exited.then(() => guard?.kill('SIGKILL'));

  const kill = () => {
    if (child.exitCode === null && child.signalCode === null) sendSignal(pid, 'SIGKILL');
  };
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) sendSignal(pid, plan.stopSignal);
    // An open message channel alone would keep a Node child alive that has nothing more to do.
    if (child.connected) child.disconnect();
    const patience = new AbortController();
    void pause(plan.stopGraceMs, patience.signal).then((elapsed) => elapsed && kill());
    const exit = await exited;
    patience.abort();
    return exit;
  };
  return { pid, exited, stop, kill, process: child, guard };
}

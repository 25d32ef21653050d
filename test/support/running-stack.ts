import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../config/env.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { PATIENCE_MS } from './eventually.js';

const PROGRAM = join(import.meta.dirname, '../../bin/huiying.mjs');
const START_TIMEOUT_MS = 400_000;
/** Longer than the API itself waits for the engine. */
const REQUEST_MS = 60_000;

export type Part = 'postgres' | 'temporal' | 'worker' | 'api';

export interface Runtime {
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly temporalAddress: string;
  readonly databaseUrl: string;
  /** One that has died and is not started again yet has none. */
  readonly pids: Readonly<Record<Part, number>>;
}

export interface Account {
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly apiKey: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Bodies are read by tests that say what they expect of them.
  readonly body: Record<string, unknown>;
}

export interface SendOptions {
  readonly body?: unknown;
  readonly key?: string;
  readonly ifMatch?: string;
  /** Sends again with the same key while the servers are away. */
  readonly patient?: boolean;
}

/** The program as an operator runs it: one command, its own data folder, free ports. */
export interface RunningStack {
  readonly dataDir: string;
  readonly output: () => string;
  runtime(): Promise<Runtime>;
  /** Waits until this part runs in another process than that one. */
  broughtBack(part: Part, than: number): Promise<void>;
  account(role: Role, unit?: string): Account;
  send(account: Account | null, method: string, path: string, options?: SendOptions): Promise<Answer>;
  /** Another command of the program, beside the running one; answers with what it printed. */
  command(...words: readonly string[]): Promise<{ code: number | null; output: string; errors: string }>;
  /** Waits for the orderly end; answers with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /**
   * The end of a test, which asks for nothing any more: like `stop`, but the worker may not finish what it has under
   * way.
   */
  end(): Promise<void>;
}

export async function newDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'huiying-e2e-'));
}

export async function removeDataDir(dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true, force: true });
}

/** With settings besides those of the test run. */
export async function startStack(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningStack> {
  let output = '';
  const child = spawn(process.execPath, [PROGRAM, 'start', '--data-dir', dataDir], {
    // Invented tickets would be counted with those of the test.
    env: childEnvironment({ HUIYING_DEMO_TICKETS: 'off', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const runtimeFile = join(dataDir, 'runtime.json');
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}:\n${output}`);
      return existsSync(runtimeFile) && (await isReady(runtimeFile));
    },
    START_TIMEOUT_MS,
    () => `not ready:\n${output}`,
  );
  const accounts = JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8')) as Account[];
  const runtime = async (): Promise<Runtime> => JSON.parse(await readFile(runtimeFile, 'utf8')) as Runtime;
  return {
    dataDir,
    output: () => output,
    runtime,
    broughtBack: (part, than) =>
      until(
        async () => ![than, undefined].includes((await runtime()).pids[part]),
        // A part that hangs is asked for more than a minute before it is ended.
        3 * PATIENCE_MS,
        () => `${part} was not brought back:\n${output}`,
      ),
    account(role, unit) {
      const found = accounts.find((one) => one.role === role && (unit === undefined || one.unit === unit));
      if (!found) throw new Error(`There is no demo account for ${role} ${unit ?? ''}`);
      return found;
    },
    async send(account, method, path, options = {}) {
      const url = `${(await runtime()).apiUrl}/api/v1${path}`;
      const key = options.key ?? randomUUID();
      const once = (): Promise<Answer> => request(url, account, method, { ...options, key });
      return options.patient ? patiently(once) : once();
    },
    command(...words) {
      const other = spawn(process.execPath, [PROGRAM, ...words], {
        env: childEnvironment({ ...settings, HUIYING_DATA_DIR: dataDir, NO_COLOR: '1' }),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { output: '', errors: '' };
      other.stdout.on('data', (part: Buffer) => (said.output += part.toString()));
      other.stderr.on('data', (part: Buffer) => (said.errors += part.toString()));
      return new Promise((resolve) => other.once('close', (code) => resolve({ code, ...said })));
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    async end() {
      const pids = await runtime().then(
        (known) => known.pids,
        () => null,
      );
      child.kill('SIGTERM');
      // It waits for news, and would be given its time for that.
      if (pids && isAlive(pids.worker)) process.kill(pids.worker, 'SIGKILL');
      await ended;
    },
  };
}

async function isReady(runtimeFile: string): Promise<boolean> {
  try {
    const { apiUrl } = JSON.parse(await readFile(runtimeFile, 'utf8')) as Runtime;
    return (await fetch(`${apiUrl}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function request(
  url: string,
  account: Account | null,
  method: string,
  options: SendOptions & { key: string },
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(account ? { authorization: `Bearer ${account.apiKey}` } : {}),
      ...(method === 'POST' ? { 'content-type': 'application/json', 'idempotency-key': options.key } : {}),
      ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
    },
    ...(method === 'POST' ? { body: JSON.stringify(options.body ?? {}) } : {}),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

/** What a department's own system does: the same request with the same key, until there is an answer. */
async function patiently(once: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const answer = await once();
      if (answer.status !== 503 || Date.now() > deadline) return answer;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(300);
  }
}

export async function until(
  claim: () => Promise<boolean> | boolean,
  withinMs: number,
  otherwise: () => string,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await claim())) {
    if (Date.now() > deadline) throw new Error(otherwise());
    await pause(200);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { execFile, spawn } from 'node:child_process';
import { access, chmod, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { childEnvironment } from '../../config/env.js';
import { CliFailure, messageOf } from '../failure.js';
import { downloadChecked } from './checked-download.js';
import { tryLock } from './file-lock.js';
import { pause } from './processes.js';
import type { Report } from './progress.js';

const run = promisify(execFile);

/** One version everywhere, so that a data file always meets the server that wrote it. */
export const temporalCliVersion = '1.5.1';
const temporalServerVersion = '1.29.1';
const downloadBase = `https://github.com/temporalio/cli/releases/download/v${temporalCliVersion}`;
/** Of the official archives of this version, by platform: SHA-256. A platform that is not here builds with Go. */
const archives: Readonly<Record<string, string>> = {
  linux_amd64: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  linux_arm64: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  darwin_amd64: 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  darwin_arm64: 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};
const goModule = 'github.com/temporalio/cli';
const executable = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

export type TemporalBinary = Readonly<{ path: string; origin: 'path' | 'cache' | 'download' | 'go' }>;

export type ObtainOptions = Readonly<{ cacheDir: string; report?: Report; signal?: AbortSignal }>;

/**
 * The Temporal command line of the pinned version: the one on PATH, else the cached one, else the official download,
 * else a build by the Go tool chain. Throws a `CliFailure` that lists what was tried.
 */
export async function obtainTemporalBinary(options: ObtainOptions): Promise<TemporalBinary> {
  const report = options.report ?? (() => undefined);
  const tried: string[] = [];
  const onPath = await findOnPath(executable);
  if (onPath === undefined) tried.push('PATH: no temporal there');
  else {
    const refusal = await versionRefusal(onPath);
    if (refusal === undefined) return { path: onPath, origin: 'path' };
    tried.push(`PATH: ${onPath} ${refusal}`);
  }

  const folder = join(options.cacheDir, 'temporal', temporalCliVersion);
  const cached = join(folder, executable);
  if ((await versionRefusal(cached)) === undefined) return { path: cached, origin: 'cache' };
  tried.push(`cache: none usable in ${folder}`);

  await mkdir(folder, { recursive: true });
  const lock = await waitForLock(join(folder, 'lock'), report, options.signal);
  try {
    // Another process may have brought it while this one waited.
    if ((await versionRefusal(cached)) === undefined) return { path: cached, origin: 'cache' };
    for (const [origin, bring] of [
      ['download', download],
      ['go', buildWithGo],
    ] as const) {
      const work = await mkdtemp(join(folder, `${origin}-`));
      try {
        const fresh = await bring(work, report, options.signal);
        const refusal = await versionRefusal(fresh);
        if (refusal !== undefined) throw new Error(`the program that came ${refusal}`);
        await rename(fresh, cached);
        return { path: cached, origin };
      } catch (error) {
        if (options.signal?.aborted === true) throw error;
        tried.push(`${origin}: ${messageOf(error)}`);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    }
  } finally {
    await lock.release();
  }
  throw new CliFailure(
    `The Temporal server ${temporalCliVersion} could not be obtained`,
    tried.join('; '),
    `Put temporal ${temporalCliVersion} on PATH or at ${cached}, or install Go 1.25 or newer, or set TEMPORAL_ADDRESS to a running server.`,
  );
}

async function findOnPath(name: string): Promise<string | undefined> {
  for (const folder of (childEnvironment()['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(folder, name);
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return undefined;
}

/** Undefined when the program is the pinned version; otherwise what is wrong with it. */
async function versionRefusal(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 20_000 });
    const text = stdout.trim();
    // A build by the Go tool chain alone does not know its own number, but it does know the server's.
    const matches =
      text.includes(`version ${temporalCliVersion} `) || text.includes(`(Server ${temporalServerVersion},`);
    return matches ? undefined : `is "${text}", not version ${temporalCliVersion}`;
  } catch (error) {
    return `does not run: ${messageOf(error).split('\n')[0]}`;
  }
}

async function waitForLock(file: string, report: Report, signal: AbortSignal | undefined) {
  for (;;) {
    const attempt = await tryLock(file);
    if ('lock' in attempt) return attempt.lock;
    report(`waiting for process ${attempt.heldBy.pid}, which is already fetching it`);
    await pause(500, signal);
    signal?.throwIfAborted();
  }
}

async function download(work: string, report: Report, signal: AbortSignal | undefined): Promise<string> {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const sha256 = archives[platform];
  if (sha256 === undefined) throw new Error(`no archive for ${platform} is known`);
  const archive = join(work, 'archive.tar.gz');
  const url = `${downloadBase}/temporal_cli_${temporalCliVersion}_${platform}.tar.gz`;
  await downloadChecked({ url, sha256, to: archive, report, ...(signal && { signal }) });
  await run('tar', ['-xzf', archive, '-C', work]);
  const program = join(work, executable);
  await chmod(program, 0o755);
  return program;
}

async function buildWithGo(work: string, report: Report, signal: AbortSignal | undefined): Promise<string> {
  if ((await findOnPath(process.platform === 'win32' ? 'go.exe' : 'go')) === undefined)
    throw new Error('the Go tool chain is not installed');
  report('building it with Go, which takes some minutes the first time');
  const flags = `-s -w -X ${goModule}/temporalcli.Version=${temporalCliVersion}`;
  const go = spawn('go', ['install', '-v', '-ldflags', flags, `${goModule}/cmd/temporal@v${temporalCliVersion}`], {
    cwd: work,
    env: childEnvironment({ GOBIN: work, CGO_ENABLED: '0', GOOS: undefined, GOARCH: undefined }),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  const last: string[] = [];
  createInterface({ input: go.stderr }).on('line', (line) => {
    last.push(line);
    if (last.length > 5) last.shift();
    report(`go: ${line}`);
  });
  const code = await new Promise<number | null>((done, failed) => {
    go.once('error', failed);
    go.once('close', done);
  });
  if (code !== 0) throw new Error(`go install ended with code ${code}: ${last.join(' / ')}`);
  return join(work, executable);
}

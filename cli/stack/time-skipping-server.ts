import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../../config/env.js';
import { messageOf } from '../failure.js';
import { tryLock } from './file-lock.js';
import { pause } from './processes.js';
import type { Report } from './progress.js';

const run = promisify(execFile);

const version = '1.38.0';
const launcher = 'temporal-test-server';
const mainClass = 'io.temporal.testserver.TestServer';
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const mavenTimeoutMs = 10 * 60_000;

export type TimeSkippingServer =
  Readonly<{ kind: 'path'; path: string }> | Readonly<{ kind: 'unavailable'; why: string }>;

export type TimeSkippingOptions = Readonly<{
  report?: Report;
  /** The SDK's own download into a folder. It belongs to the testing package, which a production install lacks. */
  sdkDownload?: (folder: string) => Promise<void>;
}>;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>huiying</groupId>
  <artifactId>time-skipping-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;

// The SDK stops the server by killing one process id, so the shell has to become the server. One thread of compilation
// and a small collector bring it up within the SDK's five seconds even on a busy machine.
const launcherScript = `#!/bin/sh
here=$(dirname "$0")
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -cp "$here/lib/*" ${mainClass} "$@"
`;

/**
 * A program to give to `TestWorkflowEnvironment.createTimeSkipping` as `existing-path`: the cached one, else the SDK's
 * own download, else the Java server put together by Maven. Never throws for want of one: tests then say what they
 * skip.
 */
export async function obtainTimeSkippingServer(
  cacheDir: string,
  options: TimeSkippingOptions = {},
): Promise<TimeSkippingServer> {
  const folder = join(cacheDir, 'temporal-test-server', version);
  const sdkFolder = join(folder, 'sdk');
  const mavenFolder = join(folder, 'maven');
  const report = options.report ?? (() => undefined);
  const cached = async () => (await downloaded(sdkFolder)) ?? (await assembled(mavenFolder));

  const present = await cached();
  if (present !== undefined) return { kind: 'path', path: present };
  await mkdir(folder, { recursive: true });
  for (;;) {
    const attempt = await tryLock(join(folder, 'lock'));
    if ('lock' in attempt) {
      try {
        const brought = await cached();
        return brought === undefined ? await bring() : { kind: 'path', path: brought };
      } finally {
        await attempt.lock.release();
      }
    }
    report(`waiting for process ${attempt.heldBy.pid}, which is already fetching it`);
    await pause(300);
  }

  async function bring(): Promise<TimeSkippingServer> {
    const tried: string[] = [];
    for (const [name, step] of [
      ['download', bySdk],
      ['Maven', byMaven],
    ] as const) {
      try {
        return { kind: 'path', path: await step() };
      } catch (error) {
        tried.push(`${name}: ${messageOf(error).split('\n')[0]}`);
      }
    }
    return { kind: 'unavailable', why: tried.join('; ') };
  }

  async function bySdk(): Promise<string> {
    if (options.sdkDownload === undefined) throw new Error('the testing package of the SDK is not installed');
    report('downloading');
    const work = await mkdtemp(join(folder, 'sdk-'));
    try {
      await options.sdkDownload(work);
      if ((await downloaded(work)) === undefined) throw new Error('nothing was left in the folder');
      await rename(work, sdkFolder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    const path = await downloaded(sdkFolder);
    if (path === undefined) throw new Error('the downloaded program is gone');
    return path;
  }

  async function byMaven(): Promise<string> {
    await run('java', ['-version']).catch(() => Promise.reject(new Error('Java does not run here')));
    report('gathering its Java libraries with Maven');
    const work = await mkdtemp(join(folder, 'maven-'));
    try {
      const pomFile = join(work, 'pom.xml');
      await writeFile(pomFile, pom);
      const args = [
        '-q',
        '-B',
        '-f',
        pomFile,
        dependencyPlugin,
        '-DincludeScope=runtime',
        `-DoutputDirectory=${join(work, 'lib')}`,
      ];
      await run('mvn', args, { timeout: mavenTimeoutMs, env: childEnvironment() }).catch((error: unknown) => {
        const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
        throw new Error(missing ? 'Maven is not installed' : mavenComplaint(error));
      });
      await writeFile(join(work, launcher), launcherScript);
      await chmod(join(work, launcher), 0o755);
      await rename(work, mavenFolder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return join(mavenFolder, launcher);
  }
}

function mavenComplaint(error: unknown): string {
  const output = typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout) : '';
  return output.split('\n').find((line) => line.includes('[ERROR]')) ?? messageOf(error);
}

async function downloaded(folder: string): Promise<string | undefined> {
  if (!existsSync(folder)) return undefined;
  const name = (await readdir(folder)).find((entry) => entry.startsWith('temporal-test-server'));
  return name === undefined ? undefined : join(folder, name);
}

/** The launcher needs Java at the time of use, not only at the time of gathering. */
async function assembled(folder: string): Promise<string | undefined> {
  const path = join(folder, launcher);
  if (!existsSync(path)) return undefined;
  return run('java', ['-version']).then(
    () => path,
    () => undefined,
  );
}

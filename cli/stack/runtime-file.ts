import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { z } from 'zod';
import { processEvidence, sendSignal, startMark, waitUntilGone } from './processes.js';
import { serviceNames, type Pids, type ServiceName } from './supervisor.js';

const pid = z.number().int().positive().optional();
const schema = z.object({
  apiUrl: z.string(),
  publicUrl: z.string().optional(),
  temporalAddress: z.string(),
  temporalUiUrl: z.string().optional(),
  databaseUrl: z.string(),
  metricsUrls: z.array(z.string()).optional(),
  pids: z.object({ postgres: pid, temporal: pid, worker: pid, api: pid }),
});

/** Where the running stack can be reached, and its process ids; other commands find it by this file. */
export type RuntimeInfo = Readonly<{
  /** For whoever connects from this machine. */
  apiUrl: string;
  /** What citizens and staff are given. */
  publicUrl?: string | undefined;
  temporalAddress: string;
  temporalUiUrl?: string | undefined;
  databaseUrl: string;
  /** Of the API, and of the worker. */
  metricsUrls?: readonly string[] | undefined;
  pids: Pids;
}>;

export function runtimeFileIn(dataDir: string): string {
  return join(dataDir, 'runtime.json');
}

/** Undefined when nothing has been started, or the file cannot be understood. */
export async function readRuntime(file: string): Promise<RuntimeInfo | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8'))) as RuntimeInfo;
  } catch {
    // A file that is absent or damaged tells nothing; the next start writes a new one.
    return undefined;
  }
}

/**
 * Replaces the file in one step: a reader sees the old or the new one, never half of it. It holds a password, hence its
 * mode.
 */
export async function writeRuntime(file: string, info: RuntimeInfo): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/** Whether a process names the data folder on its command line or in its environment, which makes it one of ours. */
export async function isOurs(candidate: number, dataDir: string): Promise<boolean> {
  if ((await startMark(candidate)) === undefined) return false;
  return (await processEvidence(candidate)).includes(dataDir + sep);
}

const politely: Readonly<Record<ServiceName, NodeJS.Signals>> = {
  postgres: 'SIGINT',
  temporal: 'SIGTERM',
  worker: 'SIGTERM',
  api: 'SIGTERM',
};

/**
 * Ends what a start that was itself killed has left running, in the order of a proper stop. A process id that has
 * passed to a stranger is left alone. Answers the names of what was ended.
 */
export async function endLeftovers(dataDir: string): Promise<ServiceName[]> {
  const info = await readRuntime(runtimeFileIn(dataDir));
  const ended: ServiceName[] = [];
  for (const name of serviceNames.toReversed()) {
    const left = info?.pids[name];
    if (left === undefined || !(await isOurs(left, dataDir))) continue;
    sendSignal(left, politely[name]);
    if (!(await waitUntilGone(left, 15_000))) sendSignal(left, 'SIGKILL');
    await waitUntilGone(left, 5_000);
    ended.push(name);
  }
  return ended;
}

export type RuntimeNotes = Readonly<{
  /** Says where things will be; written with the next process ids. */
  describe(addresses: Omit<RuntimeInfo, 'pids'>): void;
  setPids(pids: Pids): Promise<void>;
  remove(): Promise<void>;
}>;

/** Keeps runtime.json in step with what runs. Writes one after the other, so that the last word stays the last. */
export function createRuntimeNotes(file: string): RuntimeNotes {
  let known: Omit<RuntimeInfo, 'pids'> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const next = (work: () => Promise<void>) => {
    writing = writing.catch(() => undefined).then(work);
    return writing;
  };
  return {
    describe: (addresses) => {
      known = addresses;
    },
    setPids: async (pids) => {
      if (known !== undefined) {
        const info = { ...known, pids };
        await next(() => writeRuntime(file, info));
      }
    },
    remove: () => next(() => rm(file, { force: true })),
  };
}

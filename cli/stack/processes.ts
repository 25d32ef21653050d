import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** True after the whole time, false when the signal cut it short. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((done) => {
    const end = (elapsed: boolean): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cut);
      done(elapsed);
    };
    const cut = (): void => end(false);
    const timer = setTimeout(() => end(true), milliseconds);
    signal?.addEventListener('abort', cut);
    if (signal?.aborted === true) cut();
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal; a process that has already gone is not an error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until the process is gone; false when it is still there after `milliseconds`. */
export async function waitUntilGone(pid: number, milliseconds: number): Promise<boolean> {
  const until = Date.now() + milliseconds;
  while (isRunning(await processState(pid), pid)) {
    if (Date.now() >= until) return false;
    await pause(50);
  }
  return true;
}

function isRunning(state: string | undefined, pid: number): boolean {
  // A zombie has ended; only its parent has not yet taken note.
  return state === undefined ? isAlive(pid) : state !== 'Z' && state !== 'X' && state !== 'gone';
}

async function statFields(pid: number): Promise<string[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in brackets, which may itself hold spaces and brackets.
  return text === '' ? ['gone'] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

async function processState(pid: number): Promise<string | undefined> {
  return (await statFields(pid))?.[0];
}

const ticksPerSecond = 100;

/** What a process has used of the processors so far; 0 where the system does not tell. */
export async function cpuSeconds(pid: number): Promise<number> {
  const fields = await statFields(pid);
  return fields === undefined || fields[0] === 'gone' ? 0 : (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/**
 * A text that differs when a process id has been given to another process since; undefined when the process is gone.
 */
export async function startMark(pid: number): Promise<string | undefined> {
  const fields = await statFields(pid);
  if (fields !== undefined) return fields[0] === 'gone' || fields[0] === 'Z' ? undefined : fields[19];
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : undefined;
  const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() === '' ? undefined : stdout.trim();
}

/** The command line and, where it can be read, the environment: the evidence of whose process this is. */
export async function processEvidence(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
    const [command, environment] = await Promise.all([read('cmdline'), read('environ')]);
    return `${command}\0${environment}`;
  }
  if (process.platform === 'win32') return '';
  const { stdout } = await run('ps', ['-Eww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout;
}

/** Ids of the processes whose working folder is `folder`; none where the system does not tell. */
export async function processesWorkingIn(folder: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => folders[index] === folder);
}

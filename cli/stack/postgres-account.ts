import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CliFailure, messageOf } from '../failure.js';

const run = promisify(execFile);

/** How PostgreSQL, which refuses to run as root, is run from the account we have. */
export type PostgresAccount = Readonly<{
  kind: 'self' | 'namespace' | 'user';
  /** The native folder with bin/, lib/ and share/ that the account can reach. */
  native: string;
  /** The folder of the cluster that the account can reach. */
  dataDir: string;
  uid?: number;
  gid?: number;
  /** Turns a program and its arguments into what is really started; the process id stays that of the program. */
  command(program: string, args: readonly string[]): { command: string; args: string[] };
  /** Hands a file or folder, with all in it, to the account. */
  own(path: string): Promise<void>;
}>;

export type RootMethod = 'namespace' | 'user';

const systemUser = 'huiying';
const sharedHome = '/var/lib/huiying';
const unprivilegedId = 65_534;
const namespaceArgs = ['--user', `--map-user=${unprivilegedId}`, `--map-group=${unprivilegedId}`];

const direct = (program: string, args: readonly string[]) => ({ command: program, args: [...args] });

/**
 * An ordinary user runs PostgreSQL directly. Root first tries a user namespace, in which its own files stay its own and
 * private folders stay reachable; where the kernel forbids that, a system user with copies in a shared place serves.
 */
export async function postgresAccount(native: string, dataDir: string, method?: RootMethod): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) {
    return { kind: 'self', native, dataDir, command: direct, own: () => Promise.resolve() };
  }
  const reasons: string[] = [];
  if (method !== 'user') {
    const refused = await namespaceRefusal(native);
    if (refused === undefined) {
      return {
        kind: 'namespace',
        native,
        dataDir,
        command: (program, args) => ({ command: 'unshare', args: [...namespaceArgs, program, ...args] }),
        own: () => Promise.resolve(),
      };
    }
    reasons.push(`a user namespace: ${refused}`);
  }
  if (method !== 'namespace') {
    try {
      return await systemUserAccount(native, dataDir);
    } catch (error) {
      reasons.push(`a system user: ${messageOf(error)}`);
    }
  }
  throw new CliFailure(
    'PostgreSQL cannot be started',
    `it refuses to run as root, and what was tried failed (${reasons.join('; ')})`,
    'Start Huiying as an ordinary user, or set DATABASE_URL to a PostgreSQL that is already running.',
  );
}

async function namespaceRefusal(native: string): Promise<string | undefined> {
  try {
    await run('unshare', [...namespaceArgs, join(native, 'bin', 'postgres'), '--version']);
    return undefined;
  } catch (error) {
    return messageOf(error).trim().split('\n').at(-1);
  }
}

async function idOf(user: string, option: '-u' | '-g'): Promise<number> {
  const { stdout } = await run('id', [option, user]);
  return Number(stdout.trim());
}

async function ensureSystemUser(): Promise<{ uid: number; gid: number }> {
  const ids = async () => ({ uid: await idOf(systemUser, '-u'), gid: await idOf(systemUser, '-g') });
  try {
    return await ids();
  } catch {
    // The user does not exist yet.
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', systemUser]);
    return ids();
  }
}

/** Whether an account without special rights can pass through every folder above the path. */
async function reachable(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined && (found.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function copyOfBinaries(native: string): Promise<string> {
  if (await reachable(join(native, 'bin', 'postgres'))) return native;
  const mark = createHash('sha256')
    .update(native)
    .update(String((await stat(join(native, 'bin', 'postgres'))).mtimeMs));
  const target = join(sharedHome, `postgres-${mark.digest('hex').slice(0, 12)}`);
  if (!existsSync(target)) {
    const building = `${target}.${process.pid}`;
    await cp(native, building, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', building]);
    await rename(building, target).catch(() => rm(building, { recursive: true, force: true }));
  }
  return target;
}

function sharedDataDir(dataDir: string): string {
  return join(sharedHome, `data-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
}

async function systemUserAccount(native: string, dataDir: string): Promise<PostgresAccount> {
  const { uid, gid } = await ensureSystemUser();
  const near = await reachable(dataDir);
  if (!near) {
    await mkdir(sharedHome, { recursive: true });
    await chmod(sharedHome, 0o755);
  }
  const place = near ? dataDir : sharedDataDir(dataDir);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const own = async (path: string): Promise<void> => {
    await chown(path, uid, gid);
    if ((await stat(path)).isDirectory()) await Promise.all((await readdir(path)).map((name) => own(join(path, name))));
  };
  await own(place);
  return { kind: 'user', native: await copyOfBinaries(native), dataDir: place, uid, gid, command: direct, own };
}

/** Removes what a cluster left in the shared place, if its folder could not be reached by the system user. */
export async function removeSharedData(dataDir: string): Promise<void> {
  await rm(sharedDataDir(dataDir), { recursive: true, force: true });
}

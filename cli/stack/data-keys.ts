import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Env } from '../../config/env.js';
import { KEY_PURPOSES, ringAsText, ringIn, type KeyPurpose, type KeyState } from '../../config/key-ring.js';
import type { KeyRing, MasterKey, Ring, WrittenKey } from '../../config/key-ring.js';
import { keysOfEnv, liveKeyRing, type KeySources } from '../../config/live-key-ring.js';
import { CliFailure } from '../failure.js';
import { postgresDirIn } from './data-dir.js';

const KEY_BYTES = 32;

export function ringFileIn(dataDir: string): string {
  return join(dataDir, 'key-ring.json');
}

/** The one key of a data folder that an earlier version made. */
export function masterKeyFileIn(dataDir: string): string {
  return join(dataDir, 'master.key');
}

export interface DataKeys extends KeySources {
  readonly made: boolean;
}

type KeyEnv = Pick<Env, 'dataDir' | 'databaseUrl' | 'keyRing' | 'keyRingFile' | 'masterKey' | 'masterKeyId'>;

/**
 * The keys that are meant: those that the environment names, else those in the data folder. `start` makes them there
 * together with an empty database. A database whose keys are gone is not given new ones: nothing in it could be read.
 */
export async function dataKeys(env: KeyEnv, make: 'make' | 'look' = 'look'): Promise<DataKeys> {
  const given = keysOfEnv(env);
  if (given?.ring || (given && env.databaseUrl !== undefined)) return { ...given, made: false };
  if (env.databaseUrl !== undefined) {
    throw new CliFailure(
      'HUIYING_MASTER_KEY is missing, and so is HUIYING_KEY_RING',
      'with a database of your own the keys must come from you, so that they can be kept apart from the data',
      'Of a new installation make a key ring with: huiying keyring new --first --file <file>, keep a copy in a safe place, and set HUIYING_KEY_RING_FILE to its path.',
      { exitCode: 2 },
    );
  }
  const file = ringFileIn(env.dataDir);
  const master = given?.master ?? (await readMasterKey(masterKeyFileIn(env.dataDir), env.masterKeyId));
  const ring = existsSync(file) ? await readRing(file) : null;
  if (ring && (master || ring.keys.length > 0)) return { ring, file, master, made: false };
  if (!master && existsSync(join(postgresDirIn(env.dataDir), 'cluster'))) {
    throw new CliFailure(
      'The master key is gone',
      `neither ${file} nor ${masterKeyFileIn(env.dataDir)} exists, and without them the personal data in this database cannot be read`,
      'Put the file back from a copy, set HUIYING_MASTER_KEY, or begin anew with: huiying start --reset.',
    );
  }
  if (make === 'look' && master) return { ring: null, file: undefined, master, made: false };
  // An empty one beside a master key is there so that running processes see when a key is added.
  const keys = master ? [] : KEY_PURPOSES.map((purpose) => newKey(purpose, 'current', new Date()));
  const fresh: Ring = { version: 1, keys };
  await writeRing(file, fresh);
  return { ring: fresh, file, master, made: !master };
}

/** The same as a ring that works. */
export async function meantKeys(env: KeyEnv): Promise<KeyRing> {
  return liveKeyRing(await dataKeys(env));
}

const NAMES: Readonly<Record<KeyPurpose, string>> = { sealing: 'd', signing: 's', payloads: 'p' };

/** Its id says what it is for and of which day it is; the rest keeps two of one day apart. */
export function newKey(purpose: KeyPurpose, state: KeyState, now: Date): WrittenKey {
  const at = now.toISOString();
  const chance = randomInt(36 ** 3)
    .toString(36)
    .padStart(3, '0');
  return {
    id: `${NAMES[purpose]}${at.slice(2, 10).replaceAll('-', '')}${chance}`,
    for: purpose,
    state,
    since: at,
    madeAt: at,
    key: randomBytes(KEY_BYTES),
  };
}

export async function readRing(file: string): Promise<Ring> {
  const ring = ringIn(await readFile(file, 'utf8'));
  if (ring) return ring;
  throw new CliFailure('The key ring cannot be used', `${file} is not a key ring`, 'Put the file back from a copy.');
}

/** All or nothing, and on the disk before anything is sealed by it. */
export async function writeRing(file: string, ring: Ring): Promise<void> {
  const made = join(dirname(file), `.key-ring.${process.pid}.${randomInt(1e9)}`);
  const handle = await open(made, 'wx', 0o600);
  try {
    await handle.writeFile(ringAsText(ring));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(made, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

async function readMasterKey(file: string, id: string): Promise<MasterKey | null> {
  if (!existsSync(file)) return null;
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length === KEY_BYTES) return { id, key };
  throw new CliFailure(
    'The master key cannot be used',
    `${file} does not hold ${KEY_BYTES} bytes in base64`,
    'Put the file back from a copy.',
  );
}

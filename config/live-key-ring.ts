import { readFileSync } from 'node:fs';
import type { Env } from './env.js';
import { keyRing, ringIn, type KeyRing, type MasterKey, type Ring } from './key-ring.js';

/** A ring that reads its file again, so that a process learns of a new key without a restart. */
export interface LiveKeyRing extends KeyRing {
  /** `true`: other keys than before. Throws when the file is no ring any more; the keys stay as they were. */
  refresh(): boolean;
}

export interface KeySources {
  readonly ring: Ring | null;
  /** Where the ring stands. Absent: it was given as a value, and stays as it is. */
  readonly file: string | undefined;
  readonly master: MasterKey | null;
}

/** What the environment names; `null`: neither a ring nor a master key. */
export function keysOfEnv(env: Pick<Env, 'keyRing' | 'keyRingFile' | 'masterKey' | 'masterKeyId'>): KeySources | null {
  if (!env.keyRing && !env.masterKey) return null;
  return {
    ring: env.keyRing ?? null,
    file: env.keyRingFile,
    master: env.masterKey ? { id: env.masterKeyId, key: env.masterKey } : null,
  };
}

export function liveKeyRing({ ring, file, master }: KeySources): LiveKeyRing {
  let keys = keyRing(ring, master);
  let read = file === undefined ? '' : readFileSync(file, 'utf8');
  return {
    keysFor: (purpose) => keys.keysFor(purpose),
    refresh() {
      if (file === undefined) return false;
      const text = readFileSync(file, 'utf8');
      if (text === read) return false;
      const found = ringIn(text);
      if (!found) throw new Error(`${file} is not a key ring. The keys that it held before are still used.`);
      keys = keyRing(found, master);
      read = text;
      return true;
    },
  };
}

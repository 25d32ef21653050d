import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../config/env.js';
import { KEY_PURPOSES } from '../config/key-ring.js';
import { liveKeyRing } from '../config/live-key-ring.js';
import { CliFailure, messageOf } from './failure.js';
import type { Finding } from './finding.js';
import { dataKeys, masterKeyFileIn, ringFileIn } from './stack/data-keys.js';

const NAME = 'Keys';

/** Which keys are in use, by their ids, and where they come from. */
export async function checkKeys(env: Env): Promise<Finding[]> {
  const isNew =
    env.databaseUrl === undefined &&
    !env.keyRing &&
    !env.masterKey &&
    ![ringFileIn(env.dataDir), masterKeyFileIn(env.dataDir), join(env.dataDir, 'postgres', 'cluster')].some(existsSync);
  if (isNew) return [{ name: NAME, status: 'ok', says: 'will be made by the first start' }];
  try {
    const sources = await dataKeys(env);
    const ring = liveKeyRing(sources);
    const current = KEY_PURPOSES.map((purpose) => `${purpose} ${ring.keysFor(purpose).current.id}`).join(', ');
    const others = new Set(KEY_PURPOSES.flatMap((purpose) => ring.keysFor(purpose).others.map(({ id }) => id)));
    const from = sources.file ?? (env.keyRing ? 'HUIYING_KEY_RING' : null) ?? whereMaster(env);
    const opening = others.size > 0 ? `; only opening: ${[...others].join(', ')}` : '';
    const isOne = KEY_PURPOSES.every((purpose) => ring.keysFor(purpose).current.plain);
    const says = isOne
      ? `one master key for everything, ${ring.keysFor('sealing').current.id}, from ${from}; huiying keyring rotate gives each purpose one of its own`
      : `${current}${opening}, from ${from}`;
    return [{ name: NAME, status: 'ok', says }];
  } catch (error) {
    const failure = error instanceof CliFailure ? error : null;
    const mend = failure?.todo ?? 'put the key ring back from a copy';
    return [{ name: NAME, status: 'fail', says: failure ? `${failure.what}: ${failure.why}` : messageOf(error), mend }];
  }
}

function whereMaster(env: Env): string {
  return env.masterKey ? 'HUIYING_MASTER_KEY' : masterKeyFileIn(env.dataDir);
}

import { keyRing, type KeyPurpose, type MasterKey, type Ring } from '../config/key-ring.js';
import { createChangeSeals } from '../storage/admin/change-seals.js';
import { personalAnew } from '../storage/admin/personal-anew.js';
import { aloneAtTheRing, heldByKeys, resealAll, type Unopened } from '../storage/secrets/resealing.js';
import { createSealing } from '../storage/secrets/sealing.js';
import { createKeyedWords, wordsKeyId } from '../storage/ticket/keyed-words.js';
import { wordsAnew, wordsByKey } from '../storage/ticket/words-anew.js';
import { CliFailure } from './failure.js';
import { madeCurrent, untilAllKnow, type RingWork } from './keyring-steps.js';
import { dataKeys, newKey, readRing, writeRing } from './stack/data-keys.js';

interface Rotation {
  readonly purposes: readonly KeyPurpose[];
  readonly portion: number;
  readonly waitMs: number;
}

const NAMED = 20;

/**
 * Goes on with a rotation that was begun, else begins one. Each step leaves behind what the next one finds: the ring is
 * written as a whole, and each row says which key it is under.
 */
export async function rotate(work: RingWork, rotation: Rotation): Promise<void> {
  const { env, pool } = work;
  const { master } = await dataKeys(env);
  const done = await aloneAtTheRing(pool, async () => {
    const ring = await ringInUse(work, rotation, master);
    await sealAnew(work, rotation, ring, master);
    return true;
  });
  if (done !== null) return;
  throw new CliFailure(
    'Nothing was rotated',
    'somebody else is rotating the keys of this installation',
    'Wait for it to end: huiying keyring list shows how far it is.',
  );
}

/** New keys in use, known to all who seal and open. */
async function ringInUse(
  { terminal, pool, file }: RingWork,
  { purposes, waitMs }: Rotation,
  master: MasterKey | null,
): Promise<Ring> {
  let ring = await readRing(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { version: 1, keys: [] } satisfies Ring;
    throw error;
  });
  const isBegun = ring.keys.some(({ state }) => state === 'next');
  if (!isBegun && (await isUnfinished(pool, ring, master))) {
    terminal.line('A rotation was begun and not finished: it is finished now, and no new one is begun.');
    terminal.record({ step: 'unfinished' });
  } else {
    const coming = ring.keys.filter(({ state }) => state === 'next');
    if (coming.length === 0) {
      const added = purposes.map((purpose) => newKey(purpose, 'next', new Date()));
      coming.push(...added);
      ring = { ...ring, keys: [...ring.keys, ...added] };
      await writeRing(file, ring);
    }
    const names = coming.map(({ id }) => id).join(', ');
    terminal.record({ step: 'new', keys: coming.map(({ id }) => id) });
    await terminal.step('Every process knows the new keys', async (report) => {
      await untilAllKnow(pool, coming, 'next', waitMs, report);
      return names;
    });
    ring = madeCurrent(ring, new Date());
    await writeRing(file, ring);
    terminal.record({ step: 'use', keys: coming.map(({ id }) => id) });
  }
  const current = ring.keys.filter(({ state }) => state === 'current');
  await terminal.step('Every process seals with them', async (report) => {
    await untilAllKnow(pool, current, 'current', waitMs, report);
    return 'the keys before only open';
  });
  return ring;
}

async function isUnfinished(pool: RingWork['pool'], ring: Ring, master: MasterKey | null): Promise<boolean> {
  if (ring.keys.length === 0) return false;
  const { current } = keyRing(ring, master).keysFor('sealing');
  const own = current.plain ? '' : current.id;
  if ((await heldByKeys(pool)).some(({ key, rows }) => key !== own && rows > 0)) return true;
  return (await wordsByKey(pool)).some(({ keyId }) => keyId !== wordsKeyId(current));
}

async function sealAnew(
  { terminal, pool }: RingWork,
  { portion }: Rotation,
  ring: Ring,
  master: MasterKey | null,
): Promise<void> {
  const keys = keyRing(ring, master);
  const { current } = keys.keysFor('sealing');
  if (current.plain) return;
  const sealing = createSealing(keys);
  let outcome: { resealed: number; unopened: Unopened[] } = { resealed: 0, unopened: [] };
  await terminal.step('Sealed anew', async (report) => {
    outcome = await resealAll({
      database: pool,
      sealing,
      current: current.id,
      portion,
      progress(column, resealed) {
        report(`${resealed} rows, now ${column}`);
        terminal.record({ step: 'resealing', column, resealed });
      },
    });
    const trail = await personalAnew({ database: pool, sealing, seals: createChangeSeals(keys), portion });
    outcome = {
      resealed: outcome.resealed + trail.resealed,
      unopened: [...outcome.unopened, ...trail.unopened],
    };
    return `${outcome.resealed} rows`;
  });
  await terminal.step('Search index', async (report) => {
    const done = await wordsAnew({
      ...{ database: pool, sealing, keyedWords: createKeyedWords(keys), portion },
      progress(words) {
        report(`${words} tickets`);
        terminal.record({ step: 'marking', words });
      },
    });
    return `words of ${done} tickets marked under the new key`;
  });
  const left = (await heldByKeys(pool))
    .filter(({ key }) => key !== current.id)
    .reduce((sum, { rows }) => sum + rows, 0);
  const { resealed, unopened } = outcome;
  terminal.record({ step: 'done', current: current.id, resealed, left, unopened });
  for (const { column, row } of unopened.slice(0, NAMED)) terminal.warn(`no key of the ring opens ${column} of ${row}`);
  if (unopened.length > NAMED) terminal.warn(`nor ${unopened.length - NAMED} more`);
  if (left > 0) {
    terminal.warn(`${left} rows are still under another key: run it again`);
    process.exitCode = 1;
    return;
  }
  terminal.line('Nothing is under a key before. What is still needed of them says: huiying keyring list');
}

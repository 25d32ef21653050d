import type { Env } from '../config/env.js';
import type { KeyState, Ring, WrittenKey } from '../config/key-ring.js';
import type { Database } from '../storage/postgres/database.js';
import { ringReaders, type RingReader } from '../storage/secrets/ring-reader.js';
import { CliFailure } from './failure.js';
import { pause } from './stack/processes.js';
import type { Terminal } from './terminal.js';

/** What the commands work with. */
export interface RingWork {
  readonly env: Env;
  readonly terminal: Terminal;
  readonly pool: Database['pool'];
  /** Where the ring stands and may be written. */
  readonly file: string;
}

/** The next keys are current, and those before are retired. */
export function madeCurrent(ring: Ring, now: Date): Ring {
  const since = now.toISOString();
  const coming = new Set(ring.keys.filter(({ state }) => state === 'next').map((one) => one.for));
  const of = (one: WrittenKey): WrittenKey => {
    if (one.state === 'next') return { ...one, state: 'current', since };
    if (one.state === 'current' && coming.has(one.for)) return { ...one, state: 'retired', since };
    return one;
  };
  return { ...ring, keys: ring.keys.map(of) };
}

/** Processes that do not know these keys as they now stand. */
async function behind(
  pool: Database['pool'],
  keys: readonly WrittenKey[],
  state: KeyState,
): Promise<readonly RingReader[]> {
  const wanted = keys.map((one) => `${one.for} ${one.id} ${state}`);
  return (await ringReaders(pool)).filter(({ keys: known }) => wanted.some((one) => !known.includes(one)));
}

export async function insistThatAllKnow(
  pool: Database['pool'],
  keys: readonly WrittenKey[],
  state: KeyState,
): Promise<void> {
  const late = await behind(pool, keys, state);
  if (late.length === 0) return;
  throw new CliFailure(
    'Not every process knows the new keys yet',
    late.map(({ process, id }) => `${process} ${id}`).join(', '),
    'They read HUIYING_KEY_RING_FILE every two seconds: bring the file to where they run, or start them again with it.',
  );
}

const LOOK_EVERY_MS = 500;

/** Waits until every process that is at work knows these keys as they now stand. */
export async function untilAllKnow(
  pool: Database['pool'],
  keys: readonly WrittenKey[],
  state: KeyState,
  waitMs: number,
  report: (text: string) => void,
): Promise<void> {
  const until = Date.now() + waitMs;
  for (;;) {
    const late = await behind(pool, keys, state);
    if (late.length === 0) return;
    if (Date.now() > until) break;
    report(`waiting for ${late.map(({ process, id }) => `${process} ${id.slice(0, 8)}`).join(', ')}`);
    await pause(LOOK_EVERY_MS);
  }
  await insistThatAllKnow(pool, keys, state);
}

import { rm } from 'node:fs/promises';
import { KEY_PURPOSES, type KeyPurpose, type KeyState, type MasterKey } from '../config/key-ring.js';
import type { Ring, RingKey } from '../config/key-ring.js';
import { ringReaders } from '../storage/secrets/ring-reader.js';
import { heldByKeys, type Held } from '../storage/secrets/resealing.js';
import { wordsKeyId } from '../storage/ticket/keyed-words.js';
import { wordsByKey } from '../storage/ticket/words-anew.js';
import { CliFailure, messageOf } from './failure.js';
import type { RingWork } from './keyring-steps.js';
import { meantEngine } from './running-engine.js';
import { dataKeys, masterKeyFileIn, readRing, writeRing } from './stack/data-keys.js';

/** A key, and what would be lost without it. */
interface Holding {
  readonly id: string;
  readonly for: KeyPurpose | 'everything';
  readonly state: KeyState;
  readonly since: string | null;
  /** Rows that it sealed. */
  readonly rows: number;
  readonly columns: Readonly<Record<string, number>>;
  /** Runs of workflows whose payloads it may have sealed; `null`: it seals none, or Temporal was not asked. */
  readonly runs: number | null;
}

/** What an answer that was under way when a key was retired may take to be written. */
const MARGIN_MS = 60_000;

export async function listKeys(work: RingWork): Promise<void> {
  const { terminal, pool, env } = work;
  const { ring, master } = await dataKeys(env);
  const holdings = await holdingsOf(work, ring ?? { version: 1, keys: [] }, master);
  for (const one of holdings) {
    terminal.record({ ...one });
    terminal.line(lineOf(one));
  }
  const known = new Set(holdings.map(({ id }) => id));
  for (const { key, column, rows } of await heldByKeys(pool)) {
    if (known.has(key) || (key === '' && master)) continue;
    terminal.record({ missing: key, column, rows });
    terminal.warn(`${rows} rows of ${column} are under ${key === '' ? 'a master key' : key}, which is not in the ring`);
    process.exitCode = 1;
  }
  const readers = await ringReaders(pool);
  for (const { id, process: name, keys } of readers) terminal.record({ reader: id, process: name, keys });
  terminal.line(`${readers.length} processes read the ring.`);
}

function lineOf({ id, for: purpose, state, since, rows, runs }: Holding): string {
  const needed = [
    ...(rows > 0 ? [`${rows} rows`] : []),
    ...(runs === null || runs === 0 ? [] : [`${runs} runs of workflows`]),
    ...(purpose === 'signing' || purpose === 'everything' ? ['links, codes and cursors that it signed'] : []),
  ];
  return `${id.padEnd(16)}  ${purpose.padEnd(10)}  ${state.padEnd(7)}  ${since ?? 'from the start'}  ${needed.join(', ')}`;
}

/** All keys, or the one that is named. */
async function holdingsOf(work: RingWork, ring: Ring, master: MasterKey | null, only?: string): Promise<Holding[]> {
  const held = await heldByKeys(work.pool);
  const words = await wordsByKey(work.pool);
  const holds = (id: string, key: Pick<RingKey, 'key'>): Held[] => [
    ...held.filter((one) => one.key === id),
    ...words
      .filter(({ keyId }) => keyId === wordsKeyId(key))
      .map(({ rows }) => ({ key: id, column: 'ticket_words.words', rows })),
  ];
  const own = ring.keys.map((one): Holding => ({
    ...{ id: one.id, for: one.for, state: one.state, since: one.since },
    ...rowsOf(one.for === 'sealing' ? holds(one.id, one) : []),
    runs: null,
  }));
  const since = retiredSince(ring);
  const before: Holding[] = master
    ? [
        {
          ...{ id: master.id, for: 'everything', state: since === null ? 'current' : 'retired', since },
          ...rowsOf(holds('', master)),
          runs: null,
        },
      ]
    : [];
  return withRuns(
    work,
    [...own, ...before].filter(({ id }) => only === undefined || id === only),
  );
}

function rowsOf(held: readonly Held[]): Pick<Holding, 'rows' | 'columns'> {
  return {
    rows: held.reduce((sum, { rows }) => sum + rows, 0),
    columns: Object.fromEntries(held.map(({ column, rows }) => [column, rows])),
  };
}

/** Since when the ring has a key of its own for everything, so that the master key does nothing any more. */
function retiredSince(ring: Ring): string | null {
  const firsts = KEY_PURPOSES.map(
    (purpose) =>
      ring.keys
        .filter((one) => one.for === purpose && one.state !== 'next')
        .map(({ since }) => since)
        .toSorted()[0] ?? null,
  );
  return firsts.includes(null) ? null : (firsts.toSorted().at(-1) ?? null);
}

/** With the runs that began while a key of payloads was still in use: what is in their histories may be under it. */
async function withRuns({ env, terminal }: RingWork, holdings: readonly Holding[]): Promise<Holding[]> {
  const carried = (one: Holding): boolean => one.state === 'retired' && ['payloads', 'everything'].includes(one.for);
  if (!holdings.some(carried)) return [...holdings];
  try {
    const engine = await meantEngine(env);
    try {
      const counted: Holding[] = [];
      for (const one of holdings) {
        const before = new Date(Date.parse(one.since ?? '') + MARGIN_MS);
        const query = (): string => `StartTime <= '${before.toISOString()}'`;
        counted.push(carried(one) ? { ...one, runs: (await engine.client.workflow.count(query())).count } : one);
      }
      return counted;
    } finally {
      await engine.close();
    }
  } catch (error) {
    terminal.warn(`how many workflows need a key is not known: ${messageOf(error)}`);
    return [...holdings];
  }
}

/** Takes a key out of the ring, if nothing needs it. */
export async function removeKey(work: RingWork, id: string, endsLinks: boolean): Promise<void> {
  const { terminal, pool, env, file } = work;
  const { ring, master } = await dataKeys(env);
  const [holding] = await holdingsOf(work, ring ?? { version: 1, keys: [] }, master, id);
  const refuse = (why: string, todo: string): never => {
    throw new CliFailure(`The key ${id} was not removed`, why, todo);
  };
  if (!holding) return refuse('there is no such key', 'See which there are with: huiying keyring list');
  if (holding.state !== 'retired')
    refuse(`it is ${holding.state}`, 'Put another in its place with: huiying keyring rotate');
  if (Date.now() - Date.parse(holding.since ?? '') < MARGIN_MS)
    refuse('it was retired less than a minute ago, and something may still be written under it', 'Try again then.');
  if (holding.rows > 0) {
    refuse(`it holds ${holding.rows} rows`, 'Seal them anew with: huiying keyring rotate');
  }
  const carriesPayloads = holding.for === 'payloads' || holding.for === 'everything';
  if (carriesPayloads && holding.runs !== 0) {
    refuse(
      holding.runs === null
        ? 'how many workflows need it is not known'
        : `${holding.runs} runs of workflows began while it was in use`,
      'They end by themselves: a run goes on as a new one after fifty steps, and ended ones are forgotten after the retention.',
    );
  }
  if ((holding.for === 'signing' || holding.for === 'everything') && !endsLinks) {
    refuse(
      'links, query codes and cursors that it signed would not be believed any more, and the trail of looks and the anchors of its time could not be checked',
      'If that is meant, check them first with: huiying audit verify, and add --ends-links.',
    );
  }
  if (holding.for !== 'everything') {
    const now = await readRing(file);
    await writeRing(file, { ...now, keys: now.keys.filter((one) => one.id !== id) });
  } else if (env.masterKey === undefined) {
    await rm(masterKeyFileIn(env.dataDir));
  } else {
    refuse(
      'it is given by HUIYING_MASTER_KEY',
      'Nothing needs it: take the setting away, and start the processes again.',
    );
  }
  terminal.record({ removed: id, readers: (await ringReaders(pool)).length });
  terminal.line(`${id} is out of the ring. A backup made before still needs it: keep the copy as long as that.`);
}

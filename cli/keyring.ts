import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { readEnv, type Env } from '../config/env.js';
import { KEY_PURPOSES, type KeyPurpose, type Ring } from '../config/key-ring.js';
import { keysOfEnv } from '../config/live-key-ring.js';
import { openDatabase } from '../storage/postgres/database.js';
import { CliFailure } from './failure.js';
import { rotate } from './keyring-rotation.js';
import { listKeys, removeKey } from './keyring-holdings.js';
import { insistThatAllKnow, madeCurrent, type RingWork } from './keyring-steps.js';
import { meantDatabase } from './running-database.js';
import { dataKeys, newKey, readRing, ringFileIn, writeRing } from './stack/data-keys.js';
import { createTerminal } from './terminal.js';

interface Options {
  readonly file?: string;
  readonly first?: boolean;
  readonly for?: KeyPurpose[];
  readonly portion?: number;
  readonly wait?: number;
  readonly json?: boolean;
}

const PORTION = 500;
const WAIT_MINUTES = 10;
const CONNECTIONS = 3;

const file = (): Option => new Option('--file <file>', 'the key ring; default: where the system has it');
const purposes = (): Option =>
  new Option('--for <purpose...>', 'only these keys; default: all').choices(KEY_PURPOSES).default([...KEY_PURPOSES]);
const json = (): Option => new Option('--json', 'print JSON, one a line');

export function defineKeyring(command: Command): void {
  command
    .command('list')
    .description('which keys there are, what each still holds, and which processes know them')
    .addOption(json())
    .action((options: Options) => withRing(options, listKeys));
  command
    .command('new')
    .description('add keys that open and do not seal yet; makes the ring if there is none')
    .addOption(file())
    .option('--first', 'of a new installation, in which nothing is sealed yet: they seal at once')
    .addOption(purposes())
    .addOption(json())
    .action(addKeys);
  command
    .command('use')
    .description('let the new keys seal and sign, and retire those before; refused until every process knows them')
    .addOption(json())
    .action((options: Options) => withRing(options, useKeys));
  command
    .command('rotate')
    .description('new keys, their use once every process knows them, and everything sealed anew, while the system runs')
    .addOption(purposes())
    .option('--portion <rows>', 'so many rows are sealed anew in one statement', whole, PORTION)
    .option('--wait <minutes>', 'how long processes may take to read the ring', whole, WAIT_MINUTES)
    .addOption(json())
    .addHelpText('after', '\nMay be ended at any place, kill -9 included: run it again, and it goes on.')
    .action((options: Options) =>
      withRing(options, (work) =>
        rotate(work, {
          purposes: options.for ?? KEY_PURPOSES,
          portion: options.portion ?? PORTION,
          waitMs: (options.wait ?? WAIT_MINUTES) * 60_000,
        }),
      ),
    );
  command
    .command('remove')
    .description('take a retired key out of the ring for good; refused while anything needs it')
    .argument('<id>', 'as list names it')
    .option('--ends-links', 'of a key that signed: what it signed is not believed any more')
    .addOption(json())
    .action((id: string, options: Options & { endsLinks?: boolean }) =>
      withRing(options, (work) => removeKey(work, id, options.endsLinks === true)),
    );
}

function whole(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 to 99999.');
}

async function withRing(options: Options, act: (work: RingWork) => Promise<void>): Promise<void> {
  const env = readEnv();
  const where = await ringFile(env);
  const { pool, close } = openDatabase(await meantDatabase(env), {
    connections: CONNECTIONS,
    onError: () => undefined,
    patient: true,
  });
  try {
    await act({ env, terminal: createTerminal(options.json === true), pool, file: where });
  } finally {
    await close();
  }
}

/** Where the ring of the running system stands. A value of the environment cannot be changed for others. */
async function ringFile(env: Env): Promise<string> {
  const { file: given } = await dataKeys(env);
  if (given !== undefined) return given;
  if (env.databaseUrl === undefined && env.keyRing === undefined) return ringFileIn(env.dataDir);
  throw new CliFailure(
    'There is no key ring that could be changed',
    env.keyRing ? 'HUIYING_KEY_RING is a value' : 'HUIYING_KEY_RING_FILE is not set',
    'Write the ring to a file, with: huiying keyring new --file <file>, set HUIYING_KEY_RING_FILE to it for every process, and start them again, one after the other.',
    { exitCode: 2 },
  );
}

/** The first ones of an installation seal at once; of all others every process has to know before. */
async function addKeys(options: Options): Promise<void> {
  const env = readEnv();
  const terminal = createTerminal(options.json === true);
  const where = options.file ?? (await ringFile(env));
  const ring: Ring = existsSync(where) ? await readRing(where) : { version: 1, keys: [] };
  const isFirst = options.first === true;
  if (isFirst && (ring.keys.length > 0 || keysOfEnv(env) !== null)) {
    throw new CliFailure(
      'No key was made',
      'this installation has keys already, and others may not know new ones',
      'Leave out --first: the new keys open only, until huiying keyring use.',
      { exitCode: 2 },
    );
  }
  const now = new Date();
  const added = (options.for ?? KEY_PURPOSES)
    .filter((purpose) => !ring.keys.some((one) => one.for === purpose && one.state === 'next'))
    .map((purpose) => newKey(purpose, isFirst ? 'current' : 'next', now));
  if (added.length > 0) await writeRing(where, { ...ring, keys: [...ring.keys, ...added] });
  for (const { id, for: purpose, state } of added) {
    terminal.record({ id, for: purpose, state });
    terminal.line(`${id}  ${purpose.padEnd(8)}  ${state}`);
  }
  terminal.line(
    added.length === 0
      ? `Every purpose has a next key already, in ${where}.`
      : isFirst
        ? `In ${where}. Keep a copy apart from the data.`
        : `In ${where}. Keep a copy, and go on with: huiying keyring use, when every process knows them.`,
  );
}

async function useKeys({ terminal, pool, file: where }: RingWork): Promise<void> {
  const ring = await readRing(where);
  const next = ring.keys.filter(({ state }) => state === 'next');
  if (next.length === 0) {
    throw new CliFailure('No key waits to be used', `${where} has no next key`, 'Add some with: huiying keyring new');
  }
  await insistThatAllKnow(pool, next, 'next');
  await writeRing(where, madeCurrent(ring, new Date()));
  for (const { id, for: purpose } of next) {
    terminal.record({ id, for: purpose, state: 'current' });
    terminal.line(`${id}  ${purpose.padEnd(8)}  current`);
  }
  terminal.line('Seal what the keys before hold anew with: huiying keyring rotate');
}

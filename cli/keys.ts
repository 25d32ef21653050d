import { InvalidArgumentError, Option, type Command } from 'commander';
import { isAllowedAddress, normalisedAddress } from '../api/http/addresses.js';
import { readEnv } from '../config/env.js';
import { inChina } from '../domain/calendar/china-time.js';
import { isWrittenTime } from '../domain/calendar/written-time.js';
import type { OpenOrClosed } from '../domain/city/closing.js';
import { foldedSignInName, isSamePosition, type RoleInUnit } from '../domain/access/people.js';
import { KEY_SCOPES, type KeyScope } from '../domain/access/key-scopes.js';
import { ROLES, type Role } from '../domain/ticket/vocabulary.js';
import { openDatabase } from '../storage/postgres/database.js';
import { createKeyStore, type KeyRow, type KeyStore } from '../storage/access/key-store.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { notedKey } from '../storage/admin/noted.js';
import type { Noted } from '../storage/admin/noun-store.js';
import { createPersonStore, type PersonStore } from '../storage/access/person-store.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { CliFailure } from './failure.js';
import { meantDatabase } from './running-database.js';
import { deskOf, takesNew } from './lists.js';
import { createTerminal, type Terminal } from './terminal.js';

interface CreateOptions {
  readonly name: string;
  readonly role: Role;
  readonly unit?: string;
  readonly person?: string;
  readonly scope?: KeyScope[];
  readonly from?: string[];
  readonly expires?: Date;
  readonly json?: boolean;
}
interface ListOptions {
  readonly unit?: string;
  readonly role?: Role;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function defineKeys(command: Command): void {
  command
    .command('create')
    .description('make a key for a machine and print it, once: only its hash is kept')
    .requiredOption('--name <name>', 'what it is for, as people call it')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--unit <unit>', 'whose tickets it sees, with those of all units below; needed for a handler')
    .option('--person <sign-in name>', 'whose it is; role and unit are a position of this person. Default: a machine')
    .addOption(
      new Option('--scope <scope...>', 'narrow it to these; default: all that the role may do').choices(KEY_SCOPES),
    )
    .option('--from <address...>', 'where it may be used from: addresses and networks; default: anywhere', address)
    .option('--expires <time>', 'until when, as 2027-01-31 or with a time and its offset; default: for ever', time)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  huiying keys create --name '水务局工单系统' --role handler --unit water --scope read command events --from 10.1.0.0/16`,
    )
    .action((options: CreateOptions) => withKeys(options, (work) => create(work, options)));
  command
    .command('list')
    .description('which keys still open, and when each was last used')
    .option('--unit <unit>', 'only those of this unit')
    .addOption(new Option('--role <role>', 'only those of this role').choices(ROLES))
    .option('--all', 'also those that are revoked or expired')
    .option('--json', 'print JSON, one key a line')
    .action((options: ListOptions) => withKeys(options, (work) => list(work, options)));
  command
    .command('revoke')
    .description('revoke a key, at once and for good')
    .argument('<key>', 'its id, or its prefix as `list` shows it')
    .option('--json', 'print JSON')
    .action((key: string, options: { json?: boolean }) => withKeys(options, (work) => revoke(work, key)));
}

interface Work {
  readonly terminal: Terminal;
  readonly keys: KeyStore;
  readonly people: PersonStore;
  /** Writes it to the trail of what administrators change. */
  readonly noted: () => Promise<Noted<KeyRow>>;
  readonly units: () => Promise<ReadonlyMap<string, OpenOrClosed>>;
}

async function withKeys(options: { json?: boolean }, act: (work: Work) => Promise<void>): Promise<void> {
  const env = readEnv();
  const database = openDatabase(await meantDatabase(env), { connections: 1, onError: () => undefined });
  const terminal = createTerminal(options.json === true);
  try {
    await act({
      terminal,
      noted: async () => notedKey(await deskOf({ terminal, database, env }), COMMAND_LINE),
      keys: createKeyStore(database.pool),
      people: createPersonStore(database.pool),
      units: async () => (await createReferenceData(database.pool, Date.now).current()).units,
    });
  } finally {
    await database.close();
  }
}

async function create({ terminal, keys, people, units, noted }: Work, options: CreateOptions): Promise<void> {
  const { name, role, unit, scope = [], from = [], expires } = options;
  if (role === 'handler' && unit === undefined) {
    throw new CliFailure('No key was made', 'a handler belongs to a unit', 'Name it with --unit.');
  }
  if (unit !== undefined) takesNew(unit, await units());
  const person =
    options.person === undefined ? null : await holderOf(people, options.person, { role, unit: unit ?? null });
  const allowedAddresses = [...new Set(from)];
  const wish = { name, role, unit: unit ?? null, scopes: [...new Set(scope)], allowedAddresses, person };
  const made = await keys.create({ ...wish, expiresAt: expires ?? null }, await noted());
  terminal.record({
    ...made,
    name,
    role,
    unit: unit ?? null,
    scopes: scope,
    allowedAddresses,
    expiresAt: expires ?? null,
  });
  terminal.line(made.apiKey);
  terminal.line('This is the only time that it is shown. Keep it where nobody else reads.');
  if (!isAllowedAddress(allowedAddresses, '127.0.0.1')) terminal.line('It cannot be used from this machine itself.');
}

/** The person, who must have this position now. */
async function holderOf(people: PersonStore, named: string, position: RoleInUnit): Promise<string> {
  const now = new Date();
  const person = await people.named(foldedSignInName(named), now);
  const held = person?.positions.some((one) => isSamePosition(one, position) && one.from <= now) === true;
  if (person?.state === 'active' && held) return person.id;
  throw new CliFailure(
    'No key was made',
    `${named} does not have this role in this unit now`,
    'See: huiying accounts list',
  );
}

async function list({ terminal, keys }: Work, { unit, role, all = false }: ListOptions): Promise<void> {
  const found = await keys.list({ ...(unit && { unit }), ...(role && { role }), ...(!all && { open: true }) });
  for (const key of found) {
    terminal.record({ ...key });
    terminal.line(lineOf(key));
  }
  if (found.length === 0) terminal.line('There is no such key. Make one with: huiying keys create');
}

function lineOf({ prefix, name, role, unit, scopes, expiresAt, lastUsedAt, revokedAt }: KeyRow): string {
  const day = (at: Date): string => at.toISOString().slice(0, 10);
  return [
    prefix,
    role.padEnd(13),
    (unit ?? '-').padEnd(22),
    revokedAt ? `revoked ${day(revokedAt)}` : lastUsedAt ? `used ${day(lastUsedAt)}` : 'never used',
    ...(expiresAt ? [`until ${day(expiresAt)}`] : []),
    ...(scopes.length > 0 ? [`for ${scopes.join(', ')}`] : []),
    name,
  ].join('  ');
}

async function revoke({ terminal, keys, noted }: Work, named: string): Promise<void> {
  const key = await keys.revoke(named.toLowerCase(), await noted());
  if (key === null) {
    throw new CliFailure('Nothing was revoked', `no key has the id or prefix ${named}`, 'See: huiying keys list');
  }
  terminal.record({ id: key.id, prefix: key.prefix, revokedAt: key.revokedAt });
  terminal.line(`${key.prefix} (${key.name}) opens nothing any more.`);
}

function address(text: string, before: string[] = []): string[] {
  const known = normalisedAddress(text);
  if (known === null)
    throw new InvalidArgumentError('Write an address such as 192.0.2.7, or a network such as 10.1.0.0/16.');
  return [...before, known];
}

function time(text: string): Date {
  if (!isWrittenTime(text)) {
    throw new InvalidArgumentError('Write an existing day such as 2027-01-31, or a time with its offset.');
  }
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? inChina(text, '23:59:59') : new Date(text);
  if (at.getTime() <= Date.now()) throw new InvalidArgumentError('A key expires in the future.');
  return at;
}

import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { chinaMinute } from '../domain/calendar/china-time.js';
import { importAccounts } from '../api/access/account-import.js';
import { checkedPerson } from '../api/access/checked-person.js';
import { createPasswords } from '../api/access/passwords.js';
import { resetPassword } from '../api/access/reset-password.js';
import { ApiProblem } from '../api/http/problem.js';
import { AccountWishSchema, IMPORT_COLUMNS } from '../contracts/accounts.js';
import type { OpenOrClosed } from '../domain/city/closing.js';
import { foldedSignInName } from '../domain/access/people.js';
import { ROLES, type Role } from '../domain/ticket/vocabulary.js';
import { issuerOf } from '../storage/access/identity-provider-store.js';
import { createPersonIdentities } from '../storage/access/person-identities.js';
import { removeFactor } from '../storage/access/factor-store.js';
import { createPasswordStore } from '../storage/access/password-store.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { notedAccount } from '../storage/admin/noted.js';
import type { Noted } from '../storage/admin/noun-store.js';
import { createPersonStore, SignInNameTaken, type Person, type PersonStore } from '../storage/access/person-store.js';
import { createSessionStore } from '../storage/access/session-store.js';
import { createHeldTickets } from '../storage/ticket/held-tickets.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { CliFailure, messageOf } from './failure.js';
import { deskOf, withLists, type ListWork } from './lists.js';

const EXAMPLE = `The first line reads ${IMPORT_COLUMNS.join(',')}; the next ones: li.na,李娜,handler,water,2026-12-01,`;

interface AddOptions {
  readonly name: string;
  readonly role?: Role;
  readonly unit?: string;
  readonly json?: boolean;
}

interface LinkOptions {
  readonly provider: string;
  readonly subject: string;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export function defineAccounts(command: Command): void {
  command
    .command('add')
    .description('add an account for a person; the first administrator is added this way')
    .argument('<sign-in name>', 'with which the person signs in')
    .requiredOption('--name <name>', 'as colleagues call the person')
    .addOption(new Option('--role <role>', 'the position: what the person may do').choices(ROLES))
    .option('--unit <unit>', 'the position: in which unit; needed for a handler')
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  huiying accounts add li.na --name 李娜 --role administrator --unit hotline`)
    .action((named: string, options: AddOptions) => withLists(options, (work) => add(work, named, options)));
  command
    .command('list')
    .description('who has an account, and in which positions')
    .option('--unit <unit>', 'only who has a position in this unit')
    .addOption(new Option('--role <role>', 'only who has this role').choices(ROLES))
    .option('--json', 'print JSON, one account a line')
    .action((options: { unit?: string; role?: Role; json?: boolean }) =>
      withLists(options, (work) => list(work, options)),
    );
  command
    .command('import')
    .description('add accounts and positions from a file; each line is answered, and a bad one spoils no other')
    .argument('<file>', `CSV with the columns ${IMPORT_COLUMNS.join(', ')}; one line a position`)
    .option('--dry-run', 'only say what would come of each line')
    .option('--json', 'print JSON, one line each')
    .action((file: string, options: { dryRun?: boolean; json?: boolean }) =>
      withLists(options, (work) => importFile(work, file, options.dryRun === true)),
    );
  command
    .command('reset-password')
    .description('give a person a one-time password, and end the sessions that there are')
    .argument('<sign-in name>')
    .option('--without-second-factor', 'also take away a second factor that was lost')
    .option('--json', 'print JSON')
    .action((named: string, options: { withoutSecondFactor?: boolean; json?: boolean }) =>
      withLists(options, (work) => reset(work, named, options.withoutSecondFactor === true)),
    );
  command
    .command('link')
    .description('say as whom an identity provider knows a person, who then signs in by it')
    .argument('<sign-in name>')
    .requiredOption('--provider <id>', 'the identity provider, as it is entered here')
    .requiredOption('--subject <sub>', 'what the provider calls the person, to the letter')
    .option('--remove', 'take the link away, and sign the person out')
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  huiying accounts link li.na --provider city --subject 7f9c2ba4`)
    .action((named: string, options: LinkOptions) => withLists(options, (work) => link(work, named, options)));
  command
    .command('leave')
    .description('a person leaves: positions over, sessions ended and keys revoked, at once')
    .argument('<sign-in name>')
    .option('--json', 'print JSON')
    .action((named: string, options: { json?: boolean }) => withLists(options, (work) => leave(work, named)));
}

const storeOf = ({ database }: ListWork): PersonStore => createPersonStore(database.pool);

async function unitsOf({ database }: ListWork): Promise<ReadonlyMap<string, OpenOrClosed>> {
  return (await createReferenceData(database.pool, Date.now).current()).units;
}

/** The account that is meant; a failure when there is none. */
async function personNamed(people: PersonStore, written: string): Promise<Person> {
  const person = await people.named(foldedSignInName(written), new Date());
  if (person) return person;
  throw new CliFailure('Nothing was done', `no account has the sign-in name ${written}`, 'See: huiying accounts list');
}

async function add(work: ListWork, signInName: string, { name, role, unit }: AddOptions): Promise<void> {
  const positions = role === undefined ? [] : [{ role, unit: unit ?? null }];
  const parsed = AccountWishSchema.safeParse({ signInName, name, positions });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CliFailure('No account was added', (issue?.message ?? '').replace(/\.$/, ''), 'See --help.');
  }
  const now = new Date();
  try {
    const wish = checkedPerson(parsed.data, await unitsOf(work), [], now);
    const made = await storeOf(work).create(wish, null, now, undefined, await notedHere(work));
    if (!made) return;
    work.terminal.line(`${wish.signInName} (${name}) was added.`);
    await givePassword(work, made);
  } catch (error) {
    const why =
      error instanceof SignInNameTaken ? 'another account has this sign-in name' : messageOf(error).replace(/\.$/, '');
    throw new CliFailure('No account was added', why, 'See: huiying accounts list', { cause: error });
  }
}

/** Writes it to the trail of what administrators change. */
async function notedHere(work: ListWork): Promise<Noted<Person>> {
  return notedAccount(await deskOf(work), COMMAND_LINE);
}

/** Prints it, once: only its hash is kept. */
async function givePassword(work: ListWork, { id, signInName }: Person): Promise<void> {
  const { database, env, terminal } = work;
  const deps = {
    passwordStore: createPasswordStore(database.pool),
    passwords: createPasswords(),
    sessionStore: createSessionStore(database.pool, env.sessions),
  };
  const { oneTimePassword, validUntil } = await resetPassword(deps, id, new Date());
  terminal.record({ id, signInName, oneTimePassword, validUntil });
  terminal.line(`One-time password: ${oneTimePassword}`);
  terminal.line(`It is good until ${chinaMinute(validUntil)}, for choosing a password. It is not shown again.`);
}

async function reset(work: ListWork, named: string, withoutSecondFactor: boolean): Promise<void> {
  const person = await personNamed(storeOf(work), named);
  if (withoutSecondFactor) await removeFactor(work.database.pool, person.id);
  await givePassword(work, person);
}

async function link(work: ListWork, named: string, { provider, subject, remove }: LinkOptions): Promise<void> {
  const { id, signInName } = await personNamed(storeOf(work), named);
  const identities = createPersonIdentities(work.database.pool);
  const issuer = await issuerOf(work.database.pool, provider);
  if (issuer === null) {
    const how = 'Enter it first: PUT /api/v1/identity-providers/{id}';
    throw new CliFailure('Nothing was done', `no identity provider has the id ${provider}`, how);
  }
  const identity = { issuer, subject };
  if (remove === true) await identities.unlink(id, identity, new Date());
  else if (!(await identities.link(id, identity, null, new Date()))) {
    throw new CliFailure(
      'Nothing was done',
      'another account is linked to this subject',
      'Take it from that one first, with --remove.',
    );
  }
  work.terminal.record({ id, signInName, issuer, linked: remove !== true });
  const what = remove === true ? 'is not linked to this subject any more' : 'is linked';
  work.terminal.line(`${signInName} ${what}: ${issuer}`);
}

async function list(work: ListWork, filter: { unit?: string; role?: Role }): Promise<void> {
  const found = await storeOf(work).list(filter, new Date());
  for (const person of found) {
    work.terminal.record({ ...person });
    work.terminal.line(lineOf(person));
  }
  if (found.length === 0) work.terminal.line('There is no such account. Add one with: huiying accounts add');
}

function lineOf({ signInName, name, state, positions }: Person): string {
  const held = positions.map(({ role, unit }) => `${role} ${unit ?? '-'}`).join(', ') || 'no position';
  return `${signInName.padEnd(24)}  ${state.padEnd(6)}  ${name}  ${held}`;
}

async function importFile(work: ListWork, file: string, dryRun: boolean): Promise<void> {
  const results = await importAccounts(await textOf(file), {
    people: storeOf(work),
    units: await unitsOf(work),
    now: new Date(),
    by: null,
    noted: await notedHere(work),
    dryRun,
  }).catch((error: unknown) => {
    throw new CliFailure(`Nothing of ${file} was taken`, whyNot(error), EXAMPLE, { cause: error });
  });
  for (const { error, ...result } of results) {
    const { line, signInName, result: outcome } = result;
    const why = error === null ? undefined : whyNot(error);
    work.terminal.record({ ...result, why });
    work.terminal.line(`line ${line}  ${outcome.padEnd(9)}  ${signInName}${why === undefined ? '' : `: ${why}`}`);
  }
  const refused = results.filter(({ result }) => result === 'refused').length;
  if (dryRun) work.terminal.line('This was a dry run: nothing was done.');
  if (refused > 0) {
    throw new CliFailure(
      `${refused} of ${results.length} lines were refused`,
      'each says why',
      'Mend them and import the file again: what was taken stays as it is.',
    );
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliFailure(`${file} cannot be read`, messageOf(error), EXAMPLE, { cause: error });
  }
}

/** Without the full stop, for it stands within a line. */
function whyNot(error: unknown): string {
  const said = error instanceof ApiProblem ? error.extras.errors : undefined;
  const at = (pointer: string): string => pointer.slice(1).replaceAll('/', '.');
  const why = said?.map(({ pointer, message }) => `${at(pointer)}: ${message}`).join(' ') ?? messageOf(error);
  return why.replace(/\.$/, '');
}

async function leave(work: ListWork, named: string): Promise<void> {
  const people = storeOf(work);
  const { id, signInName } = await personNamed(people, named);
  await people.setState(id, 'left', null, new Date(), await notedHere(work));
  const held = await createHeldTickets(work.database.pool).of(id);
  work.terminal.record({ id, signInName, state: 'left' });
  work.terminal.line(`${signInName} has left: its positions are over, its sessions ended and its keys revoked.`);
  if (held.length === 0) return;
  work.terminal.line(
    `${held.length} open tickets name it as their handler: ${held.map(({ number }) => number).join(', ')}`,
  );
  work.terminal.line(`POST /api/v1/accounts/${id}/leave hands them over to the liaisons of their units.`);
}

import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { checkedContact } from '../api/reference/checked-contact.js';
import { ContactWishSchema } from '../contracts/notices.js';
import { allowedTargets } from '../outbound/allowed-targets.js';
import { systemResolve } from '../outbound/guarded-post.js';
import { createTargetGuard } from '../outbound/target-guard.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import {
  contactNoun,
  createContactStore,
  type Contact,
  type ContactStore,
  type ContactWish,
} from '../storage/reference/contact-store.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { createSealing } from '../storage/secrets/sealing.js';
import { messageOf } from './failure.js';
import { deskOf, doneOr, DRY_RUN, nothingTaken, readListFile, withLists, type DryRun, type ListWork } from './lists.js';
import { meantKeys } from './stack/data-keys.js';

const EXAMPLE =
  'An entry reads {"unit": "water", "position": "liaison", "name": "联络员岗", "email": "liaison@water.example"}.';

export function defineContacts(command: Command): void {
  command
    .command('list')
    .description('where the positions of units are reached')
    .option('--unit <unit>', 'only those of this unit')
    .option('--json', 'print JSON, one a line')
    .action((options: { unit?: string; json?: boolean }) => withLists(options, (work) => list(work, options.unit)));
  command
    .command('import')
    .description('add contacts from a file; one of the same unit, position and name is changed')
    .argument(
      '<file>',
      'a JSON list: unit, position and name, with email, phone, webhookUrl and webhookSecret, language',
    )
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((file: string, options: DryRun & { json?: boolean }) =>
      withLists(options, (work) => importFile(work, file, options)),
    );
}

async function storeOf({ database, env }: ListWork): Promise<ContactStore> {
  return createContactStore(database.pool, createSealing(await meantKeys(env)));
}

async function list(work: ListWork, unit: string | undefined): Promise<void> {
  const found = await (await storeOf(work)).list({ unit });
  for (const contact of found) {
    work.terminal.record({ ...contact });
    work.terminal.line(lineOf(contact));
  }
  if (found.length === 0) work.terminal.line('There is no contact. Import a list with: huiying contacts import <file>');
}

function lineOf({ unit, position, name, email, phone, webhookUrl, active }: Contact): string {
  const reached = [email, phone, webhookUrl].filter((one) => one !== null).join(', ') || 'the inbox only';
  return `${unit.padEnd(22)}  ${position.padEnd(13)}  ${name}  ${reached}${active ? '' : '  (not told)'}`;
}

/** All of the list is looked at before anything of it is kept; sent again, it changes nothing. */
async function importFile(work: ListWork, file: string, { dryRun = false }: DryRun): Promise<void> {
  const wishes = await readListFile(file, ContactWishSchema, EXAMPLE);
  const store = await storeOf(work);
  const reference = await createReferenceData(work.database.pool, Date.now).current();
  const guard = createTargetGuard(allowedTargets(work.env.allowedTargets), systemResolve);
  const nameOf = ({ unit, position, name }: Pick<Contact, 'unit' | 'position' | 'name'>): string =>
    `${unit} ${position} ${name}`;
  const known = new Map((await store.list({})).map((contact) => [nameOf(contact), contact]));
  const faults: string[] = [];
  const checked: { before: Contact | null; wish: ContactWish }[] = [];
  for (const [at, wish] of wishes.entries()) {
    const before = known.get(nameOf(wish)) ?? null;
    try {
      checked.push({ before, wish: await checkedContact(wish, reference, guard, before) });
    } catch (error) {
      faults.push(`entry ${at + 1}: ${messageOf(error).replace(/\.$/, '')}`);
    }
  }
  if (faults.length > 0) throw nothingTaken(file, faults, EXAMPLE);
  const { act, sealing } = await deskOf(work);
  await act(
    COMMAND_LINE,
    async (desk) => {
      for (const { before, wish } of checked) {
        const { webhookSecret, ...value } = wish;
        const evenIfSame = webhookSecret !== undefined || (before !== null && before.webhookGoneAt !== null);
        const noun = contactNoun(sealing, webhookSecret);
        await desk.put(noun, before?.id ?? randomUUID(), () => value, { version: null, evenIfSame });
      }
    },
    { dryRun },
  );
  const changed = checked.filter(({ before }) => before !== null).length;
  work.terminal.record({ added: checked.length - changed, changed, ...(dryRun && { dryRun }) });
  work.terminal.line(doneOr({ dryRun }, `${checked.length - changed} added, ${changed} changed.`));
}

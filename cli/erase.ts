import type { Command } from 'commander';
import type { KeyRing } from '../config/key-ring.js';
import { readEnv } from '../config/env.js';
import { erasureState, heldBy } from '../domain/erasure/erasure-request.js';
import { CLOCK_ACTOR } from '../domain/ticket/vocabulary.js';
import { Refusal } from '../domain/refusal.js';
import { createErasedTickets } from '../storage/erasure/erased-tickets.js';
import { createErasing, type ErasurePlan } from '../storage/erasure/erase-ticket.js';
import { createErasureList, createErasureSeal } from '../storage/erasure/erasure-list.js';
import { createErasureStore } from '../storage/erasure/erasure-store.js';
import { createErasureListing } from '../storage/erasure/listing.js';
import { replayErasures } from '../storage/erasure/replay.js';
import { openDatabase, type Database } from '../storage/postgres/database.js';
import { defineReclaim } from './erase-reclaim.js';
import { CliFailure } from './failure.js';
import { meantDatabase } from './running-database.js';
import { meantKeys } from './stack/data-keys.js';
import { createTerminal, type Terminal } from './terminal.js';

interface EraseOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly list?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function defineErase(command: Command): void {
  command
    .command('ticket <number>', { isDefault: true })
    .description('carry out the erasure of a ticket that two people have decided; with --dry-run say what would go')
    .option('--dry-run', 'only say what would be removed, and what holds the ticket')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nOne person asks by POST /tickets/{id}/erasure, another grants it, and it is done before the answer. This is for a\nrequest that was granted and not carried out, and for a ticket of which something was left.',
    )
    .action((named: string, options: EraseOptions) => eraseOne(named, options));
  command
    .command('replay')
    .description('erase again what the erasure list names and a backup brought back')
    .option('--list <folder>', 'where the list is; unsaid: HUIYING_AUDIT_DIR')
    .option('--dry-run', 'only say which')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nThe API serves nobody while there is one.')
    .action((options: EraseOptions) => replay(options));
  defineReclaim(command.command('reclaim'));
}

interface Tools extends Pick<Database, 'pool'> {
  readonly terminal: Terminal;
  readonly keys: KeyRing;
  readonly auditDir: string;
}

async function withTools(json: boolean, work: (tools: Tools) => Promise<void>): Promise<void> {
  const env = readEnv();
  const databaseUrl = await meantDatabase(env);
  const keys = await meantKeys(env);
  const { pool, close } = openDatabase(databaseUrl, { connections: 2, onError: () => undefined, patient: true });
  try {
    await work({ pool, keys, auditDir: env.auditDir, terminal: createTerminal(json) });
  } finally {
    await close();
  }
}

const eraseOne = (named: string, { dryRun, json }: EraseOptions): Promise<void> =>
  withTools(json === true, async ({ pool, keys, auditDir, terminal }) => {
    const tickets = createErasedTickets(pool);
    const id = UUID.test(named) ? named : await tickets.withNumber(named);
    const erasing = createErasing(pool);
    const plan = id === null ? null : await erasing.plan(id);
    if (!plan) throw new CliFailure('Nothing was erased', `there is no ticket ${named}`, 'Give its number or its id.');
    const now = new Date();
    const granted = (await createErasureStore(pool).ofTicket(plan.id)).find(
      (request) => erasureState(request, now) === 'granted',
    );
    if (dryRun === true) return say(terminal, plan, granted !== undefined);
    if (!granted && !plan.isErased) {
      throw new CliFailure(
        'Nothing was erased',
        'nobody has granted it',
        'One person asks for it, another grants it: POST /tickets/{id}/erasure. See what would go with --dry-run.',
      );
    }
    const order = granted
      ? { basis: granted.basis, actor: granted.decidedBy ?? CLOCK_ACTOR, request: granted.id }
      : { basis: 'termOver' as const, actor: CLOCK_ACTOR, request: null };
    const erased = await erasing.erase({ ticketId: plan.id, at: now, ...order }).catch((error: unknown) => {
      if (error instanceof Refusal) throw new CliFailure('Nothing was erased', error.message, 'See --dry-run.');
      throw error;
    });
    await createErasureListing(tickets, createErasureList(auditDir, createErasureSeal(keys))).bring();
    terminal.record({ number: plan.number, erased: erased !== null, ...(erased && { removed: erased.removed }) });
    terminal.line(
      erased?.isNew === true ? `${plan.number} is erased.` : `${plan.number} was erased before; nothing is left of it.`,
    );
  });

function say(terminal: Terminal, { id, number, isErased, standing, removes }: ErasurePlan, granted: boolean): void {
  const held = isErased ? [] : heldBy(standing);
  terminal.record({ dryRun: true, id, number, isErased, held, granted, removes });
  if (isErased) terminal.line(`${number} is erased.`);
  else {
    terminal.line(
      `${number}: its key, name, telephone, address, title and text, and all words in its events would go.`,
    );
    terminal.line(held.length === 0 ? 'Nothing holds it.' : `It is held: ${held.join(', ')}.`);
    terminal.line(granted ? 'Two people have decided it.' : 'Nobody has granted it.');
  }
  for (const [place, rows] of Object.entries(removes))
    if (rows > 0) terminal.line(`  ${place.padEnd(16)} ${rows} rows`);
}

const replay = ({ dryRun, json, list: folder }: EraseOptions): Promise<void> =>
  withTools(json === true, async ({ pool, keys, auditDir, terminal }) => {
    const list = createErasureList(folder ?? auditDir, createErasureSeal(keys));
    const { listed, bad, erasedAgain } = await replayErasures(
      { list, tickets: createErasedTickets(pool), erasing: createErasing(pool), now: () => new Date() },
      { dryRun: dryRun === true },
    );
    terminal.record({ dryRun: dryRun === true, listed, bad, erasedAgain });
    const what = dryRun === true ? 'would be erased again' : 'were erased again';
    terminal.line(`${listed} erased tickets on the list in ${folder ?? auditDir}; ${erasedAgain.length} ${what}.`);
    if (bad > 0)
      terminal.warn(
        `${bad} lines of the list were not written by this system, or were changed, and were passed over: huiying audit verify`,
      );
  });

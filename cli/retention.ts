import { InvalidArgumentError, type Command } from 'commander';
import { readEnv } from '../config/env.js';
import { ALL_OTHERS } from '../domain/erasure/retention.js';
import { createErasing } from '../storage/erasure/erase-ticket.js';
import { retainPortion, type Retained } from '../storage/erasure/retaining.js';
import { createRetentionStore, type RetentionStore } from '../storage/erasure/retention-store.js';
import { openDatabase, type Database } from '../storage/postgres/database.js';
import { CliFailure } from './failure.js';
import { meantDatabase } from './running-database.js';
import { createTerminal, type Terminal } from './terminal.js';

interface RetentionOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly source?: string;
}

/** As the command line names the rule for all classes that have none. */
const OTHERS = 'others';

export function defineRetention(command: Command): void {
  command
    .command('run', { isDefault: true })
    .description('erase the tickets whose time is over, as a Schedule does every hour; with --dry-run only count them')
    .option('--dry-run', 'only say how many, by the class of the rule')
    .option('--json', 'print JSON')
    .action((options: RetentionOptions) => run(options));
  command
    .command('list')
    .description('show for how long tickets are kept')
    .option('--json', 'print JSON, one rule a line')
    .action((options: RetentionOptions) => list(options));
  command
    .command('set <class> <years>')
    .description(
      `keep tickets of this class, and of those below it, for so many years after their end; "${OTHERS}": all other classes`,
    )
    .requiredOption('--source <text>', 'where the number comes from: a rule and its article, an order')
    .option('--json', 'print JSON')
    .action((code: string, years: string, options: RetentionOptions) => set(code, yearsOf(years), options));
  command
    .command('remove <class>')
    .description('keep tickets of this class for as long as the rule above it says; without any, for ever')
    .option('--json', 'print JSON')
    .action((code: string, options: RetentionOptions) => remove(code, options));
}

function yearsOf(text: string): number {
  const years = Number(text);
  if (!Number.isInteger(years) || years < 1 || years > 100)
    throw new InvalidArgumentError('Give whole years, from 1 to 100.');
  return years;
}

const codeOf = (named: string): string => (named === OTHERS ? ALL_OTHERS : named);
const nameOf = (code: string): string => (code === ALL_OTHERS ? OTHERS : code);

type Work = (tools: Pick<Database, 'pool'> & { terminal: Terminal; store: RetentionStore }) => Promise<void>;
async function withStore(json: boolean, work: Work): Promise<void> {
  const databaseUrl = await meantDatabase(readEnv());
  const { pool, close } = openDatabase(databaseUrl, { connections: 2, onError: () => undefined, patient: true });
  try {
    await work({ pool, terminal: createTerminal(json), store: createRetentionStore(pool) });
  } finally {
    await close();
  }
}

const run = ({ dryRun = false, json }: RetentionOptions): Promise<void> =>
  withStore(json === true, async ({ pool, terminal, store }) => {
    const erased: Record<string, number> = {};
    let held = 0;
    let next: Retained['next'] = null;
    do {
      const portion = await retainPortion({ store, erasing: createErasing(pool), now: () => new Date() }, next, {
        dryRun,
      });
      for (const [code, count] of Object.entries(portion.erased))
        erased[nameOf(code)] = (erased[nameOf(code)] ?? 0) + count;
      held += portion.held;
      next = portion.next;
    } while (next !== null);
    terminal.record({ dryRun, erased, held });
    const what = dryRun ? 'would be erased' : 'are erased';
    for (const [name, count] of Object.entries(erased)) terminal.line(`${name.padEnd(10)} ${count} tickets ${what}`);
    if (Object.keys(erased).length === 0)
      terminal.line('The time of no ticket is over, or no rule says how long it is.');
    if (held > 0) terminal.line(`${held} tickets are held, though their time is over.`);
  });

const list = ({ json }: RetentionOptions): Promise<void> =>
  withStore(json === true, async ({ terminal, store }) => {
    const rules = await store.rules();
    for (const { classCode, years, source } of rules) {
      terminal.record({ class: nameOf(classCode), years, source });
      terminal.line(`${nameOf(classCode).padEnd(10)} ${years} years, by ${source}`);
    }
    if (rules.length === 0)
      terminal.line('There is no rule: every ticket is kept until somebody asks for its erasure.');
  });

const set = (code: string, years: number, { json, source = '' }: RetentionOptions): Promise<void> =>
  withStore(json === true, async ({ terminal, store }) => {
    const classCode = codeOf(code);
    const isKnown = classCode === ALL_OTHERS || (await store.classes()).some((one) => one.code === classCode);
    if (!isKnown) throw new CliFailure('Nothing was set', `there is no class ${code}`, 'See: huiying classes list');
    await store.setRule({ classCode, years, source }, new Date());
    terminal.record({ class: nameOf(classCode), years, source });
    terminal.line(
      `Tickets of ${nameOf(classCode)} are kept for ${years} years after their end. See what that erases: huiying retention --dry-run`,
    );
  });

const remove = (code: string, { json }: RetentionOptions): Promise<void> =>
  withStore(json === true, async ({ terminal, store }) => {
    const wasThere = await store.removeRule(codeOf(code));
    terminal.record({ class: code, removed: wasThere });
    terminal.line(wasThere ? `The rule for ${code} is removed.` : `There is no rule for ${code}.`);
  });

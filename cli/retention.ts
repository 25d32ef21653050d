import { InvalidArgumentError, type Command } from 'commander';
import { ALL_OTHERS, LONGEST_YEARS, ruleCode, ruleName } from '../domain/erasure/retention.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { createErasing } from '../storage/erasure/erase-ticket.js';
import { retainPortion, type Retained } from '../storage/erasure/retaining.js';
import { retentionRuleNoun } from '../storage/erasure/retention-noun.js';
import { createRetentionStore, type RetentionStore } from '../storage/erasure/retention-store.js';
import { CliFailure } from './failure.js';
import { deskOf, withLists, type ListWork } from './lists.js';

interface RetentionOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly source?: string;
}

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
      `keep tickets of this class, and of those below it, for so many years after their end; "others": all other classes`,
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
  if (!Number.isInteger(years) || years < 1 || years > LONGEST_YEARS)
    throw new InvalidArgumentError(`Give whole years, from 1 to ${LONGEST_YEARS}.`);
  return years;
}

type Work = (tools: ListWork & { readonly store: RetentionStore }) => Promise<void>;
const withStore = (json: boolean, work: Work): Promise<void> =>
  withLists({ json, patient: true }, (tools) => work({ ...tools, store: createRetentionStore(tools.database.pool) }));

const run = ({ dryRun = false, json }: RetentionOptions): Promise<void> =>
  withStore(json === true, async ({ database: { pool }, terminal, store }) => {
    const erased: Record<string, number> = {};
    let held = 0;
    let next: Retained['next'] = null;
    do {
      const portion = await retainPortion({ store, erasing: createErasing(pool), now: () => new Date() }, next, {
        dryRun,
      });
      for (const [code, count] of Object.entries(portion.erased))
        erased[ruleName(code)] = (erased[ruleName(code)] ?? 0) + count;
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
      terminal.record({ class: ruleName(classCode), years, source });
      terminal.line(`${ruleName(classCode).padEnd(10)} ${years} years, by ${source}`);
    }
    if (rules.length === 0)
      terminal.line('There is no rule: every ticket is kept until somebody asks for its erasure.');
  });

const set = (code: string, years: number, { json, source = '' }: RetentionOptions): Promise<void> =>
  withStore(json === true, async ({ store, ...work }) => {
    const { terminal } = work;
    const classCode = ruleCode(code);
    const isKnown = classCode === ALL_OTHERS || (await store.classes()).some((one) => one.code === classCode);
    if (!isKnown) throw new CliFailure('Nothing was set', `there is no class ${code}`, 'See: huiying classes list');
    const name = ruleName(classCode);
    await (
      await deskOf(work)
    ).act(COMMAND_LINE, (desk) => desk.put(retentionRuleNoun, name, () => ({ years, source }), { version: null }));
    terminal.record({ class: name, years, source });
    terminal.line(
      `Tickets of ${name} are kept for ${years} years after their end. See what that erases: huiying retention --dry-run`,
    );
  });

const remove = (code: string, { json }: RetentionOptions): Promise<void> =>
  withStore(json === true, async ({ store, ...work }) => {
    const { terminal } = work;
    const wasThere = (await store.rules()).some(({ classCode }) => classCode === ruleCode(code));
    const desk = await deskOf(work);
    await desk.act(COMMAND_LINE, (act) => act.remove(retentionRuleNoun, code, { version: null }));
    terminal.record({ class: code, removed: wasThere });
    terminal.line(wasThere ? `The rule for ${code} is removed.` : `There is no rule for ${code}.`);
  });

import { InvalidArgumentError, Option, type Command } from 'commander';
import { ADMIN_NOUNS, type AdminNoun } from '../domain/admin/admin-change.js';
import { chinaMinute } from '../domain/calendar/china-time.js';
import { COMMAND_LINE, type KeptChange } from '../storage/admin/change-trail.js';
import { createNounStores } from '../storage/admin/nouns.js';
import { CannotUndo, undoChange, type StaysBecause } from '../storage/admin/undo.js';
import { CliFailure } from './failure.js';
import { deskOf, doneOr, DRY_RUN, withLists, type DryRun, type ListWork } from './lists.js';

interface ListOptions {
  readonly noun?: AdminNoun;
  readonly subject?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function defineChanges(command: Command): void {
  command
    .command('list')
    .description('what administrators changed, newest first: who, when, and what it was before and after')
    .addOption(new Option('--noun <noun>', 'only of this kind').choices(ADMIN_NOUNS))
    .option('--subject <id>', 'only of this one')
    .option('--limit <count>', 'so many', count, 50)
    .option('--json', 'print JSON, one a line')
    .action((options: ListOptions) => withLists(options, (work) => list(work, options)));
  command
    .command('undo')
    .description('put back what a change changed, if it still is as that change left it')
    .argument('<number>', 'as `list` shows it')
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((number: string, options: DryRun & { json?: boolean }) =>
      withLists(options, (work) => undo(work, number, options)),
    );
}

async function list(work: ListWork, { noun, subject, limit }: ListOptions): Promise<void> {
  const found = await (await deskOf(work)).list({ noun, subject, before: null, limit });
  for (const change of found) {
    // What tells of people is for who looks after it.
    const { personal: _personal, ...told } = change;
    work.terminal.record({ ...told, at: change.at.toISOString() });
    work.terminal.line(lineOf(change));
  }
  if (found.length === 0) work.terminal.line('Nothing was changed yet.');
}

function lineOf({ number, at, author, noun, subject, act, before, after, undoes, undoneBy }: KeptChange): string {
  const fields = Object.keys({ ...before, ...after }).filter(
    (field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]),
  );
  const what = before !== null && after !== null && fields.length > 0 ? ` (${fields.join(', ')})` : '';
  const taken = [undoes && `undoes ${undoes}`, undoneBy && `undone by ${undoneBy}`].filter((one) => one);
  const who = author.id === null ? 'command line' : `${author.role ?? ''} ${author.id}`;
  const told = taken.length > 0 ? `  [${taken.join(', ')}]` : '';
  return `${number.padStart(6)}  ${chinaMinute(at.toISOString())}  ${act.padEnd(7)}  ${noun} ${subject}${what}  ${who}${told}`;
}

const STAYS: Readonly<Record<StaysBecause, string>> = {
  published: 'a published version never changes, for tickets hold on to it',
  access: 'accounts and keys are changed by their own commands',
  own: 'it is changed by routes of its own, by who may say so',
  large: 'the trail tells how large it was and its hash, not what it was; import it as it was',
  'changed-since': 'it was changed again since',
  'never-removed': 'what was added there is never removed, for tickets name it',
  'secret-gone': 'the secret of its webhook was forgotten with it',
};

async function undo(work: ListWork, number: string, options: DryRun): Promise<void> {
  const { act, find, sealing } = await deskOf(work);
  const change = /^[1-9]\d{0,17}$/.test(number) ? await find(number) : null;
  if (change === null)
    throw new CliFailure(`There is no change ${number}`, 'nothing was done', 'See: huiying changes list');
  const { noun, subject, undoneBy } = change;
  try {
    if (undoneBy === null) {
      const stores = createNounStores(sealing);
      await act(COMMAND_LINE, (desk) => undoChange(desk, stores[noun], change), { dryRun: options.dryRun === true });
    }
  } catch (error) {
    if (!(error instanceof CannotUndo)) throw error;
    throw new CliFailure(`Change ${number} stays`, STAYS[error.because], 'See: huiying changes list');
  }
  work.terminal.record({ number, noun, subject, undone: true, ...(options.dryRun && { dryRun: true }) });
  work.terminal.line(doneOr(options, `${noun} ${subject} is as it was before change ${number}.`));
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1_000)
    throw new InvalidArgumentError('Write a number from 1 to 1000.');
  return value;
}

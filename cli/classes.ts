import type { Command } from 'commander';
import { ClassRowSchema } from '../contracts/reference.js';
import type { ClassWish } from '../domain/city/class-tree.js';
import { saveClasses } from '../storage/reference/city-store.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { DRY_RUN, readListFile, saveList, withLists, type ListWork } from './lists.js';

const EXAMPLE = 'See data/city/classes.json for the form.';

export function defineClasses(command: Command): void {
  command
    .command('list')
    .description('the classes of matters, with the units that own them')
    .option('--json', 'print JSON, one a line')
    .action((options: { json?: boolean }) => withLists(options, list));
  command
    .command('import')
    .description('add and change classes of matters from a file; none is ever removed')
    .argument('<file>', 'a JSON list in the form of data/city/classes.json, or the answer of GET /api/v1/classes')
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean; dryRun?: boolean }) =>
      withLists(options, async (work) => {
        const wishes = await classesIn(file);
        await saveList(work, file, { one: 'class', many: 'classes' }, ({ tx }) => saveClasses(tx, wishes), options);
      }),
    );
}

/** How deep a class lies follows from the branch above it, whatever a list says. */
async function classesIn(file: string): Promise<ClassWish[]> {
  const rows = await readListFile(file, ClassRowSchema, EXAMPLE);
  return rows.map(({ level: _level, version: _version, ...row }) => row);
}

async function list({ terminal, database }: ListWork): Promise<void> {
  const { classes } = await createReferenceData(database.pool, Date.now).current();
  for (const one of classes.values()) {
    terminal.record({ ...one });
    terminal.line(`${'  '.repeat(one.level - 1)}${one.code}  ${one.name}  ${one.owners.join(', ')}`);
  }
  if (classes.size === 0) terminal.line('There is no class yet. Import a list with: huiying classes import <file>');
}

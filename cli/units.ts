import type { Command } from 'commander';
import { UnitRowSchema } from '../contracts/reference.js';
import { createCityStore } from '../storage/reference/city-store.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { readListFile, saveList, withLists, type ListWork } from './lists.js';

const EXAMPLE = 'See data/city/units.json for the form.';

export function defineUnits(command: Command): void {
  command
    .command('list')
    .description('the tree of units')
    .option('--json', 'print JSON, one a line')
    .action((options: { json?: boolean }) => withLists(options, list));
  command
    .command('import')
    .description('add and change units from a file; none is ever removed')
    .argument('<file>', 'a JSON list in the form of data/city/units.json, or the answer of GET /api/v1/units')
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean }) =>
      withLists(options, (work) =>
        saveList(work, file, { one: 'unit', many: 'units' }, async () =>
          createCityStore(work.database.pool).saveUnits(await readListFile(file, UnitRowSchema, EXAMPLE)),
        ),
      ),
    );
}

async function list({ terminal, database }: ListWork): Promise<void> {
  const { units } = await createReferenceData(database.pool, Date.now).current();
  const inOrder = [...units.values()].sort((a, b) => (a.path.join('/') < b.path.join('/') ? -1 : 1));
  for (const { id, name, nameEn, level, parent, path } of inOrder) {
    terminal.record({ id, name, nameEn, level, parent });
    terminal.line(`${'  '.repeat(path.length - 1)}${id}  ${level}  ${name}`);
  }
  if (units.size === 0) terminal.line('There is no unit yet. Import a list with: huiying units import <file>');
}

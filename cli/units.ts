import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { z } from 'zod';
import { OutlinesSchema } from '../contracts/outlines.js';
import { UnitRowSchema } from '../contracts/reference.js';
import { UNIT_LEVELS, type UnitLevel } from '../domain/ticket/vocabulary.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { unitNoun } from '../storage/reference/city-nouns.js';
import { ListRefused, saveUnits, type UnitValue } from '../storage/reference/city-store.js';
import { saveOutlines } from '../storage/reference/outline-store.js';
import { inside } from '../storage/postgres/prisma.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { CliFailure, messageOf } from './failure.js';
import {
  deskOf,
  doneOr,
  DRY_RUN,
  nothingTaken,
  readListFile,
  saveList,
  withLists,
  type DryRun,
  type ListWork,
} from './lists.js';

const EXAMPLE = 'See data/city/units.json for the form.';

const OUTLINES_EXAMPLE = 'See data/city/areas.geojson for the form.';

async function readOutlinesIn(file: string): Promise<z.output<typeof OutlinesSchema>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CliFailure(`${file} cannot be read as JSON`, messageOf(error), OUTLINES_EXAMPLE);
  }
  const { data, error } = OutlinesSchema.safeParse(value);
  if (data) return data;
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'all'}: ${message}`);
  throw nothingTaken(file, faults, OUTLINES_EXAMPLE);
}

interface ChangeOptions extends DryRun {
  readonly json?: boolean;
}

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
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((file: string, options: ChangeOptions) =>
      withLists(options, async (work) => {
        const rows = await readListFile(file, UnitRowSchema, EXAMPLE);
        const wishes = rows.map(({ id, name, nameEn, level, parent }) => ({ id, name, nameEn, level, parent }));
        await saveList(work, file, { one: 'unit', many: 'units' }, ({ tx }) => saveUnits(tx, wishes), options);
      }),
    );
  command
    .command('outlines')
    .description('say where places lie, for the map of the board')
    .argument(
      '<file>',
      'GeoJSON in the form of data/city/areas.geojson: a feature for each place, its id that of the unit',
    )
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean }) =>
      withLists(options, async (work) => {
        const { terminal, database } = work;
        const { features } = await readOutlinesIn(file);
        const { units } = await createReferenceData(database.pool, Date.now).current();
        const strangers = features.filter(({ id }) => !units.has(id)).map(({ id }) => `there is no unit ${id}`);
        if (strangers.length > 0) throw nothingTaken(file, strangers, 'See: huiying units list');
        const { act } = await deskOf(work);
        const changed = await act(COMMAND_LINE, async ({ tx, note }) => {
          const changes = await saveOutlines(inside(tx), features);
          changes.forEach(note);
          return changes.length;
        });
        terminal.record({ outlines: features.length, changed });
        terminal.line(`${features.length} outlines were read, ${changed} of them are new or changed.`);
      }),
    );
  command
    .command('rename')
    .description('give a unit other names')
    .argument('<unit>', 'its id')
    .option('--name <name>', 'in Chinese')
    .option('--name-en <name>', 'in English')
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((id: string, options: ChangeOptions & { name?: string; nameEn?: string }) =>
      change(options, id, ({ name, nameEn, ...same }) => ({
        ...same,
        name: options.name ?? name,
        nameEn: options.nameEn ?? nameEn,
      })),
    );
  command
    .command('move')
    .description('put a unit elsewhere in the tree; one with open tickets stays where it is')
    .argument('<unit>', 'its id')
    .requiredOption('--under <unit>', 'the unit above it from then on')
    .addOption(new Option('--level <level>', 'when it is another one there').choices(UNIT_LEVELS))
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((id: string, options: ChangeOptions & { under: string; level?: UnitLevel }) =>
      change(options, id, (unit) => ({ ...unit, parent: options.under, level: options.level ?? unit.level })),
    );
  command
    .command('close')
    .description('close a unit, and say who goes on with its matters; its open tickets stay with it')
    .argument('<unit>', 'its id')
    .requiredOption('--successor <unit>', 'where what is dispatched to it goes from then on')
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nTo open it again: huiying changes undo <number>, with the number that `huiying changes list` tells.',
    )
    .action((id: string, options: ChangeOptions & { successor: string }) =>
      change(
        options,
        id,
        (unit) => ({ ...unit, closedAt: unit.closedAt ?? new Date().toISOString(), successor: options.successor }),
        'closed',
      ),
    );
}

async function change(
  options: ChangeOptions,
  id: string,
  wish: (unit: UnitValue) => UnitValue,
  act: 'changed' | 'closed' = 'changed',
): Promise<void> {
  await withLists(options, async (work) => {
    const { act: inAct } = await deskOf(work);
    const { dryRun = false } = options;
    try {
      const after = await inAct(
        COMMAND_LINE,
        (desk) =>
          desk.put(
            unitNoun,
            id,
            (before) => {
              if (before === null)
                throw new CliFailure(`There is no unit ${id}`, 'nothing was changed', 'See: huiying units list');
              return wish(before.value);
            },
            { version: null, act },
          ),
        { dryRun },
      );
      work.terminal.record({ id, ...after?.value, version: after?.version, ...(dryRun && { dryRun }) });
      const { name, parent, successor } = after?.value ?? {};
      const said = [`${id} is ${name ?? ''}, under ${parent ?? 'nothing'}`, successor && `closed for ${successor}`];
      work.terminal.line(doneOr(options, `${said.filter((one) => one).join(', ')}.`));
    } catch (error) {
      if (!(error instanceof ListRefused)) throw error;
      const why = error.faults.map(({ says }) => says.replace(/\.$/, '')).join('; ');
      throw new CliFailure(`${id} stays as it is`, why, 'See: huiying units list');
    }
  });
}

async function list({ terminal, database }: ListWork): Promise<void> {
  const { units } = await createReferenceData(database.pool, Date.now).current();
  const inOrder = [...units.values()].sort((a, b) => (a.path.join('/') < b.path.join('/') ? -1 : 1));
  for (const { id, name, nameEn, level, parent, path, version, closedAt, successor } of inOrder) {
    terminal.record({ id, name, nameEn, level, parent, version, closedAt, successor });
    const closed = successor === null ? '' : `  (closed, ${successor} goes on)`;
    terminal.line(`${'  '.repeat(path.length - 1)}${id}  ${level}  ${name}${closed}`);
  }
  if (units.size === 0) terminal.line('There is no unit yet. Import a list with: huiying units import <file>');
}

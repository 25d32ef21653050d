import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parseWorkingHours } from '../domain/calendar/office-hours.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { officeHoursNoun, STANDARD_HOURS } from '../storage/reference/calendar-nouns.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { CliFailure, messageOf } from './failure.js';
import { deskOf, doneOr, DRY_RUN, takesNew, withLists, type DryRun, type ListWork } from './lists.js';

const EXAMPLE = 'It reads {"intervals": [{"from": "09:00", "to": "12:00"}], "dayEnd": "18:00"}.';
const TOLD = 'The API tells open tickets of it within seconds.';

interface Options extends DryRun {
  readonly json?: boolean;
}

export function defineOfficeHours(command: Command): void {
  command
    .command('list')
    .description('office hours: those for all, and of units that keep their own')
    .option('--json', 'print JSON, one a line')
    .action((options: Options) => withLists(options, list));
  command
    .command('import')
    .description('set the office hours of a unit and all below it, or of all that have none of their own')
    .argument('<file>', 'JSON with `intervals` and `dayEnd`')
    .argument('[unit]', 'whose; default: all that have none of their own', STANDARD_HOURS)
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((file: string, unit: string, options: Options) =>
      withLists(options, (work) => importFile(work, file, unit, options)),
    );
  command
    .command('remove')
    .description('let a unit keep the hours of the one above it')
    .argument('<unit>', 'whose')
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((unit: string, options: Options) => withLists(options, (work) => remove(work, unit, options)));
}

async function list({ terminal, database }: ListWork): Promise<void> {
  const { officeHours } = await createReferenceData(database.pool, Date.now).current();
  for (const { unit, hours, version } of officeHours) {
    terminal.record({ unit: unit ?? STANDARD_HOURS, version, ...hours });
    const intervals = hours.intervals.map(({ from, to }) => `${from}-${to}`).join(', ');
    terminal.line(`${(unit ?? STANDARD_HOURS).padEnd(22)}  ${intervals}  the day ends at ${hours.dayEnd}`);
  }
}

async function importFile(work: ListWork, file: string, unit: string, { dryRun = false }: DryRun): Promise<void> {
  const hours = await readFile(file, 'utf8')
    .then((text) => parseWorkingHours(JSON.parse(text)))
    .catch((error: unknown) => {
      throw new CliFailure(`Nothing of ${file} was taken`, messageOf(error), EXAMPLE);
    });
  const { units, officeHours } = await createReferenceData(work.database.pool, Date.now).current();
  const had = officeHours.some((one) => one.unit === unit);
  if (unit !== STANDARD_HOURS) takesNew(unit, units, had);
  const { act } = await deskOf(work);
  const value = { ...hours };
  await act(COMMAND_LINE, (desk) => desk.put(officeHoursNoun, unit, () => value, { version: null }), { dryRun });
  work.terminal.record({ unit, ...hours, ...(dryRun && { dryRun }) });
  work.terminal.line(doneOr({ dryRun }, `${unit} keeps these hours. ${TOLD}`));
}

async function remove(work: ListWork, unit: string, { dryRun = false }: DryRun): Promise<void> {
  if (unit === STANDARD_HOURS)
    throw new CliFailure('Nothing was removed', 'these hours hold for all others', 'Import others in their place.');
  const { act } = await deskOf(work);
  await act(COMMAND_LINE, (desk) => desk.remove(officeHoursNoun, unit, { version: null }), { dryRun });
  work.terminal.record({ unit, removed: true, ...(dryRun && { dryRun }) });
  work.terminal.line(doneOr({ dryRun }, `${unit} keeps the hours of the one above it. ${TOLD}`));
}

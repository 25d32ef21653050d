import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import type { Command } from 'commander';
import { sealedClient } from '../codec/data-converter.js';
import { readEnv } from '../config/env.js';
import { temporalConnectionOptions } from '../config/temporal-connection.js';
import { parseCalendarYear } from '../domain/calendar/calendar-year.js';
import type { CalendarYear } from '../domain/calendar/types.js';
import { workflowIdOf } from '../domain/ticket/rules/intake.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { calendarYearNoun } from '../storage/reference/calendar-nouns.js';
import { ticketsDatedInto } from '../storage/reference/calendar-store.js';
import { openDatabase } from '../storage/postgres/database.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { calendarRevised } from '../workflows/ticket/ticket-messages.js';
import { tellOpenTickets } from './calendar-telling.js';
import { CliFailure, messageOf } from './failure.js';
import { deskOf } from './lists.js';
import { meantDatabase } from './running-database.js';
import { meantKeys } from './stack/data-keys.js';
import { pause } from './stack/processes.js';
import { readRuntime, runtimeFileIn } from './stack/runtime-file.js';
import type { Terminal } from './terminal.js';
import { createTerminal } from './terminal.js';

/** Of the tickets that were skipped. */
const NAMED = 10;

export function defineCalendar(command: Command): void {
  command
    .command('status')
    .description('which years are known, and how firmly')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => withReference(options, showStatus));
  command
    .command('import')
    .description('publish a year, and have every open ticket that is dated into it ask for its dates again')
    .argument('<file>', 'a calendar year as JSON, in the form of data/calendars/2026.json')
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean }) => withReference(options, (work) => importYear(work, file)));
}

interface Work {
  readonly terminal: Terminal;
  readonly database: ReturnType<typeof openDatabase>;
  readonly env: ReturnType<typeof readEnv>;
}

async function withReference(options: { json?: boolean }, work: (work: Work) => Promise<void>): Promise<void> {
  const env = readEnv();
  const database = openDatabase(await meantDatabase(env), { connections: 2, onError: () => undefined });
  try {
    await work({ terminal: createTerminal(options.json === true), database, env });
  } finally {
    await database.close();
  }
}

async function showStatus({ terminal, database }: Work): Promise<void> {
  const { years } = await createReferenceData(database.pool, Date.now).current();
  for (const { year, status, daysOff, makeUpDays, source } of years) {
    terminal.record({ year, status, daysOff: daysOff.length, makeUpDays: makeUpDays.length, source });
    terminal.line(
      `${year}  ${status.padEnd(11)}  ${daysOff.length} days off, ${makeUpDays.length} make-up days  ${source}`,
    );
  }
  if (years.length === 0) terminal.line('No calendar year is known. Fill in the shipped ones with: huiying seed');
}

/**
 * Safe to repeat: a ticket that has the new calendar already does nothing, and no date becomes earlier than one told.
 */
async function importYear(work: Work, file: string): Promise<void> {
  const { terminal, database } = work;
  const year = await readYear(file);
  const { act } = await deskOf(work);
  const { year: number, ...value } = year;
  await act(COMMAND_LINE, (desk) => desk.put(calendarYearNoun, String(number), () => value, { version: null }));
  const reference = await createReferenceData(database.pool, Date.now).refresh();
  terminal.line(
    `${year.year} is ${year.status} now: ${year.daysOff.length} days off, ${year.makeUpDays.length} make-up days.`,
  );
  const client = await temporalClient(work);
  try {
    const { told, toldAgain, skipped } = await tellOpenTickets({
      store: { datedInto: (after, limit) => ticketsDatedInto(database.pool, year.year, after, limit) },
      versionFor: ({ lead }) => reference.calendarFor(lead?.path ?? []).version,
      tell: ({ id }, version) => client.workflow.getHandle(workflowIdOf(id)).signal(calendarRevised, { version }),
      pause: (milliseconds) => {
        terminal.line(`Waiting ${milliseconds / 1_000} s until no worker holds the old calendar.`);
        return pause(milliseconds);
      },
      now: () => new Date().toISOString(),
    });
    terminal.record({ year: year.year, status: year.status, told, toldAgain, skipped });
    terminal.line(
      `${told} open tickets are dated into it and were asked to look at their dates again; ${toldAgain} leaned on the old calendar still and were asked once more.`,
    );
    if (skipped.length > 0) {
      process.exitCode = 1;
      terminal.warn(
        `${skipped.length} have no workflow and were skipped: ${skipped.slice(0, NAMED).join(', ')}${skipped.length > NAMED ? ' …' : ''}. Look with: huiying reconcile --all`,
      );
    }
  } finally {
    await client.connection.close();
  }
}

async function readYear(file: string): Promise<CalendarYear> {
  try {
    return parseCalendarYear(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new CliFailure(
      `${file} is not a calendar year`,
      messageOf(error),
      'See data/calendars/2026.json for the form.',
    );
  }
}

async function temporalClient({ env }: Work): Promise<Client & { connection: Connection }> {
  const running = await readRuntime(env.runtimeFile ?? runtimeFileIn(env.dataDir));
  const address = env.temporal.address ?? running?.temporalAddress;
  if (address === undefined) {
    throw new CliFailure(
      'The year is saved, but the open tickets could not be told',
      'TEMPORAL_ADDRESS is not set and nothing is running',
      'Start everything with npm start and import the same file again; that is safe.',
    );
  }
  const connection = await Connection.connect(await temporalConnectionOptions(env.temporal, address)).catch(
    (error: unknown) => {
      throw new CliFailure(
        'The year is saved, but the open tickets could not be told',
        `Temporal at ${address} does not answer: ${messageOf(error)}`,
        'Import the same file again when it does; that is safe.',
        { cause: error },
      );
    },
  );
  const keys = await meantKeys(env);
  const client = new Client({
    connection,
    namespace: env.temporal.namespace,
    ...sealedClient(() => keys.keysFor('payloads')),
  });
  return client as Client & { connection: Connection };
}

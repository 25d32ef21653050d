import type { Command } from 'commander';
import { readEnv } from '../config/env.js';
import { CliFailure } from './failure.js';
import { unfinishedSays } from './migration-says.js';
import { meantDatabase } from './running-database.js';
import { createTerminal, type Terminal } from './terminal.js';

export function defineMigrate(command: Command): void {
  command
    .option('--check', 'only say what is missing or was left undone; exit code 1 if anything is')
    .option('--schema', 'only print the SQL that makes the whole schema from nothing')
    .option('--json', 'print JSON')
    .action(async (options: { check?: boolean; schema?: boolean; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const databaseUrl = await meantDatabase(readEnv());
      if (options.schema === true) {
        const { schemaSql } = await import('../storage/postgres/schema-sql.js');
        process.stdout.write(await schemaSql(databaseUrl));
      } else if (options.check === true) await check(databaseUrl, terminal);
      else await apply(databaseUrl, terminal);
    });
}

async function check(databaseUrl: string, terminal: Terminal): Promise<void> {
  const { stateOfMigrations } = await import('../storage/postgres/migrate.js');
  const { missing: pending, unfinished } = await stateOfMigrations(databaseUrl);
  terminal.record({ pending, unfinished });
  if (unfinished) {
    const { says, mend } = unfinishedSays(unfinished);
    terminal.line(`${says}. ${mend}`);
  }
  terminal.line(
    pending.length === 0
      ? 'The database is up to date.'
      : `Missing: ${pending.join(', ')}. Apply them with: huiying migrate`,
  );
  if (pending.length > 0) process.exitCode = 1;
}

async function apply(databaseUrl: string, terminal: Terminal): Promise<void> {
  const { migrate, MigrationRefused } = await import('../storage/postgres/migrate.js');
  try {
    const { applied } = await migrate(databaseUrl, { say: (sentence) => terminal.warn(sentence) });
    terminal.record({ applied });
    terminal.line(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
  } catch (error) {
    if (!(error instanceof MigrationRefused)) throw error;
    throw new CliFailure(
      `The migration ${error.migration} was refused`,
      error.why,
      'Nothing of it was applied, and those before it were. Mend what it names and run huiying migrate again.',
      { cause: error },
    );
  }
}

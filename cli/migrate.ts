import type { Command } from 'commander';
import { readEnv } from '../config/env.js';
import { meantDatabase } from './running-database.js';
import { createTerminal } from './terminal.js';

export function defineMigrate(command: Command): void {
  command
    .option('--check', 'only say what is missing; exit code 1 if anything is')
    .option('--schema', 'only print the SQL that makes the whole schema from nothing')
    .option('--json', 'print JSON')
    .action(async (options: { check?: boolean; schema?: boolean; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const databaseUrl = await meantDatabase(readEnv());
      const { migrate, pendingMigrations, schemaSql } = await import('../storage/migrate.js');
      if (options.schema === true) {
        process.stdout.write(await schemaSql(databaseUrl));
        return;
      }
      if (options.check === true) {
        const pending = await pendingMigrations(databaseUrl);
        terminal.record({ pending });
        terminal.line(
          pending.length === 0
            ? 'The database is up to date.'
            : `Missing: ${pending.join(', ')}. Apply them with: huiying migrate`,
        );
        if (pending.length > 0) process.exitCode = 1;
        return;
      }
      const { applied } = await migrate(databaseUrl);
      terminal.record({ applied });
      terminal.line(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
    });
}

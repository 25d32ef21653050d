import type { Command } from 'commander';
import { readEnv } from '../config/env.js';
import { meantDatabase } from './running-database.js';
import { createTerminal } from './terminal.js';

export function defineSeed(command: Command): void {
  command
    .option('--demo', 'also make the demonstration city with its accounts')
    .option('--json', 'print JSON')
    .action(async (options: { demo?: boolean; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const env = readEnv();
      const databaseUrl = await meantDatabase(env);
      const { seed } = await import('../storage/reference/seed.js');
      const { summary } = await seed(databaseUrl, { demo: options.demo === true, dataDir: env.dataDir });
      terminal.record({ summary });
      terminal.line(summary);
    });
}

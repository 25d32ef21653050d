import type { Command } from 'commander';
import { readEnv } from '../config/env.js';
import { openDatabase } from '../storage/postgres/database.js';
import { reclaim, reclaimRights } from '../storage/erasure/reclaim.js';
import { CliFailure } from './failure.js';
import { meantDatabase } from './running-database.js';
import { createTerminal } from './terminal.js';

interface ReclaimOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
}

export function defineReclaim(command: Command): void {
  command
    .description('write tables anew without what was deleted, and throw old write-ahead log away')
    .option('--yes', 'do it; without it only what would be done is said')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
LOCKS: each table (ticket first of all in size) is written anew with its indexes while nobody can read or write it: some
30 s per million tickets, and as much free disk as the table has. Do it at night, with the API and workers stopped or
waiting. DATABASE_URL must be of the account that owns the tables; the write-ahead log is for a superuser alone, and
what an archive, a standby or a slot still wants of it stays. Temporal's own database, backups and archives are others.`,
    )
    .action((options: ReclaimOptions) => run(options));
}

async function run({ json, yes }: ReclaimOptions): Promise<void> {
  const env = readEnv();
  const terminal = createTerminal(json === true);
  const { pool, close } = openDatabase(await meantDatabase(env), {
    connections: 1,
    onError: () => undefined,
    patient: true,
  });
  const client = await pool.connect();
  try {
    const rights = await reclaimRights(client);
    if (!rights.ownsTables) {
      throw new CliFailure(
        'Nothing was reclaimed',
        'this account does not own the tables',
        'Set DATABASE_URL to the account that migrates, or to a superuser.',
      );
    }
    if (yes !== true) {
      terminal.record({ dryRun: true, ...rights });
      terminal.line('Tables would be written anew, and be locked meanwhile. Add --yes to do it; see --help.');
    } else {
      const { tables, logKept } = await reclaim(client, rights, (what) => terminal.line(`  ${what}`));
      terminal.record({ tables, logKept, log: rights.isSuperuser });
      terminal.line(`${tables.length} tables were written anew.`);
      if (logKept > 0)
        terminal.warn(`${logKept} segments of the write-ahead log of before are still kept for somebody`);
    }
    if (!rights.isSuperuser)
      terminal.warn('the write-ahead log of before is untouched: repeat this as a superuser of the server');
  } finally {
    client.release();
    await close();
  }
}

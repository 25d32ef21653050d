import pg from 'pg';
import type { EmbeddedPostgres } from './embedded-postgres.js';

const APPLICATION = 'huiying_app';

/** What was made while the application still came as the superuser. A sequence of a column goes with its table. */
const HAND_OVER = `
  DO $$
  DECLARE one record;
  BEGIN
    FOR one IN
      SELECT format('ALTER TABLE %s OWNER TO ${APPLICATION}', c.oid::regclass) AS told
        FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
         AND c.relowner <> '${APPLICATION}'::regrole
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                            AND d.deptype IN ('a', 'i', 'e'))
      UNION ALL
      SELECT format('ALTER ROUTINE %s OWNER TO ${APPLICATION}', p.oid::regprocedure)
        FROM pg_proc p
       WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> '${APPLICATION}'::regrole
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                            AND d.deptype = 'e')
    LOOP EXECUTE one.told; END LOOP;
  END $$`;

/**
 * Makes a database unless it exists, with all that is in it the application's, and gives the address at which the
 * application comes in: by an account that is no superuser, since one of those runs programs and reads files as the
 * server does. May be repeated at every start.
 */
export async function ensureDatabase(postgres: EmbeddedPostgres, name: string): Promise<string> {
  await asSuperuser(postgres, 'postgres', async (client) => {
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [APPLICATION]);
    const verb = role.rowCount === 0 ? 'CREATE' : 'ALTER';
    const password = client.escapeLiteral(postgres.applicationPassword);
    await client.query(`${verb} ROLE ${APPLICATION} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD ${password}`);
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    const quoted = client.escapeIdentifier(name);
    await client.query(
      database.rowCount === 0
        ? `CREATE DATABASE ${quoted} OWNER ${APPLICATION}`
        : `ALTER DATABASE ${quoted} OWNER TO ${APPLICATION}`,
    );
  });
  await asSuperuser(postgres, name, (client) => client.query(HAND_OVER));
  const address = new URL(postgres.url(name));
  address.username = APPLICATION;
  address.password = postgres.applicationPassword;
  return address.href;
}

async function asSuperuser(
  postgres: EmbeddedPostgres,
  database: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url(database) });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

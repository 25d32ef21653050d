import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';

/**
 * A PostgreSQL of its own, as an operator would hand it out: Temporal's databases with their owner, Huiying's database with one role that
 * owns and migrates it, and one that runs on it and may only read and write rows. None of the three is a superuser.
 */
export async function preparePostgres(product, folder) {
  const plan = {
    dataDir: join(folder, 'postgres'),
    port: await product.freePort(),
    logFile: join(folder, 'postgres.log'),
    settings: { max_connections: '200' },
  };
  const start = () => product.startEmbeddedPostgres(plan);
  const first = await start();
  const passwords = { temporal: secret(), huiying_owner: secret(), huiying_app: secret() };
  await asked(first.url('postgres'), [
    ...Object.entries(passwords).map(([role, password]) => `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`),
    'CREATE DATABASE temporal OWNER temporal',
    'CREATE DATABASE temporal_visibility OWNER temporal',
    'CREATE DATABASE huiying OWNER huiying_owner',
    'REVOKE CONNECT, TEMPORARY ON DATABASE huiying FROM PUBLIC',
    'GRANT CONNECT ON DATABASE huiying TO huiying_app',
  ]);
  // What the owner makes later, by the next migration, is the running role's to use as well.
  const urlOf = (role) => `postgres://${role}:${passwords[role]}@127.0.0.1:${plan.port}/huiying`;
  await asked(urlOf('huiying_owner'), [
    'GRANT USAGE ON SCHEMA public TO huiying_app',
    'ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO huiying_app',
    'ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO huiying_app',
  ]);
  return {
    running: first,
    start,
    port: plan.port,
    temporalAccount: { port: plan.port, user: 'temporal', password: passwords.temporal },
    ownerUrl: urlOf('huiying_owner'),
    appUrl: urlOf('huiying_app'),
    /** Only for looking at the record after the run. */
    pool: () => new pg.Pool({ connectionString: urlOf('huiying_owner'), max: 2 }),
  };
}

const secret = () => randomBytes(18).toString('base64url');

async function asked(url, statements) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

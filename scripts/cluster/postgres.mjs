import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { operationsGuide, statementsOf } from './document.mjs';
import { ownPasswords } from './readers-own.mjs';

/**
 * A PostgreSQL of its own with what Temporal needs, its two databases and their owner, who is no superuser. Nothing in
 * it is Huiying's yet.
 */
export async function barePostgres(product, folder) {
  const plan = {
    dataDir: join(folder, 'postgres'),
    port: await product.freePort(),
    logFile: join(folder, 'postgres.log'),
    settings: { max_connections: '200' },
  };
  const start = () => product.startEmbeddedPostgres(plan);
  const running = await start();
  const passwords = { temporal: secret(), huiying_owner: secret(), huiying_app: secret() };
  const urlOf = (role) => `postgres://${role}:${passwords[role]}@127.0.0.1:${plan.port}/huiying`;
  const asSuperuser = (statements) => asked(running.url('postgres'), statements);
  await asSuperuser([
    `CREATE ROLE temporal LOGIN PASSWORD '${passwords.temporal}'`,
    'CREATE DATABASE temporal OWNER temporal',
    'CREATE DATABASE temporal_visibility OWNER temporal',
  ]);
  return {
    running,
    start,
    address: `127.0.0.1:${plan.port}`,
    passwords,
    temporalAccount: { port: plan.port, user: 'temporal', password: passwords.temporal },
    urlOf,
    asSuperuser,
    /** In the database huiying, which has to be there. */
    asOwner: (statements) => asked(urlOf('huiying_owner'), statements),
  };
}

/**
 * The same as docs/operations.md has it made ready: one role that owns and migrates Huiying's database, and one that
 * may only read and write rows.
 */
export async function preparePostgres(product, folder) {
  const { running, start, passwords, temporalAccount, urlOf, asSuperuser, asOwner } = await barePostgres(
    product,
    folder,
  );
  const guide = operationsGuide();
  await asSuperuser(statementsOf(guide.text('postgres-accounts', ownPasswords(passwords))));
  await asOwner(statementsOf(guide.text('postgres-rights')));
  return {
    running,
    start,
    temporalAccount,
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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { untilReady } from '../../support/stack.mjs';

const here = import.meta.dirname;

/** What somebody would build instead, and the programs of it. */
const PEERS = {
  rows: {
    title: 'Express, PostgreSQL rows and a polling job',
    programs: { api: 'rows-api.mjs', worker: 'rows-job.mjs' },
  },
  dbos: { title: 'Express and DBOS', programs: { api: 'dbos-app.mjs' } },
};

/**
 * Brings the peers up beside the product, each with a PostgreSQL of its own with the product's settings, so that what
 * each spends can be told apart. They speak the product's routes as far as a life needs them.
 * @param {{ accounts: object[], dataDir: string, undo: Function[] }} stack
 */
export async function startPeers(product, stack) {
  const peers = [];
  for (const name of Object.keys(PEERS)) peers.push(await startPeer(product, name, stack));
  return peers;
}

async function startPeer(product, name, { accounts, dataDir, undo }) {
  const { title, programs } = PEERS[name];
  const postgresDir = join(dataDir, name, 'postgres');
  undo.push(() => product.removeSharedData(postgresDir));
  const postgres = await product.startEmbeddedPostgres({
    dataDir: postgresDir,
    logFile: join(dataDir, name, 'postgres.log'),
  });
  undo.push(() => postgres.stop());
  await product.ensureDatabase(postgres, 'tickets');
  await product.ensureDatabase(postgres, 'dbos');
  const client = new pg.Client({ connectionString: postgres.url('tickets') });
  await client.connect();
  undo.push(() => client.end());
  await client.query(readFileSync(join(here, 'rows.sql'), 'utf8'));

  const apiPort = await product.freePort();
  const running = new Map();
  const start = async (program) => {
    const service = product.nodeService({
      name: `${name}-${program}`,
      script: join(here, programs[program]),
      env: {
        DATABASE_URL: postgres.url('tickets'),
        DBOS_URL: postgres.url('dbos'),
        PEER_PORT: String(apiPort),
        PEER_ACCOUNTS: JSON.stringify(accounts),
      },
      logFile: join(dataDir, `${name}-${program}.log`),
    });
    running.set(program, await service.start(new AbortController().signal));
  };
  for (const program of Object.keys(programs)) await start(program);
  undo.push(() => Promise.all([...running.values()].map((one) => one.stop())));
  await untilReady(`http://127.0.0.1:${apiPort}/readyz`);

  const count = async (text) => Number((await client.query(text)).rows[0].n);
  return {
    name,
    title,
    apiPort,
    accounts,
    pids: () => ({
      ...Object.fromEntries([...running].map(([program, { pid }]) => [program, pid])),
      postgres: postgres.pid,
    }),
    storedBytes: async () => ({ rows: await count('SELECT sum(pg_database_size(datname)) AS n FROM pg_database') }),
    async untilEnded(patienceMs = 120_000) {
      const until = Date.now() + patienceMs;
      for (;;) {
        const left = await count(`SELECT count(*) AS n FROM ticket WHERE state <> 'archived'`);
        if (left === 0) return;
        if (Date.now() > until) throw new Error(`${left} tickets of ${name} had not ended in time.`);
        await pause(500);
      }
    },
    query: (text, values) => client.query(text, values),
    /** As a power cut takes them: all its programs at once. They are begun again at once too. */
    async killAll() {
      const gone = [...running];
      for (const [, one] of gone) one.kill();
      await Promise.all(gone.map(([, one]) => one.exited));
      for (const [program] of gone) await start(program);
    },
  };
}

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chanceOf } from './chance.mjs';
import { runCommand } from './commands.mjs';
import { preparePostgres } from './postgres.mjs';
import { root } from './product.mjs';
import { startProxy } from './proxy.mjs';
import { startReceiver } from './receiver.mjs';
import { keep } from './services.mjs';
import { prepareTemporal } from './temporal.mjs';
import { prepareDevTemporal } from './temporal-dev.mjs';
import { obtainTemporalPrograms } from './temporal-programs.mjs';

const WORKERS = 3;
const APIS = 2;
/** So many webhook messages in a thousand are refused at first. */
const REFUSED = 10;

/** PostgreSQL, Temporal, a receiver of webhooks, and Huiying behind a proxy; everything that it starts it puts into `undo`. */
export async function bringUp(
  product,
  { folder, undo, say, seed, programs, dev, gentle, from = root, workers: many = WORKERS },
) {
  const found = dev ? null : await obtainTemporalPrograms(product, programs, say);
  say('PostgreSQL, with roles that are no superusers');
  const postgresPlan = await preparePostgres(product, folder);
  let first = postgresPlan.running;
  const postgres = keep(
    'PostgreSQL',
    () => {
      const started = first ?? postgresPlan.start();
      first = null;
      return Promise.resolve(started);
    },
    say,
  );
  await postgres.start();
  undo.push(() => postgres.close());
  say('Temporal: schema, server, namespace');
  const temporalPlan = dev
    ? await prepareDevTemporal(product, folder)
    : await prepareTemporal(product, {
        programs: found,
        postgres: postgresPlan.temporalAccount,
        folder: join(folder, 'temporal'),
      });
  const temporal = keep('Temporal', temporalPlan.start, say);
  await temporal.start();
  undo.push(() => temporal.close());
  await temporalPlan.prepare();

  const apiPorts = [];
  for (let n = 0; n < APIS; n += 1) apiPorts.push(await product.freePort());
  const chance = chanceOf(`${seed} receiver`);
  const receiver = await startReceiver(product, () => chance() * 1000 < REFUSED);
  undo.push(() => receiver.close());
  const proxy = await startProxy(product, apiPorts, { another: gentle });
  undo.push(() => proxy.close());
  const settings = {
    HUIYING_DATA_DIR: join(folder, 'huiying'),
    HUIYING_MASTER_KEY: randomBytes(32).toString('base64'),
    HUIYING_PUBLIC_URL: proxy.url,
    HUIYING_ALLOWED_TARGETS: '127.0.0.1',
    HUIYING_TRUSTED_PROXIES: '127.0.0.1',
    // Everything comes from one address and few accounts here.
    HUIYING_KEY_REQUESTS_PER_MINUTE: '0',
    HUIYING_ADDRESS_REQUESTS_PER_MINUTE: '0',
    DATABASE_URL: postgresPlan.appUrl,
    TEMPORAL_ADDRESS: temporalPlan.address,
    TEMPORAL_NAMESPACE: temporalPlan.namespace,
    LOG_LEVEL: 'info',
  };
  const command = (words, ...heard) => runCommand({ product, words, env: settings }, ...heard);
  /** By the role that owns the database, and by the version that lies there. */
  const asOwner = async (words, where) => {
    const env = { ...settings, DATABASE_URL: postgresPlan.ownerUrl };
    const { code, errors } = await runCommand({ product, words, env, where });
    if (code !== 0) throw new Error(`huiying ${words.join(' ')} ended with ${code}: ${errors}`);
  };
  say('migrations and the demonstration city, by the role that owns the database');
  await asOwner(['migrate'], from);
  await asOwner(['seed', '--demo'], from);
  say(`${many} workers and ${APIS} APIs, by the role that only reads and writes rows`);
  const node = (name, script, env) => {
    const service = keep(
      name,
      (signal) =>
        product
          .nodeService({
            name,
            script: join(service.root, 'dist', script, 'main.js'),
            env: { ...settings, ...env },
            logFile: join(folder, `${name}.log`),
          })
          .start(signal),
      say,
    );
    // Which version it runs from its next start on.
    service.root = from;
    return service;
  };
  const workers = Array.from({ length: many }, (_, n) => node(`worker-${n + 1}`, 'worker', {}));
  const apis = apiPorts.map((port, n) =>
    node(`api-${n + 1}`, 'api', { HUIYING_HOST: '127.0.0.1', HUIYING_PORT: String(port) }),
  );
  undo.push(() => Promise.all([...workers, ...apis].map((one) => one.close())));
  await Promise.all([...workers, ...apis].map((one) => one.start()));
  const accountsFile = join(folder, 'huiying', 'demo-accounts.json');
  const pool = postgresPlan.pool();
  pool.on('error', () => undefined);
  undo.push(() => pool.end());
  return {
    services: { workers, apis, postgres, temporal },
    proxy,
    receiver,
    pool,
    command,
    asOwner,
    accountsFile,
    accounts: JSON.parse(await readFile(accountsFile, 'utf8')),
  };
}

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chanceOf } from './chance.mjs';
import { obtainCaddy } from './caddy-program.mjs';
import { runCommand } from './commands.mjs';
import { startGateway } from './gateway.mjs';
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

/**
 * PostgreSQL, Temporal, a receiver of webhooks, and Huiying behind a proxy; everything that it starts it puts into
 * `undo`.
 */
export async function bringUp(
  product,
  { folder, undo, say, seed, programs, dev, gentle, shipped, from = root, workers: many = WORKERS },
) {
  const found = dev ? null : await obtainTemporalPrograms(product, programs, say);
  const caddy = shipped ? await obtainCaddy(product, programs.caddy, say) : null;
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

  const chance = chanceOf(`${seed} receiver`);
  const receiver = await startReceiver(product, () => chance() * 1000 < REFUSED);
  undo.push(() => receiver.close());
  const gateway = caddy === null ? null : await startGateway(product, { caddy, folder });
  if (gateway !== null) undo.push(() => gateway.close());
  const proxy = await startProxy(product, { another: gentle && gateway === null });
  undo.push(() => proxy.close());
  if (gateway !== null) proxy.add(gateway.port);
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
    // Longer than the proxy takes to notice, even where there is little CPU.
    HUIYING_DRAIN_SECONDS: '8',
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
  const services = { worker: [], api: [] };
  const begun = { worker: 0, api: 0 };
  const all = [];
  undo.push(() => Promise.all(all.map((one) => one.close())));
  /**
   * Behind the gateway it has an address of its own, behind the proxy a port, which the proxy hears of when it listens.
   */
  const placeOfApi = async () =>
    gateway === null
      ? { address: '127.0.0.1', port: await product.freePort() }
      : { ...gateway.place(), port: gateway.apiPort };
  /** One more process of that part, of the version that lies there. */
  const add = async (part, where) => {
    const name = `${part}-${(begun[part] += 1)}`;
    const place = part === 'api' ? await placeOfApi() : null;
    const service = keep(
      name,
      (signal) =>
        product
          .nodeService({
            name,
            script: join(where, 'dist', part, 'main.js'),
            env: { ...settings, ...(place && { HUIYING_HOST: place.address, HUIYING_PORT: String(place.port) }) },
            logFile: join(folder, `${name}.log`),
          })
          .start(signal),
      say,
    );
    all.push(service);
    services[part].push(service);
    await service.start();
    if (place === null) return;
    service.url = `http://${place.address}:${place.port}`;
    service.leave = place.leave ?? proxy.add(place.port);
  };
  await Promise.all([
    ...Array.from({ length: many }, () => add('worker', from)),
    ...Array.from({ length: APIS }, () => add('api', from)),
  ]);
  const accountsFile = join(folder, 'huiying', 'demo-accounts.json');
  const pool = postgresPlan.pool();
  pool.on('error', () => undefined);
  undo.push(() => pool.end());
  return {
    services: { workers: services.worker, apis: services.api, postgres, temporal },
    add,
    proxy,
    receiver,
    pool,
    command,
    asOwner,
    accountsFile,
    accounts: JSON.parse(await readFile(accountsFile, 'utf8')),
  };
}

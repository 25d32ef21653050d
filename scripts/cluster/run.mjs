import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf } from './chance.mjs';
import { startChaos } from './chaos.mjs';
import { checkRecord, isQuiet } from './checks.mjs';
import { reconciled, reportOf, runCommand } from './commands.mjs';
import { writeMessages } from './messages.mjs';
import { preparePostgres } from './postgres.mjs';
import { loadProduct, root } from './product.mjs';
import { startProxy } from './proxy.mjs';
import { startReceiver } from './receiver.mjs';
import { keep } from './services.mjs';
import { insist, playStanding } from './standing.mjs';
import { prepareTemporal } from './temporal.mjs';
import { obtainTemporalPrograms } from './temporal-programs.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const WORKERS = 3;
const APIS = 2;
const QUIET_WITHIN_MS = 300_000;
const SAY_EVERY_MS = 15_000;
/** So many webhook messages in a thousand are refused at first. */
const REFUSED = 10;
/** What simulate says when its last ticket has ended and only questions are left. */
const PLAYED = 'asking the hotline what it knows';

/** Brings the cluster up, runs it, and takes it down, whatever happens. */
export async function runCluster(options) {
  const product = await loadProduct();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'huiying-cluster-')));
  await mkdir(folder, { recursive: true });
  const undo = [];
  let closing;
  const close = () => (closing ??= closeAll(undo));
  const interrupted = () => void close().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  let result;
  try {
    const cluster = await bringUp(product, { ...options, folder, undo });
    result = await play(cluster, { ...options, folder, undo });
    return { ...result, folder };
  } finally {
    await close();
    for (const signal of SIGNALS) process.off(signal, interrupted);
    if (result?.ok === true && options.folder === undefined) await rm(folder, { recursive: true, force: true });
    else options.say(`logs and data are in ${folder}`);
  }
}

async function closeAll(undo) {
  while (undo.length > 0) {
    await undo
      .pop()()
      .catch((error) => console.error(`While taking it down: ${error.message}`));
  }
}

async function bringUp(product, { folder, undo, say, seed, programs }) {
  const found = await obtainTemporalPrograms(product, programs, say);
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
  const temporalPlan = await prepareTemporal(product, {
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
  const proxy = await startProxy(product, apiPorts);
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
  const command = (words, more = {}, ...heard) => runCommand(product, words, { ...settings, ...more }, ...heard);
  say('migrations and the demonstration city, by the role that owns the database');
  const owner = { DATABASE_URL: postgresPlan.ownerUrl };
  for (const words of [['migrate'], ['seed', '--demo']]) {
    const { code, errors } = await command(words, owner);
    if (code !== 0) throw new Error(`huiying ${words.join(' ')} ended with ${code}: ${errors}`);
  }
  say(`${WORKERS} workers and ${APIS} APIs, by the role that only reads and writes rows`);
  const node = (name, script, env) =>
    keep(
      name,
      (signal) =>
        product
          .nodeService({
            name,
            script: join(root, 'dist', script, 'main.js'),
            env: { ...settings, ...env },
            logFile: join(folder, `${name}.log`),
          })
          .start(signal),
      say,
    );
  const workers = Array.from({ length: WORKERS }, (_, n) => node(`worker-${n + 1}`, 'worker', {}));
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
    accountsFile,
    accounts: JSON.parse(await readFile(accountsFile, 'utf8')),
  };
}

async function play(cluster, { lives, concurrency, speed, seed, paceMs, folder, undo, say }) {
  const { services, proxy, receiver, pool, accounts, accountsFile, command } = cluster;
  const administrator = accounts.find(({ role }) => role === 'administrator').apiKey;
  const subscribed = await insist(`${proxy.url}/api/v1/webhooks`, administrator, {
    name: 'all of it',
    url: receiver.url,
  });
  if (subscribed.status !== 201)
    throw new Error(`The subscription was refused: ${subscribed.status} ${subscribed.body.code}`);
  receiver.signedWith(subscribed.body.secret);

  const messages = join(folder, 'messages.jsonl');
  await writeMessages(messages, lives, chanceOf(`${seed} messages`));
  say(`${lives} lives through ${proxy.url}, seed ${seed}`);
  const startedAt = Date.now();
  const chaos = paceMs > 0 ? startChaos(services, { chance: chanceOf(`${seed} chaos`), say, paceMs }) : null;
  const over = new AbortController();
  undo.push(() => Promise.resolve(over.abort()));
  const standing = playStanding({
    url: proxy.url,
    accounts,
    count: Math.ceil(lives / 10),
    chance: chanceOf(`${seed} standing`),
    signal: over.signal,
  });
  let calmed;
  const calm = () => (calmed ??= chaos?.stop() ?? Promise.resolve());
  let said = 0;
  let player;
  const simulated = await command(
    [
      'simulate',
      '--json',
      '--url',
      proxy.url,
      '--accounts',
      accountsFile,
      '--messages',
      messages,
      '--seed',
      seed,
      '--concurrency',
      String(concurrency),
      '--speed',
      String(speed),
    ],
    {},
    (line) => {
      if (line.includes(PLAYED) && calmed === undefined) {
        say('all lives have ended: no more faults');
        // What it asks now is about what came of it all, and not about what is being mended.
        player?.hold();
        void calm().finally(() => player?.goOn());
      }
      if (Date.now() - said < SAY_EVERY_MS) return;
      said = Date.now();
      say(`simulate: ${line}`);
    },
    (started) => {
      player = started;
      undo.push(started.stop);
    },
  );
  await calm();
  const open = await standing;
  const seconds = Math.round((Date.now() - startedAt) / 1000);

  const until = Date.now() + QUIET_WITHIN_MS;
  for (let last = 0; ; await pause(1_000)) {
    const { quiet, open: unfinished, late } = await isQuiet(pool, receiver, open.played);
    if (quiet || Date.now() > until) break;
    if (Date.now() - last > SAY_EVERY_MS)
      say(`waiting for quiet: ${unfinished} tickets unfinished, ${late} events on their way`);
    if (Date.now() - last > SAY_EVERY_MS) last = Date.now();
  }
  say('comparing');
  const reports = reportOf(simulated);
  const checks = [
    ...reports.checks,
    {
      check: 'tickets that stay open: every step was answered',
      looked: open.played.length,
      found: open.problems.length,
      examples: open.problems,
    },
    ...(await checkRecord(pool, { acknowledged: proxy.acknowledged(), receiver, standing: open.played })),
    await reconciled(command, ['--all']),
    await reconciled(command, ['--since', '1440']),
  ];
  const byThemselves = Object.values(services)
    .flat()
    .reduce((sum, one) => sum + one.endedByItself, 0);
  return {
    ok: checks.every(({ found }) => found === 0),
    lives,
    seed,
    seconds,
    faults: { ...Object.fromEntries(chaos?.done ?? []), 'processes that ended by themselves': byThemselves },
    proxy: proxy.counts,
    webhooks: receiver.counts,
    retries: reports.retries,
    checks,
  };
}

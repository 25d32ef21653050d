import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/product.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Has every plan written to the server's log, with what it cost. */
const EXPLAINING =
  '-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_analyze=on -c auto_explain.log_buffers=on -c auto_explain.log_timing=off';

/**
 * PostgreSQL as `npm start` sets it up, and the API as it is run. There is no Temporal: nothing that is asked here asks
 * a workflow, and the API serves its lists while the engine is away.
 * @param {string | undefined} folder keeps the city for the next time; without one, it is gone afterwards
 */
export async function startCity(product, folder) {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'huiying-bench-lists-')));
  await mkdir(dataDir, { recursive: true });
  const undo = folder === undefined ? [() => rm(dataDir, { recursive: true, force: true })] : [];
  const interrupted = () => void stop().finally(() => process.exit(130));
  const stop = async () => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    while (undo.length > 0) await undo.pop()();
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    const postgresDir = join(dataDir, 'postgres');
    const logFile = join(dataDir, 'postgres.log');
    if (folder === undefined) undo.push(() => product.removeSharedData(postgresDir));
    const postgres = await product.startEmbeddedPostgres({ dataDir: postgresDir, logFile });
    undo.push(() => postgres.stop());
    await product.ensureDatabase(postgres, 'huiying');
    const databaseUrl = postgres.url('huiying');
    const masterKey = await keyIn(join(dataDir, 'master-key'));
    await product.migrate(databaseUrl);
    await product.seed(databaseUrl, { demo: true, dataDir, masterKey });
    const database = product.openDatabase(databaseUrl, {
      connections: 4,
      onError: (error) => console.error(error.message),
    });
    undo.push(() => database.close());
    const accounts = JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8'));
    const keyOf = ({ role = 'supervisor', unit }) => {
      const account = accounts.find((one) => one.role === role && (unit === undefined || one.unit === unit));
      if (!account) throw new Error(`The demonstration has no ${role}${unit === undefined ? '' : ` of ${unit}`}.`);
      return account.apiKey;
    };
    const startApi = async (name, url) => {
      const port = await product.freePort();
      const nowhere = await product.freePort();
      const running = await product
        .nodeService({
          name,
          script: join(root, 'dist/api/main.js'),
          env: {
            DATABASE_URL: url,
            HUIYING_DATA_DIR: dataDir,
            HUIYING_MASTER_KEY: masterKey.toString('base64'),
            HUIYING_MASTER_KEY_ID: 'k1',
            TEMPORAL_ADDRESS: `127.0.0.1:${nowhere}`,
            HUIYING_HOST: '127.0.0.1',
            HUIYING_PORT: String(port),
            HUIYING_KEY_REQUESTS_PER_MINUTE: '9999999',
            HUIYING_LOOKS_PER_TEN_MINUTES: '0',
            HUIYING_LOOKS_PER_HOUR: '0',
            HUIYING_PUBLIC_URL: `http://127.0.0.1:${port}`,
            HUIYING_DEMO_SIGN_IN: 'true',
            LOG_LEVEL: 'error',
          },
          logFile: join(dataDir, `${name}.log`),
        })
        .start(new AbortController().signal);
      undo.push(() => running.stop());
      return Object.assign(client(port), { base: `http://127.0.0.1:${port}` });
    };
    return {
      pool: database.pool,
      masterKey,
      keyOf,
      startApi: (name = 'api') => startApi(name, databaseUrl),
      startExplainingApi: () => startApi('api-explaining', `${databaseUrl}?options=${encodeURIComponent(EXPLAINING)}`),
      postgresLog: () => readFile(logFile, 'utf8'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function keyIn(file) {
  if (!existsSync(file)) await writeFile(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return Buffer.from(await readFile(file, 'utf8'), 'base64');
}

function client(port) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  /** The answer, and the milliseconds until its last byte. */
  return function ask(path, apiKey) {
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${apiKey}` };
      http
        .get({ host: '127.0.0.1', port, agent, path: `/api/v1${path}`, headers }, (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const ms = performance.now() - startedAt;
            const text = Buffer.concat(chunks).toString('utf8');
            if (response.statusCode === 200) resolve({ ms, body: JSON.parse(text) });
            else reject(new Error(`GET ${path} was answered ${response.statusCode}: ${text}`));
          });
        })
        .on('error', reject);
    });
  };
}

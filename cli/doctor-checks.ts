import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Env } from '../config/env.js';
import { searchAttributes } from '../config/search-attributes.js';
import { temporalConnectionOptions } from '../config/temporal-connection.js';
import { chinaYear } from '../domain/calendar/china-time.js';
import { checkFiles } from './doctor-files.js';
import { checkKeys } from './doctor-keys.js';
import { feedFinding, wordsFinding } from './doctor-tables.js';
import { rightsFinding } from './doctor-rights.js';
import { temporalFindings } from './doctor-temporal.js';
import { CliFailure, messageOf } from './failure.js';
import type { Finding } from './finding.js';
import { unfinishedSays } from './migration-says.js';
import { defaultPorts, isPortFree } from './stack/ports.js';
import type { DatabaseState } from './stack/postgres-probe.js';
import { isOurs, readRuntime, runtimeFileIn, type RuntimeInfo } from './stack/runtime-file.js';
import { serviceNames } from './stack/supervisor.js';

/** The first with the `builtin` locale. */
const oldestPostgres = 17;
const skewLimitMs = 1_000;
const lowDiskBytes = 1024 ** 3;
const veryLowDiskBytes = 200 * 1024 ** 2;
const notRunning = 'not running';
const startIt = 'npm start';

const ok = (name: string, says: string): Finding => ({ name, status: 'ok', says });
const warn = (name: string, says: string, mend: string): Finding => ({ name, status: 'warn', says, mend });
const fail = (name: string, says: string, mend: string): Finding => ({ name, status: 'fail', says, mend });

function sentence(error: unknown): string {
  return error instanceof CliFailure ? error.why : messageOf(error);
}

/** Looks at everything that a running system needs, in the order in which it needs it. Never throws. */
export async function runChecks(env: Env): Promise<Finding[]> {
  const runtime = await readRuntime(env.runtimeFile ?? runtimeFileIn(env.dataDir));
  return [
    checkNode(),
    ...(await checkDataDir(env)),
    ...(await checkKeys(env)),
    ...(await checkFiles(env)),
    ...(await checkProcesses(env, runtime)),
    ...(await checkDatabase(env, runtime)),
    ...(await checkTemporal(env, runtime)),
    ...(await checkApi(runtime)),
  ];
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const wanted = major > 20 || (major === 20 && minor >= 19);
  return wanted
    ? ok('Node', process.versions.node)
    : fail('Node', `${process.versions.node} is too old`, 'install Node 20.19 or newer');
}

async function checkDataDir(env: Env): Promise<Finding[]> {
  let existing = env.dataDir;
  while (!existsSync(existing)) existing = dirname(existing);
  const writable = await access(existing, constants.W_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const room = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  const mend = `make room on the disk of ${env.dataDir}`;
  return [
    writable
      ? ok(
          'Data folder',
          existing === env.dataDir ? `${env.dataDir} is writable` : `${env.dataDir} will be made by the first start`,
        )
      : fail(
          'Data folder',
          `${existing} is not writable`,
          `chown -R "$(id -un)" ${existing}, or choose another with HUIYING_DATA_DIR`,
        ),
    free < veryLowDiskBytes
      ? fail('Disk', room, mend)
      : free < lowDiskBytes
        ? warn('Disk', room, mend)
        : ok('Disk', room),
  ];
}

async function checkProcesses(env: Env, runtime: RuntimeInfo | undefined): Promise<Finding[]> {
  if (runtime === undefined) {
    if (env.databaseUrl !== undefined && env.temporal.address !== undefined) return [];
    const port = env.port ?? defaultPorts.api;
    const free = await isPortFree(port, env.host);
    return [
      warn('Huiying', `${notRunning} on ${env.dataDir}`, startIt),
      free
        ? ok('API port', `${port} is free`)
        : warn(
            'API port',
            `${port} is used by another program`,
            `${startIt}, which takes the next free one, or npm start -- --port N`,
          ),
    ];
  }
  const states = await Promise.all(
    serviceNames.map(async (name) => {
      const pid = runtime.pids[name];
      return { name, pid, alive: pid !== undefined && (await isOurs(pid, env.dataDir)) };
    }),
  );
  return states
    .filter(({ name, pid }) => pid !== undefined || name === 'worker' || name === 'api')
    .map(({ name, pid, alive }) =>
      alive
        ? ok(`Process ${name}`, `${pid} is alive`)
        : fail(
            `Process ${name}`,
            pid === undefined ? notRunning : `${pid} is gone`,
            `${startIt}; its log is ${join(env.dataDir, 'logs', `${name}.log`)}`,
          ),
    );
}

async function checkDatabase(env: Env, runtime: RuntimeInfo | undefined): Promise<Finding[]> {
  const url = env.databaseUrl ?? runtime?.databaseUrl;
  if (url === undefined) return [warn('PostgreSQL', notRunning, startIt)];
  const { probeDatabase } = await import('./stack/postgres-probe.js');
  let state: DatabaseState;
  try {
    state = await probeDatabase(url);
  } catch (error) {
    return [fail('PostgreSQL', sentence(error), mendServer('DATABASE_URL', env.databaseUrl))];
  }
  const { version, major, localeProvider, locale } = state;
  const schema = await checkMigrations(url);
  const skew = Math.round(state.clockSkewMs);
  const remake = 'make the database with initdb --locale-provider=builtin --builtin-locale=C.UTF-8 --lc-ctype=C.UTF-8';
  return [
    major >= oldestPostgres
      ? ok('PostgreSQL', version)
      : fail('PostgreSQL', `${version} is too old`, `upgrade it to ${oldestPostgres} or newer`),
    localeProvider === 'builtin' && locale === 'C.UTF-8'
      ? ok('Sorting', `${localeProvider} ${locale}`)
      : warn('Sorting', `${localeProvider} ${locale}: the order may change with an upgrade of the system`, remake),
    Math.abs(skew) <= skewLimitMs
      ? ok('Clock', `${skew} ms off that of PostgreSQL`)
      : fail(
          'Clock',
          `${skew} ms off that of PostgreSQL: deadlines would fire early or late`,
          'switch on time synchronisation on both machines',
        ),
    schema,
    { name: 'Account', ...rightsFinding(state.rights, schema.status === 'fail') },
    ...feedFinding(state.feedLagSeconds),
    ...wordsFinding(state.wordsInClear),
    checkCalendar(state),
  ];
}

async function checkMigrations(url: string): Promise<Finding> {
  try {
    const { stateOfMigrations } = await import('../storage/postgres/migrate.js');
    const { missing, unfinished } = await stateOfMigrations(url);
    if (unfinished) {
      const { says, mend } = unfinishedSays(unfinished);
      return fail('Schema', says, mend);
    }
    return missing.length === 0
      ? ok('Schema', 'up to date')
      : fail('Schema', `missing ${missing.join(', ')}`, 'huiying migrate');
  } catch (error) {
    return fail('Schema', sentence(error), 'huiying migrate');
  }
}

function checkCalendar({ calendarYears }: DatabaseState): Finding {
  const name = 'Calendar';
  if (calendarYears === undefined) return fail(name, 'there is no calendar yet', 'huiying migrate && huiying seed');
  const thisYear = chinaYear(new Date());
  const status = (year: number) => calendarYears.find((row) => row.year === year)?.status;
  const listed = calendarYears.map((row) => `${row.year} ${row.status}`).join(', ') || 'no year';
  if (status(thisYear) === undefined) return fail(name, `${thisYear} is not loaded (${listed})`, 'huiying seed');
  if (status(thisYear + 1) === undefined)
    return warn(
      name,
      `${thisYear + 1} is not loaded (${listed}): dates in it are provisional`,
      'huiying seed, or import the year when it is published',
    );
  return ok(name, listed);
}

async function checkTemporal(env: Env, runtime: RuntimeInfo | undefined): Promise<Finding[]> {
  const address = env.temporal.address ?? runtime?.temporalAddress;
  if (address === undefined) return [warn('Temporal', notRunning, startIt)];
  const { namespace, taskQueue } = env.temporal;
  try {
    const { describeTemporal } = await import('./stack/temporal-namespace.js');
    const state = await describeTemporal(
      await temporalConnectionOptions(env.temporal, address),
      namespace,
      taskQueue,
      searchAttributes,
    );
    const byHand = env.temporal.address !== undefined;
    return temporalFindings(state, { address, namespace, taskQueue, startIt: byHand ? undefined : startIt });
  } catch (error) {
    const mend = mendServer('TEMPORAL_ADDRESS', env.temporal.address);
    return [fail('Temporal', `${address} does not answer: ${sentence(error)}`, mend)];
  }
}

/** A server that somebody named is not brought up by us. */
function mendServer(setting: string, named: string | undefined): string {
  return named === undefined ? startIt : `check ${setting}, and that the server runs`;
}

async function checkApi(runtime: RuntimeInfo | undefined): Promise<Finding[]> {
  if (runtime === undefined) return [];
  try {
    const response = await fetch(new URL('/readyz', runtime.apiUrl), { signal: AbortSignal.timeout(3_000) });
    const text = (await response.text()).slice(0, 200);
    return [
      response.ok
        ? ok('API', `${runtime.apiUrl} is ready`)
        : fail('API', `${runtime.apiUrl} is not ready: ${text}`, 'see logs/api.log in the data folder'),
    ];
  } catch (error) {
    return [fail('API', `${runtime.apiUrl} does not answer: ${sentence(error)}`, startIt)];
  }
}

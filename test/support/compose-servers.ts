import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../cli/stack/embedded-postgres.js';
import { readCompose, runScript } from './compose.js';

/**
 * Of ours, signs that a shell, an address and SQL would each read otherwise; Temporal's programs take letters and
 * digits.
 */
const PASSWORDS = { owner: `o'w"n$er`, app: 'a/p:p@1', temporal: '4f6c6f6e67' };
export const DATABASES = { postgres: 'databases', 'temporal-postgres': 'temporal-databases' } as const;
export type DatabaseService = keyof typeof DATABASES;

/** The PostgreSQL servers of `docker-compose.yml`, each with the settings and accounts that it has there. */
export interface ComposeServers {
  readonly folder: string;
  /** The file of a secret. */
  secret(name: keyof typeof PASSWORDS): string;
  running(service: DatabaseService): EmbeddedPostgres;
  start(service: DatabaseService): Promise<EmbeddedPostgres>;
  /** Runs the script of the file that makes accounts and databases on an empty server. */
  makeDatabases(service: DatabaseService): Promise<void>;
  /** What the server's container has in its environment. */
  environmentOf(service: DatabaseService): Record<string, string>;
  /** Where one of our accounts reaches a database. */
  address(service: DatabaseService, role: string, database: string): string;
  end(): Promise<void>;
}

export async function composeServers(): Promise<ComposeServers> {
  const { services, configs } = readCompose({ HUIYING_PUBLIC_URL: 'https://hotline.example.org' });
  const folder = await mkdtemp(join(tmpdir(), 'huiying-compose-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'secrets'));
  const secret = (name: string): string => join(folder, 'secrets', name);
  for (const [name, password] of Object.entries(PASSWORDS)) await writeFile(secret(name), `${password}\n`);
  const servers = new Map<DatabaseService, EmbeddedPostgres>();
  const all: ComposeServers = {
    folder,
    secret,
    running(service) {
      const server = servers.get(service);
      if (!server) throw new Error(`${service} was not started.`);
      return server;
    },
    async start(service) {
      const settings = (services[service]?.command ?? []).flatMap((word) => {
        const [, name = '', value = ''] = /^-c(\w+)=(.*)$/.exec(word) ?? [];
        return name === '' ? [] : [[name, value] as const];
      });
      const server = await startEmbeddedPostgres({
        dataDir: join(folder, service),
        throwAway: true,
        settings: Object.fromEntries(settings),
      });
      servers.set(service, server);
      return server;
    },
    async makeDatabases(service) {
      await runScript(configs[DATABASES[service]]?.content ?? '', {
        ...all.environmentOf(service),
        HUIYING_OWNER_PASSWORD_FILE: secret('owner'),
        HUIYING_APP_PASSWORD_FILE: secret('app'),
        TEMPORAL_PASSWORD_FILE: secret('temporal'),
      });
    },
    environmentOf(service) {
      const { hostname, port, username, password } = new URL(all.running(service).url('postgres'));
      return { POSTGRES_USER: username, PGHOST: hostname, PGPORT: port, PGPASSWORD: password };
    },
    address(service, role, database) {
      const url = new URL(all.running(service).url(database));
      url.username = role;
      const name = role.replace('huiying_', '') as keyof typeof PASSWORDS;
      url.password = encodeURIComponent(PASSWORDS[name]);
      return url.href;
    },
    async end() {
      for (const server of servers.values()) await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return all;
}

/** One question on a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

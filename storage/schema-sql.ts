import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine as Engine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { projectRoot } from '../config/paths.js';

/**
 * Migrations without Prisma's downloaded engine: the same engine as WebAssembly, over the ordinary driver. It keeps the
 * ordinary `_prisma_migrations` table, so `prisma migrate` on a connected machine sees the same history.
 */
interface EngineModule {
  readonly SchemaEngine: typeof Engine;
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

const FILTERS = { externalTables: [], externalEnums: [] };

let loaded: Promise<EngineModule> | undefined;

/** The package's own entry imports `.wasm` as a module, which this Node cannot: instantiate it by hand, once. */
function loadEngine(): Promise<EngineModule> {
  loaded ??= (async () => {
    const entry = '@prisma/schema-engine-wasm/schema_engine_bg';
    const engine = (await import(entry)) as EngineModule & Record<string, WebAssembly.ImportValue>;
    const file = createRequire(import.meta.url)
      .resolve(entry)
      .replace(/\.js$/, '.wasm');
    const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': engine });
    engine.__wbg_set_wasm(instance.exports);
    (instance.exports['__wbindgen_start'] as () => void)();
    return engine;
  })();
  return loaded;
}

async function withEngine<T>(databaseUrl: string, use: (engine: Engine) => Promise<T>): Promise<T> {
  const { SchemaEngine } = await loadEngine();
  const schema = await readFile(join(projectRoot(), 'prisma/schema.prisma'), 'utf8');
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool, { disposeExternalPool: false }));
    const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter);
    try {
      return await use(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

async function migrationList(): Promise<MigrationList> {
  const baseDir = join(projectRoot(), 'prisma/migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}

/** Applies what is missing, in order. May be repeated; answers with the names of what it applied. */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const migrationsList = await migrationList();
  return withEngine(databaseUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: FILTERS });
    return { applied: appliedMigrationNames };
  });
}

/** Names of the migrations that the database does not have yet. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  const migrationsList = await migrationList();
  return withEngine(databaseUrl, async (engine) => {
    const { history } = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: FILTERS,
    });
    if (history?.diagnostic === 'databaseIsBehind' || history?.diagnostic === 'historiesDiverge') {
      return history.unappliedMigrationNames;
    }
    return [];
  });
}

/**
 * The SQL that makes the whole schema from nothing. The difference between two versions of it is the next migration: the
 * engine cannot read a PostgreSQL 18 back, so it cannot write that difference itself.
 */
export async function schemaSql(databaseUrl: string): Promise<string> {
  const schema = await readFile(join(projectRoot(), 'prisma/schema.prisma'), 'utf8');
  return withEngine(databaseUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: null,
      filters: FILTERS,
    });
    return stdout ?? '';
  });
}

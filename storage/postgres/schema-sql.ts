import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine as Engine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { projectRoot } from '../../config/paths.js';

/** Prisma's engine as WebAssembly, over the ordinary driver: nothing is downloaded. */
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

/**
 * The SQL that makes the whole schema from nothing. The difference between two versions of it is the next migration:
 * the engine cannot read a PostgreSQL 18 back, so it cannot write that difference itself.
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

/** Generates, without a network, the Prisma client and the types of the API for the console, when they are stale. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const schema = join(root, 'prisma/schema.prisma');
const stamp = join(root, 'storage/generated/.schema-hash');

/** The hash covers the generator's version too: an upgrade generates anew. */
function wantedHash(prismaVersion) {
  return createHash('sha256').update(prismaVersion).update(readFileSync(schema)).digest('hex');
}

export function generate() {
  if (!existsSync(schema)) return;
  const packageFile = createRequire(import.meta.url).resolve('prisma/package.json');
  const { version, bin } = JSON.parse(readFileSync(packageFile, 'utf8'));
  const hash = wantedHash(version);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const program = join(dirname(packageFile), typeof bin === 'string' ? bin : bin.prisma);
  const run = spawnSync(process.execPath, [program, 'generate', '--schema', schema], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Generating needs no engine; naming any file that exists keeps Prisma from fetching one.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (run.status !== 0)
    throw new Error(`prisma generate failed:\n${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`);
  writeFileSync(stamp, hash);
}

/** What the API takes and answers, as `docs/openapi.json` says, for the compiler that reads `web/`. */
export async function generateApiTypes() {
  const document = join(root, 'docs/openapi.json');
  const target = join(root, 'web/generated/api.d.ts');
  if (!existsSync(document)) return;
  const text = readFileSync(document, 'utf8');
  const mark = `// ${createHash('sha256').update(text).digest('hex')}\n`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(mark)) return;
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const types = astToString(await openapiTS(JSON.parse(text)));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, mark + types);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  generate();
  await generateApiTypes();
}

/**
 * Takes out of a `node_modules` what a container never loads: the Temporal core of other platforms with its sources,
 * the Prisma client's compilers for other databases, the client of object stores in forms for browsers, and what is
 * there for development only. npm can leave that out together with everything optional alone, and so without the
 * picture library's program for this platform.
 *
 * node scripts/slim-modules.mjs node_modules
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder: node scripts/slim-modules.mjs node_modules');
  process.exit(2);
}
const modules = resolve(folder);
const core = join(modules, '@temporalio/core-bridge');
const { getPrebuiltTargetName } = createRequire(import.meta.url)(join(core, 'common.js'));

const { packages } = JSON.parse(readFileSync(join(dirname(modules), 'package-lock.json'), 'utf8'));
for (const [path, { devOptional }] of Object.entries(packages)) if (devOptional) remove(join(dirname(modules), path));

keepOnly(join(core, 'releases'), (name) => name === getPrebuiltTargetName());
for (const sources of ['sdk-core', 'src', 'bridge-macros', 'ts', 'Cargo.lock']) remove(join(core, sources));
keepOnly(
  join(modules, '@prisma/client/runtime'),
  (name) =>
    !name.endsWith('.map') &&
    !name.startsWith('wasm-compiler-edge') &&
    (!name.startsWith('query_compiler') || name.startsWith('query_compiler_small_bg.postgresql.')),
);

// Of what speaks S3, the two forms that Node does not load: nineteen of twenty-two megabytes.
for (const scope of ['@aws-sdk', '@smithy']) {
  for (const name of readdirSync(join(modules, scope))) {
    for (const form of ['dist-es', 'dist-types']) remove(join(modules, scope, name, form));
  }
}

function keepOnly(path, isKept) {
  const names = readdirSync(path);
  if (!names.some(isKept)) throw new Error(`Nothing of ${path} would be left: it is not what this script knows.`);
  for (const name of names) if (!isKept(name)) remove(join(path, name));
}

function remove(path) {
  rmSync(path, { recursive: true, force: true });
}

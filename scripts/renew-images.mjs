/**
 * Asks the registries which digest the tags of `docker-compose.yml` and `Dockerfile` stand for now, and writes down
 * what is new. A tag is moved when its base image is mended, so run it every month and before a release; to go to
 * another version change the tag first. Needs Docker with buildx, which asks without fetching an image, for every
 * platform at once.
 *
 * node scripts/renew-images.mjs            writes; look at the difference before it is committed
 * node scripts/renew-images.mjs --check    only says what is old; exit code 1
 * node scripts/renew-images.mjs --in DIR   the files of another folder
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, in: { type: 'string' } },
});
const folder = values.in ?? join(import.meta.dirname, '..');
/** Ours has no digest: it is built from here. */
const IMAGE = /(?<=^\s*(?:image:|FROM)\s+)(?<name>[a-z0-9./-]+:[\w.-]+)@(?<digest>sha256:[0-9a-f]{64})/gm;

const files = ['docker-compose.yml', 'Dockerfile'].map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const names = new Set(files.flatMap(({ text }) => [...text.matchAll(IMAGE)].map(({ groups }) => groups.name)));
const now = new Map([...names].sort().map((name) => [name, digestOf(name)]));
const old = new Set();
for (const { name: file, text } of files) {
  const renewed = text.replace(IMAGE, (all, name, digest) => {
    if (digest !== now.get(name)) old.add(`${name} was ${digest}, and is ${now.get(name)}`);
    return `${name}@${now.get(name)}`;
  });
  if (!values.check && renewed !== text) writeFileSync(join(folder, file), renewed);
}
for (const line of old) console.log(line);
console.log(old.size === 0 ? `${names.size} images are as their tags say.` : `${old.size} of ${names.size} images.`);
process.exitCode = values.check && old.size > 0 ? 1 : 0;

function digestOf(name) {
  const words = ['buildx', 'imagetools', 'inspect', name, '--format', '{{.Manifest.Digest}}'];
  const { status, stdout, stderr, error } = spawnSync('docker', words, { encoding: 'utf8' });
  const digest = stdout?.trim() ?? '';
  if (status === 0 && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  console.error(
    `No digest of ${name}: ${(error?.message ?? stderr ?? '').trim() || digest}. Nothing was written. It needs Docker with buildx, and the registry.`,
  );
  process.exit(2);
}

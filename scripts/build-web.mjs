/**
 * Builds the console into dist/web, with a packed copy beside each file, and refuses one that has grown too large for a
 * slow line. Nothing is done when what it is made of has not changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a browser fetches, packed: to show the first page, and for any other page besides. */
const MOST_AT_FIRST = 400 * 1_024;
const MOST_FOR_A_PAGE = 120 * 1_024;
const MOST_FOR_THE_WALL = 30 * 1_024;

const INPUTS = ['web', 'contracts', 'domain', 'package-lock.json', 'scripts/build-web.mjs'];
const NOT_READ = new Set(['generated', 'tsconfig.json']);

export async function buildWeb(root) {
  const out = join(root, 'dist/web');
  const stamp = join(out, '.made-of');
  const hash = hashOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  rmSync(stamp, { force: true });
  const { build } = await import('vite');
  await build(configIn(root, out)).catch((error) => {
    throw new Error(`The console cannot be built:\n${error.message}`);
  });
  const packed = pack(join(out, 'assets'));
  assertSmall(JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8')), packed);
  writeFileSync(stamp, hash);
}

/** It lies under this path, beside the API; `CONSOLE_PATH` of `api/console/console-pages.ts` is the same. */
const configIn = (root, outDir) => ({
  configFile: false,
  logLevel: 'warn',
  root: join(root, 'web'),
  base: '/console/',
  publicDir: false,
  css: { postcss: {} },
  build: {
    outDir,
    emptyOutDir: true,
    manifest: true,
    target: ['chrome107', 'firefox104', 'safari16'],
    // Data in place of a file would be another kind of source for the content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      input: [join(root, 'web/index.html'), join(root, 'web/wall.html')],
      // Said by libraries for servers that render; here nobody does.
      onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log),
    },
  },
});

function hashOf(root) {
  const hash = createHash('sha256').update(process.version);
  const add = (path) => {
    const full = join(root, path);
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) if (!NOT_READ.has(name)) add(join(path, name));
    } else hash.update(path).update('\0').update(readFileSync(full)).update('\0');
  };
  INPUTS.forEach(add);
  return hash.digest('hex');
}

/** Packed once here instead of for each browser. Answers how large each is then. */
function pack(folder) {
  const sizes = new Map();
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name));
    const gz = gzipSync(content, { level: 9 });
    if (gz.length < content.length * 0.9) writeFileSync(join(folder, `${name}.gz`), gz);
    sizes.set(`assets/${name}`, Math.min(gz.length, content.length));
  }
  return sizes;
}

/** A page that is fetched later has what it imports; what the first page brought is there already. */
function assertSmall(manifest, sizes) {
  const first = filesOf(manifest, 'index.html');
  const size = (files) => [...files].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
  const kb = (bytes) => `${Math.ceil(bytes / 1_024)} kB`;
  if (size(first) > MOST_AT_FIRST)
    throw new Error(`The console's first page is ${kb(size(first))} packed; at most ${kb(MOST_AT_FIRST)} may be.`);
  const wall = size(filesOf(manifest, 'wall.html'));
  if (wall > MOST_FOR_THE_WALL)
    throw new Error(`The wall is ${kb(wall)} packed; at most ${kb(MOST_FOR_THE_WALL)} may be.`);
  for (const key of Object.keys(manifest).filter((one) => manifest[one].isDynamicEntry)) {
    const own = [...filesOf(manifest, key)].filter((file) => !first.has(file));
    if (size(own) > MOST_FOR_A_PAGE)
      throw new Error(`${key} is ${kb(size(own))} packed; a page may bring ${kb(MOST_FOR_A_PAGE)}.`);
  }
}

function filesOf(manifest, key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const one of chunk.imports ?? []) filesOf(manifest, one, seen);
  return seen;
}

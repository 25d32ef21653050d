/**
 * Does the steps of the Dockerfile without a container engine, in a scratch folder, and says how large what we put into
 * the image is. The base image and what apt installs are not ours and are not counted; steps that need root are named
 * and left out.
 *
 * node scripts/image-size.mjs                  takes a minute or two; fetches packages as `npm ci` does node
 * scripts/image-size.mjs --json --keep    as JSON; leaves the folder, to try what is in it
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'huiying-image-'));
const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
const APP = '/app';
const NEEDS_ROOT = /^(apt-get|install -d)\b/;
const LOADS_S3 = "await import('@aws-sdk/lib-storage'); console.log('it loads')";
/** What must come up from what is in the image; each says that it lacks its settings, or prints its help. */
const TRIALS = [
  { words: ['bin/huiying.mjs', 'migrate', '--help'], says: /bring the database to the schema/ },
  { words: ['--input-type=module', '-e', LOADS_S3], says: /it loads/ },
  { words: ['dist/worker/main.js'], says: /The worker needs DATABASE_URL/ },
  { words: ['dist/api/main.js'], says: /The API needs DATABASE_URL/ },
];

try {
  const last = buildStages(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const app = join(scratch, last, APP);
  const parts = readdirSync(app).map((name) => ({ part: name, bytes: sizeOf(join(app, name)) }));
  const packages = packagesIn(join(app, 'node_modules'));
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const problems = TRIALS.flatMap((trial) => tried(app, trial));
  if (values.json) console.log(JSON.stringify({ bytes, parts, packages, problems }));
  else for (const line of tableOf(bytes, parts, packages, problems)) console.log(line);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  if (values.keep) console.error(`Left in ${scratch}.`);
  else rmSync(scratch, { recursive: true, force: true });
}

/** Returns the name of the last stage. */
function buildStages(dockerfile) {
  const lines = dockerfile
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  let stage = '';
  for (const line of lines) {
    const [, instruction, rest = ''] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const [image, , name] = rest.trim().split(/\s+/);
      stage = name;
      mkdirSync(join(scratch, stage, APP), { recursive: true });
      if (existsSync(join(scratch, image))) cpSync(join(scratch, image), join(scratch, stage), { recursive: true });
    } else if (instruction === 'COPY') copy(stage, rest.trim().split(/\s+/));
    else if (instruction === 'RUN') run(stage, rest.trim());
  }
  return stage;
}

function copy(stage, words) {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter((word) => !word.startsWith('--'));
  const target = paths.pop();
  for (const path of paths) {
    const source = from === undefined ? join(root, path) : join(scratch, from, path);
    const to = join(scratch, stage, APP, target);
    const isWhole = target.endsWith('/') && path !== '.';
    cpSync(source, isWhole ? join(to, basename(path)) : to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (each) => from !== undefined || !isIgnored(each),
    });
  }
}

/** `.dockerignore` as far as ours goes: names from the root down, and endings. */
function isIgnored(path) {
  const relative = path.slice(resolve(root).length + 1);
  return ignored.some((pattern) =>
    pattern.startsWith('*') ? dirname(relative) === '.' && relative.endsWith(pattern.slice(1)) : relative === pattern,
  );
}

function run(stage, command) {
  if (NEEDS_ROOT.test(command)) {
    console.error(`Not done here: ${command}`);
    return;
  }
  console.error(`${stage}: ${command}`);
  const env = { ...process.env, NODE_ENV: undefined, npm_config_cache: join(scratch, 'npm-cache') };
  const { status, stderr, stdout } = spawnSync('sh', ['-euc', command], {
    cwd: join(scratch, stage, APP),
    encoding: 'utf8',
    env,
    maxBuffer: 64 * 1024 ** 2,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout.slice(-2_000)}${stderr.slice(-2_000)}`);
}

function tried(app, { words, says }) {
  const env = { PATH: process.env.PATH, HUIYING_DATA_DIR: join(scratch, 'data'), NO_COLOR: '1' };
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: app, encoding: 'utf8', env, timeout: 60_000 });
  const said = `${stdout}${stderr}`;
  return says.test(said) ? [] : [`${words.join(' ')} said: ${said.trim().slice(0, 500)}`];
}

function sizeOf(path) {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** The packages by size, each scope as a whole. */
function packagesIn(modules) {
  return readdirSync(modules)
    .filter((name) => statSync(join(modules, name)).isDirectory())
    .map((name) => ({ part: `node_modules/${name}`, bytes: sizeOf(join(modules, name)) }))
    .sort((a, b) => b.bytes - a.bytes);
}

function tableOf(bytes, parts, packages, problems) {
  const row = ({ part, bytes: size }) => `  ${part.padEnd(40)}${(size / 1e6).toFixed(1).padStart(8)} MB`;
  return [
    `${(bytes / 1e6).toFixed(0)} MB over the base image`,
    ...parts.sort((a, b) => b.bytes - a.bytes).map(row),
    '',
    'The largest packages',
    ...packages.slice(0, 12).map(row),
    '',
    problems.length === 0 ? 'Command line, worker and API load from it.' : problems.join('\n'),
  ];
}

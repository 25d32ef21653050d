/**
 * Reads the container files the way an engine would, without one: what they name must exist.
 *
 * The YAML parses; services, configs, secrets and volumes that are referred to are declared; the variables are those of
 * `.env.example`; what our image runs and copies is there; the settings it is given are known to `config/settings.ts`;
 * our image has the version of `package.json`, every other a digest; secrets are files; logs and memory have bounds;
 * what the world reaches does not reach the stores, and the stores are on servers of their own. What the scripts in it
 * do is tested in `test/deployment`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (name) => readFileSync(join(root, name), 'utf8');
/** What `npm start` hands to Node for the worker. */
const [, WORKER_OPTION] = /name === 'worker' \? \['([^']+)'\]/.exec(read('cli/stack/bring-up.ts')) ?? [];
/** The folder with the ring, and what names the file in it. */
const KEYS = './keys';
const RING = 'HUIYING_KEY_RING_FILE';
const problems = [];
const expect = (claim, problem) => {
  if (!claim) problems.push(problem);
};

const composeText = read('docker-compose.yml');
const document = parseDocument(composeText, { merge: true });
for (const error of document.errors) problems.push(`docker-compose.yml: ${error.message}`);
if (document.errors.length === 0) {
  const compose = document.toJS();
  const stages = checkDockerfile(read('Dockerfile'));
  checkReferences(compose);
  checkVariables(composeText, read('.env.example'));
  checkSecrets(compose);
  checkKeys(compose);
  checkBounds(compose);
  checkNetworks(compose);
  checkStores(compose);
  for (const [name, service] of ownServices(compose)) checkOwnService(name, service, stages);
}
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'The container files agree with the project.' : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);

function ownServices({ services }) {
  return Object.entries(services).filter(([, service]) => service.build !== undefined);
}

function checkReferences({ services, configs = {}, volumes = {} }) {
  for (const [name, service] of Object.entries(services)) {
    expect(service.image, `${name}: has no image`);
    if (service.build === undefined) checkImage(name, service.image ?? '');
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const target = services[other];
      expect(target, `${name}: depends on ${other}, which is not a service`);
      if (condition === 'service_healthy' && target)
        expect(hasHealthCheck(target), `${name}: waits for the health of ${other}, which has no health check`);
      if (condition === 'service_completed_successfully' && target)
        expect(
          !/^(always|unless-stopped)$/.test(target.restart ?? 'no'),
          `${name}: waits for the end of ${other}, which is restarted for ever`,
        );
    }
    for (const { source } of service.configs ?? [])
      expect(source in configs, `${name}: config ${source} is not declared`);
    for (const volume of service.volumes ?? []) {
      const [source] = volume.split(':');
      if (source === KEYS) continue;
      if (/^[./]/.test(source)) expect(existsSync(join(root, source)), `${name}: mounts ${source}, which is not there`);
      else expect(source in volumes, `${name}: volume ${source} is not declared`);
    }
  }
}

/** A tag may be moved by whoever owns it; a digest is what was looked at, and the tag says to people what it is. */
function checkImage(where, image) {
  const isWhole = /^[a-z0-9./-]+:[\w.-]*\d[\w.-]*@sha256:[0-9a-f]{64}$/.test(image);
  expect(isWhole, `${where}: ${image} is not <image>:<version>@sha256:<digest>; see scripts/renew-images.mjs`);
}

/** A transaction that Temporal leaves open would hold up the feed of a database on the same server. */
function checkStores({ services }) {
  const host = services.temporal?.environment?.POSTGRES_SEEDS;
  for (const [name, service] of ownServices({ services }))
    expect(
      new URL(service.environment.DATABASE_URL).hostname !== host,
      `${name}: its database is on the PostgreSQL of Temporal`,
    );
}

/** Whoever reaches the workflow engine or the database needs no key of ours to do harm there. */
function checkNetworks({ services, networks = {} }) {
  const of = (name) => services[name]?.networks ?? ['default'];
  for (const name of Object.keys(services))
    for (const network of of(name))
      expect(network === 'default' || network in networks, `${name}: network ${network} is not declared`);
  for (const store of ['temporal', 'temporal-postgres', 'postgres'])
    expect(!of(store).some((network) => of('gateway').includes(network)), `gateway: shares a network with ${store}`);
}

/** Our own image brings a health check; a foreign one must be given it here. */
function hasHealthCheck({ build, healthcheck }) {
  return healthcheck?.disable !== true && (build !== undefined || healthcheck?.test !== undefined);
}

function checkVariables(text, example) {
  const live = text.replace(/^\s*#.*$/gm, '').replaceAll('$$', '');
  const used = new Set([...live.matchAll(/\$\{?([A-Z][A-Z0-9_]*)/g)].map((match) => match[1]));
  const listed = new Map([...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map((match) => [match[1], match[2]]));
  for (const name of used) expect(listed.has(name), `${name}: used in docker-compose.yml, missing from .env.example`);
  for (const name of listed.keys())
    expect(used.has(name), `${name}: in .env.example, but docker-compose.yml does not use it`);
  for (const [name, value] of listed) {
    if (isSecret(name)) expect(value === '', `${name}: .env.example must not suggest a value for a secret`);
  }
}

/** A secret is a file: in no environment, where whoever may look at a container reads it. */
function checkSecrets({ services, secrets = {} }) {
  const ignored = read('.gitignore').split('\n');
  for (const [name, { file }] of Object.entries(secrets))
    expect(
      file === `./secrets/${name}` && ignored.includes('/secrets/'),
      `secret ${name}: is not a file of secrets/, which .gitignore leaves out`,
    );
  for (const [name, service] of Object.entries(services)) {
    for (const secret of service.secrets ?? []) expect(secret in secrets, `${name}: secret ${secret} is not declared`);
    for (const [key, value] of Object.entries(service.environment ?? {})) {
      const given = String(value);
      expect(!isSecret(key), `${name}: ${key} must be given as a file`);
      expect(!/:\/\/[^:/@\s]+:[^@\s]*@/.test(given), `${name}: ${key} carries a password`);
      if (!key.endsWith('_FILE') || key === RING) continue;
      const [, secret] = /^\/run\/secrets\/(\w+)$/.exec(given) ?? [];
      expect(
        secret !== undefined && (service.secrets ?? []).includes(secret),
        `${name}: ${key} is ${given}, which is no secret of this service`,
      );
    }
  }
}

/**
 * Who opens what is sealed has the ring, as a folder that only the service for rotating may write; nobody else has a
 * key.
 */
function checkKeys({ services }) {
  expect(read('.gitignore').split('\n').includes('/keys/'), 'keys/: .gitignore does not leave it out');
  expect(read('.dockerignore').split('\n').includes('keys'), 'keys/: .dockerignore does not leave it out');
  for (const [name, { command = [], entrypoint = [], environment = {}, ...service }] of Object.entries(services)) {
    const mount = service.volumes?.find((volume) => volume.startsWith(`${KEYS}:`));
    const [, folder, mode] = mount?.split(':') ?? [];
    const works = command.some((word) => /^dist\/(api|worker)\/main\.js$/.test(word));
    const rotates = entrypoint.includes('keyring');
    const hasKeys = mount !== undefined && environment[RING] === `${folder}/key-ring.json`;
    if (works || rotates) expect(hasKeys, `${name}: has no ring, as ${RING} in a folder that is mounted from ${KEYS}`);
    else
      expect(
        mount === undefined && !(RING in environment) && !service.secrets?.includes('master_key'),
        `${name}: has keys, which it does not need`,
      );
    if (works) expect(mode === 'ro', `${name}: may write the ring, which is for the service keyring alone`);
    if (rotates) expect(service.profiles?.length > 0, `${name}: runs without being named, and may write the ring`);
  }
}

/** What runs for ever must not fill the disk with its log, nor the machine with its memory. */
function checkBounds({ services }) {
  for (const [name, { restart, logging, deploy, healthcheck, build }] of Object.entries(services)) {
    expect(logging?.options?.['max-size'], `${name}: its log grows for ever`);
    if (restart !== 'unless-stopped') continue;
    expect(deploy?.resources?.limits?.memory, `${name}: may take all memory`);
    if (build !== undefined) expect(healthcheck?.disable !== true, `${name}: nobody asks how it is`);
  }
}

function isSecret(name) {
  return /(PASSWORD|PASSWD|_PWD|SECRET|_KEY|TOKEN)$/.test(name);
}

function checkOwnService(name, service, stages) {
  const { version } = JSON.parse(read('package.json'));
  expect(service.image === `huiying:${version}`, `${name}: its image is ${service.image}, but this is ${version}`);
  const { target } = service.build;
  if (target !== undefined) expect(stages.has(target), `${name}: the Dockerfile has no stage ${target}`);
  checkCommand(name, service.command ?? []);
  for (const key of Object.keys(service.environment ?? {})) {
    const secret = key.replace(/_FILE$/, '');
    const known = secret === key ? isSetting(key) : isSetting(secret, 'secret');
    expect(known, `${name}: config/settings.ts does not know ${key}`);
  }
}

/** Whether the table has a row of this name; with `kind`, one of this kind. */
function isSetting(name, kind = 'setting|secret') {
  return new RegExp(`\\b(?:${kind})\\(\\s*'${name}'`).test(read('config/settings.ts'));
}

/** A command of ours runs a built file, or the command line with one of its commands. */
function checkCommand(where, [program, ...words]) {
  if (program !== 'node' || words[0] === '-e') return;
  const options = words.filter((word) => word.startsWith('--'));
  const [file, subcommand] = words.filter((word) => !word.startsWith('--'));
  const wanted = file === 'dist/worker/main.js' ? WORKER_OPTION : '';
  expect(
    options.join(' ') === wanted,
    `${where}: runs node with '${options.join(' ')}', and npm start with '${wanted}'`,
  );
  const source = file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
  expect(existsSync(join(root, source)), `${where}: runs ${file}, but there is no ${source}`);
  if (file.startsWith('bin/')) {
    expect(existsSync(join(root, `cli/${subcommand}.ts`)), `${where}: there is no command ${subcommand} in cli/`);
  }
}

/** Returns the names of the stages. */
function checkDockerfile(text) {
  const lines = text
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  const stages = new Set();
  const { scripts } = JSON.parse(read('package.json'));
  let user = 'root';
  for (const line of lines) {
    const [, instruction, rest] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const [image, , stage] = rest.trim().split(/\s+/);
      if (!stages.has(image)) checkImage('Dockerfile', image);
      if (stage) stages.add(stage);
      user = 'root';
    } else if (instruction === 'COPY') {
      checkCopy(rest.trim().split(/\s+/), stages);
    } else if (instruction === 'RUN') {
      for (const [, script] of rest.matchAll(/npm run ([\w:-]+)/g))
        expect(script in scripts, `Dockerfile: package.json has no script ${script}`);
    } else if (instruction === 'ENV') {
      for (const [, key] of rest.matchAll(/\b([A-Z][A-Z0-9_]*)=/g)) {
        if (!key.startsWith('NODE_')) expect(isSetting(key), `Dockerfile: config/settings.ts does not know ${key}`);
        expect(!isSecret(key), `Dockerfile: ${key} would be readable by whoever has the image`);
      }
    } else if (instruction === 'USER') {
      user = rest.trim();
    } else if (instruction === 'CMD') {
      checkCommand('Dockerfile', JSON.parse(rest));
    }
  }
  expect(
    /^[1-9]\d*(:[1-9]\d*)?$/.test(user),
    `Dockerfile: runs as ${user}; who checks that a container is not root needs a number`,
  );
  return stages;
}

/** What comes from a stage was made from the same path here, unless the build makes it. */
function checkCopy(words, stages) {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  if (from !== undefined) expect(stages.has(from), `Dockerfile: copies from ${from}, which is not a stage before it`);
  const made = new Set(['dist', 'node_modules']);
  const ignored = read('.dockerignore').split('\n').filter(Boolean);
  for (const word of words.filter((each) => !each.startsWith('--')).slice(0, -1)) {
    const path = word.replace(/^\/app\//, '');
    if (made.has(path)) continue;
    expect(existsSync(join(root, path)), `Dockerfile: copies ${path}, which is not there`);
    expect(!ignored.includes(path), `Dockerfile: copies ${path}, which .dockerignore leaves out`);
  }
}

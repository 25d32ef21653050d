/**
 * Reads the container files the way an engine would, without one: what they name must exist.
 *
 * The YAML parses; services, configs and volumes that are referred to are declared; the variables are those of
 * `.env.example`; what our image runs and copies is there; the settings it is given are known to `config/env.ts`;
 * no secret is written down; what the world reaches does not reach the stores.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (name) => readFileSync(join(root, name), 'utf8');
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
  checkNetworks(compose);
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
    expect(/:[^/]+$/.test(service.image ?? ':x'), `${name}: image ${service.image} names no version`);
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
      if (/^[./]/.test(source)) expect(existsSync(join(root, source)), `${name}: mounts ${source}, which is not there`);
      else expect(source in volumes, `${name}: volume ${source} is not declared`);
    }
  }
}

/** Whoever reaches the workflow engine or the database needs no key of ours to do harm there. */
function checkNetworks({ services, networks = {} }) {
  const of = (name) => services[name]?.networks ?? ['default'];
  for (const name of Object.keys(services))
    for (const network of of(name))
      expect(network === 'default' || network in networks, `${name}: network ${network} is not declared`);
  for (const store of ['temporal', 'postgres'])
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

function checkSecrets({ services }) {
  for (const [name, service] of Object.entries(services)) {
    for (const [key, value] of Object.entries(service.environment ?? {})) {
      const given = String(value);
      const mandatory = /^\$\{[A-Z0-9_]+:\?[^}]+\}$/;
      if (isSecret(key)) expect(mandatory.test(given), `${name}: ${key} must come from a variable that has to be set`);
      const inAddress = /:\/\/[^:/@\s]+:([^@\s]*(?:\{[^}]*\})?)@/.exec(given)?.[1];
      if (inAddress !== undefined)
        expect(
          mandatory.test(inAddress),
          `${name}: ${key} carries a password that is not a variable that has to be set`,
        );
    }
  }
}

function isSecret(name) {
  return /(PASSWORD|PASSWD|_PWD|SECRET|_KEY|TOKEN)$/.test(name);
}

function checkOwnService(name, service, stages) {
  const { target } = service.build;
  if (target !== undefined) expect(stages.has(target), `${name}: the Dockerfile has no stage ${target}`);
  checkCommand(name, service.command ?? []);
  const settings = read('config/env.ts');
  for (const key of Object.keys(service.environment ?? {})) {
    expect(new RegExp(`\\b${key}:`).test(settings), `${name}: config/env.ts does not know ${key}`);
  }
}

/** A command of ours runs a built file, or the command line with one of its commands. */
function checkCommand(where, [program, file, subcommand]) {
  if (program !== 'node' || file === '-e') return;
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
  const settings = read('config/env.ts');
  let user = 'root';
  for (const line of lines) {
    const [, instruction, rest] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const [image, , stage] = rest.trim().split(/\s+/);
      expect(
        stages.has(image) || /:.+/.test(image),
        `Dockerfile: ${image} is neither a stage nor an image with a version`,
      );
      if (stage) stages.add(stage);
      user = 'root';
    } else if (instruction === 'COPY') {
      checkCopy(rest.trim().split(/\s+/), stages);
    } else if (instruction === 'RUN') {
      for (const [, script] of rest.matchAll(/npm run ([\w:-]+)/g))
        expect(script in scripts, `Dockerfile: package.json has no script ${script}`);
    } else if (instruction === 'ENV') {
      for (const [, key] of rest.matchAll(/\b([A-Z][A-Z0-9_]*)=/g)) {
        if (!key.startsWith('NODE_'))
          expect(new RegExp(`\\b${key}:`).test(settings), `Dockerfile: config/env.ts does not know ${key}`);
        expect(!isSecret(key), `Dockerfile: ${key} would be readable by whoever has the image`);
      }
    } else if (instruction === 'USER') {
      user = rest.trim();
    } else if (instruction === 'CMD') {
      checkCommand('Dockerfile', JSON.parse(rest));
    }
  }
  expect(user !== 'root', 'Dockerfile: the image would run as root');
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

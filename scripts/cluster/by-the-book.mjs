import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandsOf, operationsGuide, STEPS, statementsOf } from './document.mjs';
import { inFolder } from './folder.mjs';
import { oneLife } from './one-life.mjs';
import { barePostgres } from './postgres.mjs';
import { loadProduct, root } from './product.mjs';
import { startProxy } from './proxy.mjs';
import { readersOwn } from './readers-own.mjs';
import { openShell } from './shell.mjs';
import { prepareTemporal } from './temporal.mjs';
import { obtainTemporalPrograms } from './temporal-programs.mjs';

const READY_MS = 120_000;
const LOOPBACK = '127.0.0.1';
const OTHERS = /^(HUIYING_|TEMPORAL_|DATABASE_|npm_|LOG_LEVEL$|FORCE_COLOR$)/;
const KEY = /^hy_\S+$/m;
/** These say in their last line what came of it. */
const SUMS_UP = /huiying (doctor|seed|migrate|reconcile|\w+ import)/;
/** The one life that there has been. */
const COMPARED = /^Compared: 1 ticket\. Nothing differs\.$/m;
/** What doctor finds before there is a worker. */
const NO_WORKER = /^fail {2}Workers: /;

/**
 * Follows docs/operations.md to a life: its marked blocks are typed as they stand, with the reader's own addresses,
 * passwords and folders, on a PostgreSQL and a Temporal server that know nothing of Huiying. Answers with what was
 * done, step by step, and what stood in the way.
 */
export async function followTheBook(options) {
  let guide;
  try {
    guide = operationsGuide();
  } catch (error) {
    return { ok: false, steps: [], found: [error.message] };
  }
  const product = await loadProduct();
  return inFolder(options, async ({ folder, undo }) => {
    const steps = [];
    const did = (step, what) => {
      steps.push({ step, did: what });
      options.say(`${step}: ${what}`);
    };
    const place = await placeFor(product, { ...options, folder, undo });
    const found = [];
    let now = '';
    try {
      const follow = followers({ product, guide, place, folder, undo, did });
      for (const step of Object.keys(STEPS)) {
        now = step;
        await follow[step](step);
      }
    } catch (error) {
      found.push(`The step ${now} of docs/operations.md: ${error.message}`);
    }
    found.push(...place.gateway.troubles);
    return { ok: found.length === 0, steps, found };
  });
}

/** What the reader has before the guide begins: two servers, a gateway, lists of the city, and a machine. */
async function placeFor(product, { folder, undo, say, programs }) {
  const found = await obtainTemporalPrograms(product, programs, say);
  const postgres = await barePostgres(product, folder);
  undo.push(() => postgres.running.stop());
  const temporal = await prepareTemporal(product, {
    programs: found,
    postgres: postgres.temporalAccount,
    folder: join(folder, 'temporal'),
  });
  const server = await temporal.start();
  undo.push(() => server.stop());
  const gateway = await startProxy(product, { another: true });
  undo.push(() => gateway.close());
  const lists = join(folder, 'city');
  await mkdir(lists);
  for (const list of ['units.json', 'classes.json']) await copyFile(join(root, 'data/city', list), join(lists, list));

  const own = { host: LOOPBACK, port: await product.freePort() };
  const instead = readersOwn({
    passwords: postgres.passwords,
    postgres: postgres.address,
    temporal: temporal.address,
    gateway: { url: gateway.url, address: LOOPBACK },
    api: own,
    secrets: join(folder, 'secrets'),
    lists,
  });
  const shell = openShell({ env: await cleanEnvironment(product, folder), cwd: root });
  undo.push(() => shell.close());
  await until(`the Temporal server at ${temporal.address} serves`, async () => {
    const { code } = await shell.type(`temporal operator cluster health --address ${temporal.address}`);
    return code === 0;
  });
  say(`PostgreSQL at ${postgres.address}, Temporal at ${temporal.address}, gateway at ${gateway.url}`);
  return { postgres, gateway, lists, port: own.port, instead, shell };
}

/** How each step is done. */
function followers({ product, guide, place, folder, undo, did }) {
  const { postgres, gateway, lists, port, instead, shell } = place;
  const accounts = [];
  /** Types each line of a step; `judge` says what is wrong with what came of it. */
  const typed = async (step, judge = wrongUnlessDone) => {
    for (const command of commandsOf(guide.text(step, instead))) {
      const line = shown(command);
      const answer = await shell.type(command);
      const wrong = judge(line, answer);
      did(
        step,
        `${withoutSecrets(line, postgres)} → ${answer.code}${SUMS_UP.test(line) ? `: ${lastOf(answer.output)}` : ''}`,
      );
      if (wrong !== null) throw new Error(withoutSecrets(`"${line}" ${wrong}`, postgres));
    }
  };
  const asked = async (step, ask) => {
    const statements = statementsOf(guide.text(step, instead));
    await ask(statements);
    did(step, `${statements.length} statements`);
  };

  return {
    'postgres-accounts': (step) => asked(step, postgres.asSuperuser),
    'postgres-rights': (step) => asked(step, postgres.asOwner),
    'temporal-namespace': (step) => typed(step),
    'master-key': (step) => typed(step),
    settings: (step) => typed(step),
    prepare: (step) =>
      typed(step, (line, answer) => (isDoctor(line) ? wrongBut(NO_WORKER, answer) : wrongUnlessDone(line, answer))),
    async run(step) {
      for (const command of commandsOf(guide.text(step, instead))) {
        const [, part] = / dist\/(\w+)\/main\.js/.exec(command) ?? [];
        if (part === undefined) {
          const answer = await shell.type(command);
          if (answer.code !== 0)
            throw new Error(withoutSecrets(`"${shown(command)}" ${wrongUnlessDone('', answer)}`, postgres));
        } else {
          // As a service manager does, with what the shell has exported.
          const service = await product.startChild({
            command: 'bash',
            args: ['-c', `exec ${command}`],
            env: shell.env,
            cwd: root,
            logFile: join(folder, `${part}.log`),
            stopSignal: 'SIGTERM',
            stopGraceMs: 30_000,
          });
          undo.push(() => service.stop());
        }
        did(step, withoutSecrets(shown(command), postgres) + (part === undefined ? ' → 0' : ', a service'));
      }
      // As a balancer's probe would.
      await until(`the API listens on ${port}`, () => product.portAnswers(port));
      gateway.add(port);
      await until('GET /readyz through the gateway answers 200 (see api.log and worker.log)', async () => {
        const answer = await fetch(`${gateway.url}/readyz`).catch(() => null);
        return answer?.status === 200;
      });
      gateway.troubles.length = 0;
      did(step, 'GET /readyz through the gateway → 200');
    },
    async contacts(step) {
      await writeFile(join(lists, 'contacts.json'), guide.text(step));
      did(step, 'contacts.json');
    },
    async city(step) {
      await typed(step, (line, answer) => {
        const [, role, unit] = /keys create .*--role (\w+)(?: --unit (\w+))?/.exec(line) ?? [];
        if (role !== undefined && answer.code === 0) {
          const [apiKey] = KEY.exec(answer.output) ?? [];
          if (apiKey === undefined) return 'shows no key';
          accounts.push({ role, unit, apiKey });
        }
        return isDoctor(line) ? wrongBut(null, answer) : wrongUnlessDone(line, answer);
      });
      const { done, trouble } = await oneLife({ url: gateway.url, accounts });
      for (const { act, status, says } of done) did('a life', `${act} → ${status} ${says}`);
      if (trouble !== null) throw new Error(`and then a life: ${trouble}`);
    },
    compare: (step) =>
      typed(step, (line, answer) =>
        answer.code === 0 && !COMPARED.test(answer.output)
          ? `says: ${answer.output.trim()}`
          : wrongUnlessDone(line, answer),
      ),
  };
}

/** A line without its remark, as it is told. */
const shown = (command) => command.replace(/\s+# .*$/, '');
const isDoctor = (line) => line.endsWith('huiying doctor');
const lastOf = (output) => output.trim().split('\n').at(-1);

function withoutSecrets(line, { passwords }) {
  return Object.values(passwords).reduce((text, password) => text.replaceAll(password, '…'), line);
}

function wrongUnlessDone(line, { code, output }) {
  return code === 0 ? null : `ended with ${code}: ${output.trim()}`;
}

/** Doctor finds nothing, or that one thing. */
function wrongBut(expected, { code, output }) {
  const findings = output.split('\n').filter((line) => /^(fail|warn) /.test(line));
  const others = findings.filter((line) => expected === null || !expected.test(line));
  if (others.length > 0) return `finds ${others.join('; ')}`;
  if (expected !== null && findings.length === 0) return `does not find ${String(expected)}`;
  const wanted = expected === null ? 0 : 1;
  return code === wanted ? null : `ended with ${code}: ${output.trim()}`;
}

/**
 * Nothing of Huiying is set on this machine, and the programs are there that the guide takes for granted: Temporal's
 * command line.
 */
async function cleanEnvironment(product, folder) {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const { path } = await product.obtainTemporalBinary({
    cacheDir: product.readEnv().cacheDir,
    report: () => undefined,
  });
  await symlink(path, join(bin, 'temporal'));
  const kept = Object.entries(product.childEnvironment()).filter(([name]) => !OTHERS.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [bin, process.env.PATH].join(delimiter),
    // Apart from what runs in this checkout.
    HUIYING_DATA_DIR: join(folder, 'huiying'),
    NO_COLOR: '1',
  };
}

async function until(what, isSo) {
  const end = Date.now() + READY_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not come to it within ${READY_MS / 1000} s that ${what}.`);
    await pause(500);
  }
}

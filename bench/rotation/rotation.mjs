import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { machineLine } from '../support/machine.mjs';
import { benchOnTheStack } from '../support/on-the-stack.mjs';
import { loadProduct, root } from '../support/product.mjs';
import { judged, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';
import { copies } from './fill.mjs';

const COUNTED =
  'Tickets that have ended, each with a data key of its own wrapped under the sealing key, and its words in the index. `huiying keyring rotate` as a process of its own ' +
  'is ended with SIGKILL when it has sealed a third anew, and run again until it is done; meanwhile others read pages of tickets, lists and searches, and register. ' +
  'Milliseconds as they wait, before and while it runs; a request failed when it was answered otherwise than it is on a quiet day.';
const MODELS = 40;
const READERS = 3;
const PAUSE_MS = 50;
const QUIET_MS = 20_000;
const NO_LIMIT = { HUIYING_LOOKS_PER_TEN_MINUTES: '0', HUIYING_LOOKS_PER_HOUR: '0', HUIYING_MASTER_KEY: '' };

/**
 * What a rotation of the keys takes, and costs others.
 * @param {{ rows: number, json: boolean, out: string, date?: string }} options
 */
export async function benchRotation(options) {
  const product = await loadProduct();
  const folder = await mkdtemp(join(tmpdir(), 'huiying-bench-ring-'));
  const ringFile = join(folder, 'key-ring.json');
  const keys = product.KEY_PURPOSES.map((purpose) => product.newKey(purpose, 'current', new Date()));
  await product.writeRing(ringFile, { version: 1, keys });
  try {
    return await benchOnTheStack('rotation', options, {
      env: { ...NO_LIMIT, HUIYING_KEY_RING_FILE: ringFile },
      of: { rows: options.rows, readers: READERS },
      measure: async (stack, say) => ({
        counted: COUNTED,
        ...(await measured(product, stack, { rows: options.rows, ringFile }, say)),
      }),
      print,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measured(product, stack, { rows, ringFile }, say) {
  const hotline = createHotlineClient({ port: stack.apiPort, accounts: stack.accounts });
  const agent = new http.Agent({ keepAlive: true });
  const owner = new pg.Pool({ connectionString: stack.ownerUrl, max: 2 });
  try {
    const ring = await product.readRing(ringFile);
    const old = ring.keys.find((key) => key.for === 'sealing').id;
    const like = [];
    for (let nth = 0; nth < MODELS; nth += 1) {
      const { id, etag } = await hotline.register(newTicket('phone', nth));
      await hotline.command(id, 'withdraw', { apiKey: hotline.keyOf('operator'), body: { reason: '本人撤回' }, etag });
      like.push(id);
    }
    await untilShown(owner, MODELS);
    say(`Sealing the keys of ${rows} tickets…`);
    const ids = await copies({ pool: owner, product, keys: product.keyRing(ring, null), like, rows, say });
    const { rows: sample } = await owner.query('SELECT id, wrapped_key FROM ticket WHERE id = ANY($1)', [ids]);
    const load = (until) => others({ port: stack.apiPort, agent, hotline, ids, until });
    await load(AbortSignal.timeout(3_000));
    const quiet = await load(AbortSignal.timeout(QUIET_MS));
    say('Rotating the keys…');
    const done = new AbortController();
    const during = load(done.signal);
    const rotation = rotations({ stack, ringFile, killAfter: Math.ceil(rows / 3), say });
    const runs = await rotation.finally(() => done.abort());
    const beside = await during;
    const left = await underOld(product, owner, old, await product.readRing(ringFile));
    await keyring({ stack, ringFile }, ['remove', old]).ended;
    const without = product.createSealing(product.keyRing(await product.readRing(ringFile), null));
    const opened = sample.filter(({ id, wrapped_key: key }) => opens(() => without.unwrap(id, key))).length;
    const after = await load(AbortSignal.timeout(3_000));
    const failed = [...quiet, ...beside, ...after].filter(({ failure }) => failure !== undefined);
    return {
      figures: {
        ...runs,
        before: byKind(quiet),
        during: byKind(beside),
        failures: [...new Set(failed.map(({ what, failure }) => `${what}: ${failure}`))],
      },
      targets: [
        judged('requests that failed', failed.length, { atMost: 0 }),
        judged('rows still under the key before', left, { atMost: 0 }),
        judged('runs that it took, one ended in the middle', runs.runs, { atMost: 2 }),
        judged('keys of before that open without the old key', opened, { atMost: 0 }),
      ],
    };
  } finally {
    agent.destroy();
    hotline.close();
    await owner.end();
  }
}

function opens(open) {
  try {
    return open() !== undefined;
  } catch {
    return false;
  }
}

async function untilShown(pool, n) {
  for (let looks = 0; looks < 600; looks += 1) {
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM ticket WHERE state = 'withdrawn'");
    if (rows[0].n >= n) return;
    await sleep(100);
  }
  throw new Error(`The ${n} tickets to be copied were not withdrawn after a minute.`);
}

/** Of data and of marks in the index. */
async function underOld({ heldByKeys, wordsByKey, wordsKeyId, keyRing }, pool, old, ring) {
  const held = await heldByKeys(pool);
  const sealed = held.filter(({ key, isFixed }) => key === old && !isFixed).reduce((sum, one) => sum + one.rows, 0);
  const current = wordsKeyId(keyRing(ring, null).keysFor('sealing').current);
  const marks = (await wordsByKey(pool)).filter(({ keyId }) => keyId !== current);
  return marks.reduce((sum, one) => sum + one.rows, sealed);
}

/** Runs it, ends it in the middle, and runs it again until it ends by itself. */
async function rotations({ stack, ringFile, killAfter, say }) {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const marks = [];
  let sealed = 0;
  let runs = 0;
  let killedAt = null;
  for (;;) {
    runs += 1;
    const before = sealed;
    const run = keyring({ stack, ringFile }, ['rotate'], (said) => {
      if (said.step === 'resealing') sealed = before + said.resealed;
      if (said.step === 'resealing' || said.step === 'marking')
        marks.push({ at: seconds(), run: runs, ...said, sealed });
      if (killedAt === null && sealed >= killAfter) {
        killedAt = sealed;
        say(`  ended with SIGKILL at ${sealed} rows`);
        run.kill();
      }
    });
    const { code, complaint } = await run.ended;
    if (code === 0) break;
    if (code !== null) throw new Error(`keyring rotate ended with ${code}: ${complaint}`);
  }
  /** While it was at it: what a run needs before its first portion and after its end is in the seconds of the whole. */
  const rate = (step, of) => {
    const own = Array.from({ length: runs }, (_, run) =>
      marks.filter((mark) => mark.step === step && mark.run === run + 1),
    );
    const sum = (what) => own.reduce((all, one) => all + (one.length < 2 ? 0 : what(one.at(-1)) - what(one[0])), 0);
    const took = sum(({ at }) => at);
    return took === 0 ? null : sum(of) / took;
  };
  return {
    runs,
    killedAt,
    sealed,
    seconds: seconds(),
    rowsPerSecond: rate('resealing', (mark) => mark.sealed),
    wordsPerSecond: rate('marking', (mark) => mark.words),
  };
}

/** `huiying keyring …` as the operator gives it; `heard` is called with each line. */
function keyring({ stack, ringFile }, words, heard = () => undefined) {
  const program = spawn(process.execPath, [join(root, 'bin/huiying.mjs'), 'keyring', ...words, '--json'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: stack.databaseUrl,
      HUIYING_DATA_DIR: stack.dataDir,
      HUIYING_KEY_RING_FILE: ringFile,
      TEMPORAL_ADDRESS: stack.temporalAddress,
      TEMPORAL_NAMESPACE: 'huiying',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [rest, complaint] = ['', ''];
  program.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  program.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) heard(JSON.parse(line));
  });
  const ended = new Promise((resolve, reject) => {
    program.once('error', reject);
    program.once('close', (code) => resolve({ code, complaint }));
  });
  return { ended, kill: () => program.kill('SIGKILL') };
}

/** What goes on meanwhile, each with a pause between, until told to stop. */
async function others({ port, agent, hotline, ids, until }) {
  const answers = [];
  const search = encodeURIComponent('井盖破损');
  const asks = [
    ['page', (turn) => `/tickets/${ids[(turn * 7) % ids.length]}`, (body) => body.text.includes('井盖')],
    ['list', () => '/tickets?limit=20', (body) => body.items.length === 20],
    ['search', () => `/tickets?limit=20&q=${search}`, (body) => body.items.length === 20],
  ];
  const reader = async (nth) => {
    for (let turn = nth; !until.aborted; turn += 1) {
      const [what, path, isRight] = asks[turn % asks.length];
      answers.push(await asked({ port, agent, apiKey: hotline.keyOf('supervisor'), what, path: path(turn), isRight }));
      await sleep(PAUSE_MS);
    }
  };
  const registrar = async () => {
    for (let nth = 0; !until.aborted; nth += 1) {
      const startedAt = performance.now();
      const failure = await hotline.register(newTicket('phone', nth)).then(
        () => undefined,
        (error) => error.message,
      );
      answers.push({ what: 'registration', ms: performance.now() - startedAt, failure });
      await sleep(4 * PAUSE_MS);
    }
  };
  await Promise.all([registrar(), ...Array.from({ length: READERS }, (_, nth) => reader(nth))]);
  return answers;
}

function asked({ port, agent, apiKey, what, path, isRight }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const answer = (failure) => resolve({ what, ms: performance.now() - startedAt, failure });
    const headers = { authorization: `Bearer ${apiKey}` };
    http
      .get({ host: '127.0.0.1', port, agent, path: `/api/v1${path}`, headers }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', (error) => answer(error.message));
        response.on('end', () => {
          if (response.statusCode !== 200) return answer(`was answered ${response.statusCode}`);
          answer(isRight(JSON.parse(Buffer.concat(chunks).toString('utf8'))) ? undefined : 'had something else in it');
        });
      })
      .on('error', (error) => answer(error.message));
  });
}

function byKind(answers) {
  const kinds = [...new Set(answers.map(({ what }) => what))].sort();
  return Object.fromEntries(
    kinds.map((kind) => [kind, summary(answers.filter(({ what }) => what === kind).map(({ ms }) => ms))]),
  );
}

function print({ machine, options, figures, targets }) {
  const { before, during, failures, runs, killedAt, seconds, rowsPerSecond, wordsPerSecond } = figures;
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    table([
      ['others', 'before p50', 'p95', 'during p50', 'p95', 'requests'],
      ...Object.entries(during).map(([kind, of]) => [
        kind,
        ...[before[kind].p50, before[kind].p95, of.p50, of.p95].map((ms) => shown(ms, 'ms')),
        String(of.count),
      ]),
    ]),
  );
  console.log(
    `\n${options.rows} tickets in ${Math.round(seconds)} s and ${runs} runs, the first ended at ${killedAt} rows: ` +
      `${shown(rowsPerSecond)} keys a second sealed anew, words of ${shown(wordsPerSecond)} tickets a second.`,
  );
  for (const failure of failures.slice(0, 10)) console.log(`  ${failure}`);
  console.log(`\n${verdicts(targets)}`);
}

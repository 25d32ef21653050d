import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { machineLine } from '../support/machine.mjs';
import { benchOnTheStack } from '../support/on-the-stack.mjs';
import { judged, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';

const COUNTED =
  'Readers, each with a key, ask for the twenty newest tickets and for the page of one, one question after the other with a pause between: before, and while people ' +
  'sign in by password, all at one moment. Whoever finds no room comes again when they were told to, until all are signed in. Milliseconds as the reader waits.';
const TICKETS = 40;
const READERS = 4;
const PAUSE_MS = 50;
const QUIET_MS = 20_000;
/** Somebody who is not signed in by then is not. */
const MOST_MS = 300_000;
const PASSWORD = 'rain on tin roofs, seldom';
const NO_LIMIT = {
  HUIYING_LOOKS_PER_TEN_MINUTES: '0',
  HUIYING_LOOKS_PER_HOUR: '0',
  HUIYING_ADDRESS_REQUESTS_PER_MINUTE: '0',
};

/**
 * What it costs others that many sign in at one moment.
 * @param {{ n: number, json: boolean, out: string, date?: string }} options `n`: people
 */
export async function benchSignIns(options) {
  return benchOnTheStack('sign-ins', options, {
    env: NO_LIMIT,
    of: { n: options.n, tickets: TICKETS, readers: READERS },
    measure: async (stack, say) => ({ counted: COUNTED, ...(await measured(stack, options.n, say)) }),
    print,
  });
}

async function measured({ apiPort, accounts, pool }, n, say) {
  const hotline = createHotlineClient({ port: apiPort, accounts });
  const agent = new http.Agent({ keepAlive: true });
  const ask = (method, path, headers, body) => asked({ port: apiPort, agent, method, path, headers, body });
  try {
    const ids = [];
    for (let nth = 0; nth < TICKETS; nth += 1) ids.push((await hotline.register(newTicket('phone', nth))).id);
    say(`Making ${n} accounts…`);
    const names = await peopleWithPasswords(ask, pool, hotline.keyOf('administrator'), n);
    const read = { authorization: `Bearer ${hotline.keyOf('dispatcher')}` };
    const paths = ['/api/v1/tickets?limit=20', ...ids.map((id) => `/api/v1/tickets/${id}`)];
    const readers = async (until) => {
      const times = [];
      const reader = async (nth) => {
        for (let turn = nth; !until.aborted; turn += 1) {
          const { status, ms } = await ask('GET', turn % 2 === 0 ? paths[0] : paths[turn % paths.length], read);
          if (status !== 200) throw new Error(`A reader was answered ${status}.`);
          times.push(ms);
          await sleep(PAUSE_MS);
        }
      };
      await Promise.all(Array.from({ length: READERS }, (_, nth) => reader(nth)));
      return times;
    };
    await readers(AbortSignal.timeout(3_000));
    const quiet = await readers(AbortSignal.timeout(QUIET_MS));
    say(`${n} people sign in…`);
    const done = new AbortController();
    const startedAt = performance.now();
    const during = readers(done.signal);
    const signedIn = await Promise.all(names.map((name) => signIn(ask, name, startedAt))).finally(() => done.abort());
    const beside = await during;
    const figures = {
      quiet: summary(quiet),
      beside: summary(beside),
      signIns: summary(signedIn.map(({ ms }) => ms)),
      allWithinMs: Math.max(...signedIn.map(({ at }) => at)),
      toldToComeAgain: signedIn.reduce((sum, { refused }) => sum + refused, 0),
    };
    const ratio = figures.beside.p95 / figures.quiet.p95;
    return {
      figures,
      targets: [
        judged('signed in ÷ people', signedIn.length / n, { atLeast: 1 }),
        judged("readers' p95 while all sign in ÷ before", ratio, { atMost: 2 }),
      ],
    };
  } finally {
    agent.destroy();
    hotline.close();
  }
}

/** One chooses a password as people do, and the others are given the same hash: making each would take minutes. */
async function peopleWithPasswords(ask, pool, administrator, n) {
  const authorization = `Bearer ${administrator}`;
  const people = [];
  for (let nth = 0; nth < n; nth += 1) {
    const body = { signInName: `clerk-${nth}`, name: '李娜', positions: [{ role: 'operator', unit: 'hotline' }] };
    const { status, text } = await ask('POST', '/api/v1/accounts', { authorization }, body);
    if (status !== 201) throw new Error(`An account was not made: ${status} ${text}`);
    people.push({ id: JSON.parse(text).id, name: body.signInName });
  }
  const [first, ...others] = people;
  const reset = await ask('POST', `/api/v1/accounts/${first.id}/password`, { authorization });
  const { oneTimePassword } = JSON.parse(reset.text);
  const chosen = { signInName: first.name, password: oneTimePassword, newPassword: PASSWORD };
  const { status, text } = await ask('POST', '/api/v1/session', SAME, chosen);
  if (status !== 204) throw new Error(`Nobody could sign in: ${status} ${text}`);
  await pool.query(
    `INSERT INTO password (person_id, hash, one_time, changed_at)
     SELECT o.id, p.hash, FALSE, p.changed_at FROM password p, unnest($2::uuid[]) AS o (id) WHERE p.person_id = $1`,
    [first.id, others.map(({ id }) => id)],
  );
  return people.map(({ name }) => name);
}
const SAME = { 'sec-fetch-site': 'same-origin' };

async function signIn(ask, signInName, startedAt) {
  for (let refused = 0; performance.now() - startedAt < MOST_MS; refused += 1) {
    const answer = await ask('POST', '/api/v1/session', SAME, { signInName, password: PASSWORD });
    if (answer.status === 204) return { ms: answer.ms, at: performance.now() - startedAt, refused };
    if (answer.status !== 503) throw new Error(`A sign-in was answered ${answer.status}: ${answer.text}`);
    await sleep(Number(answer.retryAfter ?? 1) * 1_000);
  }
  throw new Error(`Somebody was not signed in after ${MOST_MS / 1_000} s.`);
}

function asked({ port, agent, method, path, headers, body }) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const request = http.request(
      {
        ...{ host: '127.0.0.1', port, agent, method, path },
        headers: { ...headers, ...(text !== undefined && { 'content-type': 'application/json' }) },
      },
      (response) => {
        const chunks = [];
        response.on('error', reject);
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            ms: performance.now() - startedAt,
            retryAfter: response.headers['retry-after'],
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}

function print({ machine, options, figures, targets }) {
  const row = (name, { p50, p95, p99 }) => [name, ...[p50, p95, p99].map((value) => shown(value, 'ms'))];
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    table([
      ['a reader waits', 'p50', 'p95', 'p99'],
      row('before', figures.quiet),
      row(`while ${options.n} sign in`, figures.beside),
      row('who signs in, once there is room', figures.signIns),
    ]),
  );
  const seconds = Math.round(figures.allWithinMs / 1_000);
  console.log(`\nAll were signed in after ${seconds} s; ${figures.toldToComeAgain} were told to come again.`);
  console.log(`\n${verdicts(targets)}`);
}

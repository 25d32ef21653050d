import { randomUUID } from 'node:crypto';
import { insistOnProc } from '../support/cpu.mjs';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { startMailSink } from '../support/mail-sink.mjs';
import { rounded } from '../support/output.mjs';
import { loadProduct } from '../support/product.mjs';
import { startStack } from '../support/stack.mjs';
import { judged } from '../support/statistics.mjs';
import { verdicts } from '../support/table.mjs';
import { arrivals } from './expected.mjs';
import { keepFacts } from './keep.mjs';

const AT_ONCE = 12;
/** A minute of the same answer is no herd passing by. */
const ATTEMPTS = 120;
const SAY_EVERY_MS = 30_000;
/** How long after the last act the whole ladder of the demonstration's pack may take before something is wrong. */
const PATIENCE_MS = 3_600_000;
/** Looking means reading every ticket, so it is done the more seldom the more there are. */
const lookEveryMs = (n) => Math.max(2_000, n * 3);
const ESCALATIONS = ['overdue', 'red', 'raised', 'interview', 'bulletin'];

/**
 * Tickets that are dispatched and then left alone, under the pack whose clocks run in seconds: what the clock decides
 * has to reach a mail server, each once and at the right position, and lists and board have to say what the tickets
 * are.
 * @param {{ n: number, json: boolean, out: string, date?: string }} options
 */
export async function benchLeftAlone(options) {
  insistOnProc();
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  const sink = await startMailSink();
  say('Bringing up PostgreSQL, Temporal, both workers, the API, and a mail server…');
  const env = { HUIYING_SMTP_URL: sink.url, HUIYING_MAIL_FROM: 'Hotline <hotline@chengchuan.example>' };
  const stack = await startStack(product, { env }).catch(async (error) => {
    await sink.stop();
    throw error;
  });
  let results;
  try {
    const { temporalCliVersion } = product;
    const machine = await machineFacts({ ...stack, temporalCliVersion, date: options.date });
    const http = createHotlineClient({ port: stack.apiPort, accounts: stack.accounts });
    try {
      const startedAt = Date.now();
      await leaveAlone(http, stack.accounts, options.n, say);
      const leftAt = Date.now();
      say(`  ${options.n} tickets dispatched in ${seconds(leftAt - startedAt)}; now nobody does anything`);
      await until(() => ladderIsOver(stack.pool), 'the ladder', { say, everyMs: lookEveryMs(options.n) });
      const overAt = Date.now();
      await until(() => everythingIsSent(stack.pool), 'the notices', { say, everyMs: 2_000 });
      const figures = { dispatchedSeconds: (leftAt - startedAt) / 1000, ladderSeconds: (overAt - leftAt) / 1000 };
      figures.sentSeconds = (Date.now() - overAt) / 1000;
      results = await looked(stack, sink, options, { machine, figures });
    } finally {
      http.close();
    }
  } finally {
    await stack.stop();
    await sink.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  say(`\nWritten: ${keepFacts(options.out, 'left-alone', results)}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

async function leaveAlone(http, accounts, n, say) {
  const units = accounts.filter(({ role, unit }) => role === 'handler' && !unit.includes('-')).map(({ unit }) => unit);
  let next = 0;
  let said = Date.now();
  const lane = async () => {
    while (next < n) {
      if (Date.now() - said > SAY_EVERY_MS) {
        said = Date.now();
        say(`  ${next} of ${n} tickets registered`);
      }
      const mine = next;
      next += 1;
      const { id, etag } = await patiently((key) => http.register(newTicket('simulation', mine), key));
      const accept = { apiKey: http.keyOf('operator'), body: {}, etag };
      const accepted = await patiently((key) => http.command(id, 'accept', { ...accept, key }));
      const body = { unit: units[mine % units.length], reason: '属于该单位职责' };
      const dispatch = { apiKey: http.keyOf('dispatcher'), body, etag: accepted };
      await patiently((key) => http.command(id, 'dispatch', { ...dispatch, key }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** The same request with the same key, while the answer is that there is none yet. */
async function patiently(act) {
  const key = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act(key);
    } catch (error) {
      if (error.status !== 503 || attempt === ATTEMPTS) throw error;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}

async function ladderIsOver(pool) {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS n FROM ticket t WHERE kind = 'open' AND EXISTS (
       SELECT 1 FROM json_array_elements(t.snapshot->'clocks') c, json_array_elements(c->'rungs') r
       WHERE c->>'state' = 'running' AND r->>'firedAt' IS NULL)`,
  );
  return rows[0].n;
}

async function everythingIsSent(pool) {
  const { rows } = await pool.query("SELECT count(*)::int AS n FROM notice WHERE status IN ('pending', 'sending')");
  return rows[0].n;
}

/** Until nothing is left. */
async function until(left, what, { say, everyMs }) {
  const deadline = Date.now() + PATIENCE_MS;
  let said = Date.now();
  for (;;) {
    const n = await left();
    if (n === 0) return;
    if (Date.now() > deadline) throw new Error(`${what}: ${n} were still open after ${PATIENCE_MS / 60_000} minutes.`);
    if (Date.now() - said > SAY_EVERY_MS) {
      say(`  ${what}: ${n} still open`);
      said = Date.now();
    }
    await new Promise((done) => setTimeout(done, everyMs));
  }
}

async function looked({ pool, accounts, apiPort }, { mails }, { n }, { machine, figures }) {
  const ask = async (path) => {
    const { apiKey } = accounts.find(({ role }) => role === 'supervisor');
    const response = await fetch(`http://127.0.0.1:${apiPort}/api/v1${path}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const rows = async (sql) => (await pool.query(sql)).rows;
  const parents = new Map((await rows('SELECT id, parent_id FROM unit')).map((row) => [row.id, row.parent_id]));
  const byMail = await rows(
    `SELECT n.id::text AS id, t.number, n.addressee, COALESCE(n.params->>'meantUnit', t.lead_unit) AS unit
     FROM notice n JOIN ticket t ON t.id = n.ticket_id WHERE n.channel = 'email'`,
  );
  const escalations = await rows(
    `SELECT count(*)::int AS fired, count(DISTINCT (ticket_id, data->>'rung'))::int AS different,
       count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM notice n WHERE n.ticket_id = e.ticket_id AND n.seq = e.seq
         AND n.channel = 'email' AND n.addressee = e.data->>'addressee'))::int AS untold
     FROM ticket_event e WHERE data->>'clock' LIKE 'handle.%' AND data->>'rung' = ANY('{${ESCALATIONS.join()}}')`,
  );
  const untold = await rows(
    `SELECT count(*)::int AS n FROM ticket_event e WHERE type IN ('reminded', 'overdue', 'escalated')
       AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.ticket_id = e.ticket_id AND n.seq = e.seq)`,
  );
  const [truth] = await rows(
    `SELECT count(*) FILTER (WHERE kind = 'open')::int AS open, count(*) FILTER (WHERE kind = 'open' AND overdue)::int AS overdue,
       count(*) FILTER (WHERE kind = 'open' AND level = 5)::int AS highest, count(*) FILTER (WHERE state = 'dispatched')::int AS dispatched,
       max(level) AS level FROM ticket`,
  );
  const [board, overdue, highest, dispatched] = await Promise.all([
    ask('/stats/board'),
    ask('/tickets?overdue=true&limit=1&count=exact'),
    ask('/tickets?level=5&limit=1&count=exact'),
    ask('/tickets?state=dispatched&limit=1&count=exact'),
  ]);
  const seen = arrivals(byMail, mails, parents);
  const [{ fired, different, untold: escalationsUntold }] = escalations;
  const none = { atMost: 0 };
  const targets = [
    judged('escalations lost', n * ESCALATIONS.length - different, none),
    judged('escalations that fired twice', fired - different, none),
    judged('escalations that told nobody, or somebody else', escalationsUntold, none),
    judged('rungs of any clock that told nobody', untold[0].n, none),
    judged('notices that never arrived', seen.missing, none),
    judged('notices that arrived twice', seen.doubled, none),
    judged('notices at the wrong address', seen.misdirected, none),
    judged('notices whose letter does not name the ticket', seen.unnamed, none),
    judged(
      'letters with a notice that nobody wrote, or with a name used twice',
      seen.unknown + seen.repeatedNames,
      none,
    ),
    judged('tickets by which the board is wrong: in flight', Math.abs(board.inFlight - truth.open), none),
    judged('tickets by which the board is wrong: overdue', Math.abs(board.overdue.total - truth.overdue), none),
    judged('tickets by which the board is wrong: overdue at level 5', offBy(board, truth), none),
    judged('tickets by which the list of the overdue is wrong', Math.abs(overdue.total - truth.overdue), none),
    judged('tickets by which the list of level 5 is wrong', Math.abs(highest.total - truth.highest), none),
    judged(
      'tickets by which the list of the unacknowledged is wrong',
      Math.abs(dispatched.total - truth.dispatched),
      none,
    ),
  ];
  return {
    benchmark: 'left-alone',
    machine,
    options: { n },
    figures: { ...figures, escalations: fired, ...seen },
    targets,
  };
}

function offBy({ overdue }, truth) {
  const shown = overdue.byLevel.find(({ level }) => level === truth.level)?.total ?? 0;
  return Math.abs(shown - truth.highest);
}

function print({ machine, figures, targets }) {
  console.log(`\n${machineLine(machine)}\n`);
  const { escalations, notices, letters, dispatchedSeconds, ladderSeconds, sentSeconds } = figures;
  console.log(`${escalations} escalations of the handling clock; ${notices} notices by e-mail, in ${letters} letters.`);
  console.log(
    `Dispatched in ${dispatchedSeconds.toFixed(0)} s, the last rung ${ladderSeconds.toFixed(0)} s later, the last letter ${sentSeconds.toFixed(0)} s after that.`,
  );
  console.log(`\n${verdicts(targets)}`);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(0)} s`;
}

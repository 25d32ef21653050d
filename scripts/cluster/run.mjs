import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bringUp } from './bring-up.mjs';
import { chanceOf } from './chance.mjs';
import { startChaos } from './chaos.mjs';
import { checkRecord, isQuiet } from './checks.mjs';
import { reconciled, reportOf } from './commands.mjs';
import { inFolder } from './folder.mjs';
import { playGently } from './gentle.mjs';
import { writeMessages } from './messages.mjs';
import { loadProduct } from './product.mjs';
import { insist, playStanding } from './standing.mjs';

const QUIET_WITHIN_MS = 300_000;
const SAY_EVERY_MS = 15_000;
/** What simulate says when its last ticket has ended and only questions are left. */
const PLAYED = 'asking the hotline what it knows';

/** Brings the cluster up, runs it, and takes it down, whatever happens. */
export async function runCluster(options) {
  const product = await loadProduct();
  return inFolder(options, async ({ folder, undo }) => {
    const cluster = await bringUp(product, { ...options, folder, undo });
    await subscribe(cluster);
    const played = await (options.gentle ? playGently : play)(cluster, { ...options, folder, undo });
    const byThemselves = Object.values(cluster.services)
      .flat()
      .reduce((sum, one) => sum + one.endedByItself, 0);
    return {
      ...played,
      seed: options.seed,
      faults: { ...played.faults, 'processes that ended by themselves': byThemselves },
      proxy: cluster.proxy.counts,
      webhooks: cluster.receiver.counts,
    };
  });
}

/** The receiver hears of everything. */
async function subscribe({ proxy, receiver, accounts }) {
  const administrator = accounts.find(({ role }) => role === 'administrator').apiKey;
  const subscribed = await insist(`${proxy.url}/api/v1/webhooks`, administrator, {
    name: 'all of it',
    url: receiver.url,
  });
  if (subscribed.status !== 201)
    throw new Error(`The subscription was refused: ${subscribed.status} ${subscribed.body.code}`);
  receiver.signedWith(subscribed.body.secret);
}

async function play(cluster, { lives, concurrency, speed, seed, paceMs, folder, undo, say }) {
  const { services, proxy, receiver, pool, accounts, accountsFile, command } = cluster;
  const messages = join(folder, 'messages.jsonl');
  await writeMessages(messages, lives, chanceOf(`${seed} messages`));
  say(`${lives} lives through ${proxy.url}, seed ${seed}`);
  const startedAt = Date.now();
  const chaos = paceMs > 0 ? startChaos(services, { chance: chanceOf(`${seed} chaos`), say, paceMs }) : null;
  const over = new AbortController();
  undo.push(() => Promise.resolve(over.abort()));
  const standing = playStanding({
    url: proxy.url,
    accounts,
    count: Math.ceil(lives / 10),
    chance: chanceOf(`${seed} standing`),
    signal: over.signal,
  });
  let calmed;
  const calm = () => (calmed ??= chaos?.stop() ?? Promise.resolve());
  let said = 0;
  let player;
  const simulated = await command(
    [
      'simulate',
      '--json',
      '--url',
      proxy.url,
      '--accounts',
      accountsFile,
      '--messages',
      messages,
      '--seed',
      seed,
      '--concurrency',
      String(concurrency),
      '--speed',
      String(speed),
    ],
    (line) => {
      if (line.includes(PLAYED) && calmed === undefined) {
        say('all lives have ended: no more faults');
        // What it asks now is about what came of it all, and not about what is being mended.
        player?.hold();
        void calm().finally(() => player?.goOn());
      }
      if (Date.now() - said < SAY_EVERY_MS) return;
      said = Date.now();
      say(`simulate: ${line}`);
    },
    (started) => {
      player = started;
      undo.push(started.stop);
    },
  );
  await calm();
  const open = await standing;
  const seconds = Math.round((Date.now() - startedAt) / 1000);

  const until = Date.now() + QUIET_WITHIN_MS;
  for (let last = 0; ; await pause(1_000)) {
    const { quiet, open: unfinished, late } = await isQuiet(pool, receiver, open.played);
    if (quiet || Date.now() > until) break;
    if (Date.now() - last > SAY_EVERY_MS)
      say(`waiting for quiet: ${unfinished} tickets unfinished, ${late} events on their way`);
    if (Date.now() - last > SAY_EVERY_MS) last = Date.now();
  }
  say('comparing');
  const reports = reportOf(simulated);
  const checks = [
    ...reports.checks.map((one) => lessWhatWasKilled(one, chaos?.done)),
    {
      check: 'tickets that stay open: every step was answered',
      looked: open.played.length,
      found: open.problems.length,
      examples: open.problems,
    },
    ...(await checkRecord(pool, { acknowledged: proxy.acknowledged(), receiver, standing: open.played })),
    await reconciled(command, ['--all']),
    await reconciled(command, ['--since', '1440']),
  ];
  return {
    ok: checks.every(({ found }) => found === 0),
    lives,
    seconds,
    faults: Object.fromEntries(chaos?.done ?? []),
    retries: reports.retries,
    checks,
  };
}

/**
 * The answer to a command is kept a moment after it was given (docs/adr/0009). Whoever kills an API or PostgreSQL in
 * that moment takes it, and a repetition is answered with the ticket as it is by then: one at most for each of those
 * kills, and never a refusal.
 */
function lessWhatWasKilled(check, done = new Map()) {
  const kills = (done.get('an API was killed') ?? 0) + (done.get('PostgreSQL was stopped at once') ?? 0);
  const taken = check.examples.filter((example) => example.endsWith('repeated under its key: another answer'));
  if (taken.length !== check.found || check.found > kills) return check;
  return { ...check, found: 0, examples: [] };
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf } from './chance.mjs';
import { checkRecord, isQuiet } from './checks.mjs';
import { reconciled } from './commands.mjs';
import { followFeed } from './feed-reader.mjs';
import { playLives } from './lives.mjs';
import { restartInTurn } from './turns.mjs';
import { upgrade } from './upgrade.mjs';

const QUIET_WITHIN_MS = 120_000;
const NAMED = 10;
/** A machine on which a process that has little to do waits so long for its turn gives nobody an answer in time. */
const STARVED_MS = 500;
/** The department whose own system follows the feed. */
const UNIT = 'water';

/** Lives, while the cluster is restarted in good order or upgraded. No caller may notice anything of it, and nobody asks twice. */
export async function playGently(cluster, { lives: together, seed, from, undo, say }) {
  const { services, proxy, receiver, pool, accounts, command, asOwner } = cluster;
  const department = followFeed({
    url: proxy.url,
    apiKey: accounts.find(({ role, unit }) => role === 'handler' && unit === UNIT).apiKey,
    unit: UNIT,
  });
  say(`${together} lives at a time through ${proxy.url}`);
  const startedAt = Date.now();
  const waits = monitorEventLoopDelay({ resolution: 20 });
  waits.enable();
  const lives = playLives({
    url: proxy.url,
    accounts,
    together,
    chance: chanceOf(`${seed} lives`),
    again: from !== undefined,
  });
  undo.push(() => lives.end());
  const deed =
    from === undefined
      ? await restartInTurn(services, { say })
      : await upgrade(cluster, { say, migrate: () => asOwner(['migrate']) });
  await lives.end();
  waits.disable();
  const starvedMs = Math.round(waits.max / 1e6);
  if (starvedMs > STARVED_MS) say(`this machine stood still for ${starvedMs} ms: what was answered 503 is not counted`);
  const until = Date.now() + QUIET_WITHIN_MS;
  // Lives stay where they are; it is quiet when all that happened was told.
  while ((await isQuiet(pool, receiver, [])).late > 0 && Date.now() < until) await pause(500);
  await department.end();
  say('comparing');
  const { counts } = proxy;
  const seen = deed.troubles ?? [...proxy.troubles, ...Array.from({ length: counts.cutOff }, () => 'cut off')];
  const troubles = seen.filter((trouble) => starvedMs <= STARVED_MS || !trouble.startsWith('503'));
  const checks = [
    ...lives.checks(),
    {
      check: 'no caller was answered 502, 503 or any other 5xx, and none was cut off',
      looked: counts.requests,
      found: troubles.length,
      examples: troubles.slice(0, NAMED),
    },
    ...deed.checks,
    ...(await checkRecord(pool, { acknowledged: proxy.acknowledged(), receiver, standing: null })),
    await department.check(pool),
    // After an upgrade, as its instructions say, with the repair of what the earlier version could not write.
    await reconciled(command, from === undefined ? ['--since', '1440'] : ['--since', '1440', '--repair']),
  ];
  return {
    ok: checks.every(({ found }) => found === 0),
    lives: lives.played,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    faults: deed.done,
    retries: {},
    starvedMs,
    checks,
  };
}

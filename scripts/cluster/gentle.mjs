import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf } from './chance.mjs';
import { checkRecord, isQuiet } from './checks.mjs';
import { reconciled } from './commands.mjs';
import { followFeed } from './feed-reader.mjs';
import { playLives } from './lives.mjs';
import { watchForStarvation } from './starved.mjs';
import { followStream } from './stream-reader.mjs';
import { restartInTurn } from './turns.mjs';
import { upgrade } from './upgrade.mjs';

const QUIET_WITHIN_MS = 120_000;
const NAMED = 10;
/** The department whose own system follows the feed. */
const UNIT = 'water';

/**
 * Lives, while the cluster is restarted in good order or upgraded. No caller may notice anything of it, and nobody asks
 * twice.
 */
export async function playGently(cluster, { lives: together, seed, from, undo, say }) {
  const { services, proxy, receiver, pool, accounts, command, asOwner } = cluster;
  const reader = {
    url: proxy.url,
    apiKey: accounts.find(({ role, unit }) => role === 'handler' && unit === UNIT).apiKey,
    unit: UNIT,
  };
  const department = followFeed(reader);
  const listener = followStream(reader);
  say(`${together} lives at a time through ${proxy.url}`);
  const startedAt = Date.now();
  const cpu = watchForStarvation();
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
  const starved = cpu.end();
  if (starved !== null) say(`${starved}: what was answered 503 is not counted`);
  const until = Date.now() + QUIET_WITHIN_MS;
  // Lives stay where they are; it is quiet when all that happened was told.
  while ((await isQuiet(pool, receiver, [])).late > 0 && Date.now() < until) await pause(500);
  await Promise.all([department.end(), listener.end()]);
  say('comparing');
  const { counts } = proxy;
  const seen = deed.troubles ?? [...proxy.troubles, ...Array.from({ length: counts.cutOff }, () => 'cut off')];
  const troubles = seen.filter((trouble) => starved === null || !trouble.startsWith('503'));
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
    // How the APIs of the version before end a stream is theirs.
    ...(from === undefined ? [await listener.check(pool)] : []),
    // After an upgrade, as its instructions say, with the repair of what the earlier version could not write.
    await reconciled(command, from === undefined ? ['--since', '1440'] : ['--since', '1440', '--repair']),
  ];
  return {
    ok: checks.every(({ found }) => found === 0),
    lives: lives.played,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    faults: { ...deed.done, 'streams opened by the one that follows them': listener.streams },
    retries: {},
    starved,
    checks,
  };
}

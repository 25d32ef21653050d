import { setTimeout as pause } from 'node:timers/promises';
import { root } from './product.mjs';
import { repeatedAt } from './repeated.mjs';

const BEFORE_MS = 3_000;
/** How long the earlier version works on the new schema. */
const BETWEEN_MS = 6_000;
/** So much it does there at least, within two minutes. */
const ENOUGH = 30;
const AGAIN_MS = 500;
const MOST_LOOKS = 240;
/** So long the API of the version before waits for a command. */
const COMMAND_WAITS_S = 10;

/**
 * Brings a running cluster from an earlier version to this one in the order of docs/operations.md: migrate, workers,
 * APIs. The earlier version goes on working for a while after the first step.
 */
export async function upgrade(cluster, { say, migrate }) {
  const { proxy } = cluster;
  const { workers, apis } = cluster.services;
  const told = () => {
    const acknowledged = proxy.acknowledged();
    const registered = acknowledged.filter(({ act }) => act === 'register').length;
    return { registered, acts: acknowledged.length - registered };
  };
  await pause(BEFORE_MS);
  say('migrate, by this version');
  await migrate();
  const before = told();
  const since = () => {
    const { registered, acts } = told();
    return { registered: registered - before.registered, acts: acts - before.acts };
  };
  await pause(BETWEEN_MS);
  // A busy machine does less in that time.
  let { registered, acts } = since();
  for (let looks = 0; looks < MOST_LOOKS && !(registered > 0 && acts > 0 && registered + acts > ENOUGH); looks += 1) {
    await pause(AGAIN_MS);
    ({ registered, acts } = since());
  }
  say(`the earlier version on the new schema: ${registered} registered, ${acts} acts`);
  /** New ones beside the old, which then end; as compose is told to do it. */
  const replace = async (part, services, between = () => undefined) => {
    const old = [...services];
    await Promise.all(old.map(() => cluster.add(part, root)));
    say(`${part}: ${old.length} new ones beside the old`);
    await between();
    await Promise.all(old.map((service) => service.end('SIGTERM').then(() => service.leave?.())));
    services.splice(0, old.length);
    say(`${part}: the old ones have ended`);
  };
  const onNewSchema = proxy.troubles.length;
  await replace('worker', workers);
  // How the APIs of the version before keep connections and end is theirs; and that they give a command up after the
  // ten seconds that the engine needs to give a task, which an ending worker took with it, to another.
  const gaveUp = (trouble) =>
    trouble.startsWith('503') && Number(/ after (\d+) s$/.exec(trouble)?.[1]) >= COMMAND_WAITS_S;
  const isTheirs = (trouble, nth) => trouble.startsWith('502') || (nth >= onNewSchema && gaveUp(trouble));
  const troubles = proxy.troubles.filter((trouble, nth) => !isTheirs(trouble, nth));
  let repeated;
  await replace('api', apis, async () => {
    const urls = { 'earlier version': apis[0].url, 'new version': apis.at(-1).url };
    repeated = await repeatedAt(urls, { url: proxy.url, accounts: cluster.accounts });
  });
  say('everything is of this version');
  return {
    troubles,
    done: { migrated: 1, 'workers replaced': workers.length, 'APIs replaced': apis.length },
    checks: [
      repeated,
      {
        check: 'the earlier version registered calls and did commands on the new schema',
        looked: registered + acts,
        found: registered === 0 || acts === 0 ? 1 : 0,
        examples: [`${registered} registered, ${acts} acts`],
      },
    ],
  };
}

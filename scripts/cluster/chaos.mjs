import { setTimeout as pause } from 'node:timers/promises';
import { pick, shuffled } from './chance.mjs';

const STOPPED_MS = 15_000;
const between = (chance, from, to) => from + chance() * (to - from);

/** How often each fault comes in one round of the deck. */
const DECK = {
  'a worker stood still for 15 s': 4,
  'a worker was killed': 3,
  'a worker was restarted in good order': 1,
  'an API was killed': 2,
  'an API was restarted in good order': 1,
  'PostgreSQL was stopped at once': 1,
  'Temporal was killed': 1,
};

/**
 * Does harm to running services, in an order that the seed decides, until told to stop; then mends what it did.
 * @param {{ workers: object[], apis: object[], postgres: object, temporal: object }} services
 */
export function startChaos(services, { chance, say, paceMs }) {
  const done = new Map(Object.keys(DECK).map((fault) => [fault, 0]));
  const busy = new Set();
  const underway = new Set();
  const stop = new AbortController();

  const again = async (service, how, awayMs) => {
    await service.end(how);
    await pause(awayMs);
    await service.start();
  };
  const HOW = {
    'a worker stood still for 15 s': [
      services.workers,
      async (worker) => {
        worker.signal('SIGSTOP');
        await pause(STOPPED_MS);
        worker.signal('SIGCONT');
      },
    ],
    'a worker was killed': [services.workers, (worker, awayMs) => again(worker, 'SIGKILL', awayMs)],
    'a worker was restarted in good order': [services.workers, (worker) => again(worker, 'SIGTERM', 0)],
    'an API was killed': [services.apis, (api, awayMs) => again(api, 'SIGKILL', awayMs)],
    'an API was restarted in good order': [services.apis, (api) => again(api, 'SIGTERM', 0)],
    'PostgreSQL was stopped at once': [[services.postgres], (postgres, awayMs) => again(postgres, 'SIGQUIT', awayMs)],
    'Temporal was killed': [[services.temporal], (temporal, awayMs) => again(temporal, 'SIGKILL', awayMs)],
  };

  async function run() {
    let deck = [];
    while (!stop.signal.aborted) {
      if (deck.length === 0) {
        deck = shuffled(
          chance,
          Object.entries(DECK).flatMap(([fault, times]) => Array.from({ length: times }, () => fault)),
        );
      }
      const fault = deck.shift();
      const [those, act] = HOW[fault];
      const free = those.filter((one) => one.isUp && !busy.has(one));
      const awayMs = between(chance, 500, 4_000);
      const victim = pick(chance, free);
      if (victim === undefined) deck.push(fault);
      else {
        busy.add(victim);
        done.set(fault, done.get(fault) + 1);
        say(`fault: ${fault} (${victim.name})`);
        const work = act(victim, awayMs)
          .catch((error) => say(`fault: ${fault} (${victim.name}) went wrong: ${error.message}`))
          .finally(() => {
            busy.delete(victim);
            underway.delete(work);
          });
        underway.add(work);
      }
      await pause(between(chance, paceMs * 0.5, paceMs * 1.5), undefined, { signal: stop.signal }).catch(
        () => undefined,
      );
    }
  }
  const running = run();
  return {
    /** How often each fault was done. */
    done,
    async stop() {
      stop.abort();
      await running;
      await Promise.all(underway);
      await Promise.all(
        [services.postgres, services.temporal, ...services.workers, ...services.apis].map((one) => one.start()),
      );
    },
  };
}

import { setTimeout as pause } from 'node:timers/promises';

/** Between two restarts, so that what one leaves behind is seen before the next one comes. */
const BETWEEN_MS = 500;
const BEFORE_MS = 2_000;
/** An API is away for longer than a gateway tries for one request, as a container is that is made anew. */
const AWAY_MS = 7_000;

/**
 * Ends every process in good order and starts it again, one after the other: workers first, then APIs, as in an
 * upgrade.
 */
export async function restartInTurn({ workers, apis }, { say }) {
  await pause(BEFORE_MS);
  const all = [...workers, ...apis];
  for (const service of all) {
    await restart(service, say, apis.includes(service) ? AWAY_MS : 0);
    await pause(BETWEEN_MS);
  }
  return { done: { 'processes restarted in turn': all.length }, checks: [] };
}

async function restart(service, say, awayMs) {
  const at = Date.now();
  await service.end('SIGTERM');
  const ended = Date.now();
  await pause(awayMs);
  await service.start();
  say(`${service.name}: ended in ${ended - at} ms, back after ${Date.now() - at} ms`);
}

import { setTimeout as pause } from 'node:timers/promises';

/** Between two restarts, so that what one leaves behind is seen before the next one comes. */
const BETWEEN_MS = 500;
const BEFORE_MS = 2_000;

/** Ends every process in good order and starts it again, one after the other: workers first, then APIs, as in an upgrade. */
export async function restartInTurn({ workers, apis }, { say }) {
  await pause(BEFORE_MS);
  const all = [...workers, ...apis];
  for (const service of all) {
    await restart(service, say);
    await pause(BETWEEN_MS);
  }
  return { done: { 'processes restarted in turn': all.length }, checks: [] };
}

export async function restart(service, say) {
  const at = Date.now();
  await service.end('SIGTERM');
  const ended = Date.now();
  await service.start();
  say(`${service.name}: ended in ${ended - at} ms, back after ${Date.now() - at} ms`);
}

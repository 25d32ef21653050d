import { Context } from '@temporalio/activity';

const HEARTBEAT_MS = 3_000;

/** Says that it is alive while it works, so that a cancellation is heard and a dead worker noticed. */
export async function beating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => Context.current().heartbeat(), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

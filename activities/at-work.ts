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

/**
 * The answers in the order of the questions, so many at a time. What fails stops nobody else: everything has been asked and has
 * answered before the first failure is told, so that whoever begins again meets nothing that is still under way.
 */
export async function pooled<T, R>(items: readonly T[], atOnce: number, ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const failures: unknown[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      try {
        answers[index] = await ask(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return answers;
}

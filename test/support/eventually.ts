import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 25;

/** Repeats a check until it holds; after the deadline its own failure is what the test shows. */
export async function eventually(check: () => Promise<void> | void, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(EVERY_MS);
  }
}

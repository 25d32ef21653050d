import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 25;

/**
 * How long a test waits for what must come. A wait that ends well costs nothing, and a slow machine is no fault: only
 * what never comes should end here, before the limit of the test itself (`testTimeout` in `jest.config.mjs`).
 */
export const PATIENCE_MS = 120_000;

/** Repeats a check until it holds; after the deadline its own failure is what the test shows. */
export async function eventually(check: () => Promise<void> | void, withinMs = PATIENCE_MS): Promise<void> {
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

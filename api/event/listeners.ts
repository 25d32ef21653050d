import type { KeyStore } from '../../storage/access/key-store.js';
import { ApiProblem } from '../http/problem.js';
import type { Account } from '../access/account.js';

export interface Listening {
  readonly account: Account;
  /** Ends what listens, because its key opens nothing any more, or because the process stops. */
  readonly end: () => void;
  /** Called before it is ended because its key opens nothing any more, and not when the process stops. */
  readonly over?: () => void;
  /** Called at every such look while it goes on. */
  readonly tick?: () => void;
}

export interface Listeners {
  /** Answers with the function that takes it out again. Throws a problem when there are too many already. */
  add(listening: Listening): () => void;
  /** Ends them all, and whoever comes later soon. */
  close(): void;
}

const CHECK_MS = 500;
const MOST_OF_A_KEY = 20;
const MOST = 2_000;
const RETRY_AFTER_SECONDS = '5';
/**
 * Who begins to listen to a process that stops is answered, with nothing, and asks again elsewhere; not at once, so
 * that it does not ask in a circle.
 */
const CLOSED_ENDS_AFTER_MS = 1_000;

/** All that holds a connection open to hear of events. Twice a second their keys are looked up, all in one question. */
export function createListeners(
  keys: Pick<KeyStore, 'stillOpen'>,
  { checkMs = CHECK_MS, onError = () => undefined }: { checkMs?: number; onError?: (error: unknown) => void } = {},
): Listeners {
  const all = new Set<Listening>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function check(): Promise<void> {
    try {
      // Whoever comes while the question is under way was not asked about.
      const asked = [...all];
      const open = await keys.stillOpen([...new Set(asked.map(({ account }) => account.by.id))]);
      for (const listening of asked) {
        if (open.has(listening.account.by.id)) continue;
        listening.over?.();
        listening.end();
      }
    } catch (error) {
      // Unknown is not revoked: while PostgreSQL is away nothing happens that could be told either.
      onError(error);
    }
    for (const { tick } of [...all]) tick?.();
    timer = all.size > 0 ? setTimeout(() => void check(), checkMs) : undefined;
  }

  return {
    add(listening) {
      const own = [...all].filter(({ account }) => account.by.id === listening.account.by.id).length;
      if (own >= MOST_OF_A_KEY || all.size >= MOST) {
        throw new ApiProblem(
          'rate-limited',
          `A key may hold ${MOST_OF_A_KEY} streams and waiting requests at a time, a process ${MOST}.`,
          { headers: { 'Retry-After': RETRY_AFTER_SECONDS } },
        );
      }
      if (closed) {
        const soon = setTimeout(listening.end, CLOSED_ENDS_AFTER_MS);
        return () => clearTimeout(soon);
      }
      all.add(listening);
      timer ??= setTimeout(() => void check(), checkMs);
      return () => void all.delete(listening);
    },
    close() {
      closed = true;
      for (const listening of [...all]) listening.end();
      clearTimeout(timer);
    },
  };
}

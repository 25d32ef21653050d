import { QueryClient } from '@tanstack/react-query';
import { isBusy } from './busy.js';
import { ProblemError, Unreachable } from './client.js';

const WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

/** Asking again is for what passes by itself: the API is busy, away, or out of reach. */
function passes(error: Error): boolean {
  return error instanceof Unreachable || (error instanceof ProblemError && isBusy(error.problem));
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Nothing moves under the pointer: news is told, and the reader lets it in.
      refetchOnWindowFocus: false,
      // What may be old once the API is reached again is read anew by `news.ts`, once.
      refetchOnReconnect: false,
      networkMode: 'always',
      staleTime: 5_000,
      retry: (_count, error) => passes(error),
      retryDelay: (count, error) =>
        error instanceof ProblemError && error.retryAfter !== null
          ? error.retryAfter * 1_000
          : Math.min(WAIT_MS * (count + 1), LONGEST_WAIT_MS),
    },
  },
});

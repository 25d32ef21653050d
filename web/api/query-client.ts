import { QueryClient } from '@tanstack/react-query';
import { ProblemError, Unreachable } from './client.js';

const TRIES = 4;
const WAIT_MS = 2_000;

/** Asking again is for what passes by itself: the API is busy, away, or out of reach. */
function passes(error: Error): boolean {
  return error instanceof Unreachable || (error instanceof ProblemError && [429, 503].includes(error.problem.status));
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Nothing moves under the pointer: news is told, and the reader lets it in.
      refetchOnWindowFocus: false,
      refetchOnReconnect: true,
      networkMode: 'always',
      staleTime: 5_000,
      retry: (count, error) => count < TRIES && passes(error),
      retryDelay: (count, error) =>
        error instanceof ProblemError && error.retryAfter !== null ? error.retryAfter * 1_000 : WAIT_MS * (count + 1),
    },
  },
});

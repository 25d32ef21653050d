import { ApiProblem } from '../http/problem.js';
import type { Account } from './account.js';

const FRESH_FOR_MS = 900_000;

/** A browser that somebody left open asks for nothing, and grants nothing. A machine's key is no sign-in. */
export function assertFreshSignIn({ by }: Account, now: Date): void {
  if (by.kind === 'session' && now.getTime() - by.signedInAt.getTime() > FRESH_FOR_MS) {
    throw new ApiProblem(
      'sign-in-too-old',
      'Whoever asks for what is kept back, or grants it, has signed in within the last quarter of an hour.',
    );
  }
}

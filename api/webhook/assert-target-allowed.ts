import { TargetRefused } from '../../outbound/target-guard.js';
import { ApiProblem } from '../http/problem.js';
import type { Webhooks } from './webhooks.js';

/** Refuses an address of a receiver that may not be called, at the field that names it. */
export async function assertTargetAllowed(guard: Webhooks['guard'], url: string, pointer: string): Promise<void> {
  try {
    await guard.admit(url);
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    throw new ApiProblem('target-not-allowed', error.message, {
      errors: [{ pointer, code: 'invalid', message: error.message }],
    });
  }
}

import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';
import type { Account } from './account.js';

/**
 * Whoever holds a narrow key must not be able to make a person of it who may do everything: a session knows neither
 * scopes nor addresses, and ends when its person wants.
 */
export async function assertUnlimited({ keys }: Pick<Services, 'keys'>, { by }: Account): Promise<void> {
  if (by.kind !== 'key') return;
  const key = await keys.find(by.id);
  if (!key || key.scopes.length > 0 || key.expiresAt !== null || key.allowedAddresses.length > 0) {
    throw new ApiProblem(
      'key-too-wide',
      'A key with limits gives nobody a position, a password or a way round the second factor.',
    );
  }
}

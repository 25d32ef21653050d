import type { Request } from 'express';
import type { Services } from '../services.js';
import type { Account } from './account.js';

/**
 * Whose key a request shows; `null` for nobody that is known. A key that was never good here is looked up only as long
 * as its address has look-ups left: else the problem `rate-limited` comes before the question.
 */
export async function accountShown(
  { accounts, budgets }: Pick<Services, 'accounts' | 'budgets'>,
  authorization: string | undefined,
  request: Request,
): Promise<Account | null> {
  const giveBack = accounts.knows(authorization) ? null : await budgets.ofLookUp(request);
  const account = await accounts.of(authorization, request.ip);
  if (account !== null) await giveBack?.();
  return account;
}

import type { Request } from 'express';
import { hasScope } from '../../domain/access/key-scopes.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';
import type { Account } from '../access/account.js';

/** Whose `api_key` this is. One answer to a key that is missing, unknown, revoked or for something else. */
export async function senderOf(
  { accounts }: Pick<Services, 'accounts'>,
  key: string | undefined,
  request: Request,
): Promise<Account> {
  const account = key === undefined ? null : await accounts.of(`Bearer ${key}`, request.ip);
  if (account?.role !== 'operator' || !hasScope(account.scopes, 'command')) {
    throw new ApiProblem(
      'unauthenticated',
      'api_key is missing, or it is no open key with which requests may be made here.',
    );
  }
  return account;
}

/** The `api_key` of a form that was not looked at yet. */
export function keyIn(form: unknown): string | undefined {
  const key = typeof form === 'object' && form !== null && 'api_key' in form ? form.api_key : undefined;
  return typeof key === 'string' ? key : undefined;
}

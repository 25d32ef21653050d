import type { Request } from 'express';
import { needsSecondFactor } from '../../domain/access/second-factor.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';
import type { Account } from './account.js';
import { assertSameOrigin, sessionToken } from './session-cookie.js';
import { accountShown } from './shown-key.js';

const READING = ['GET', 'HEAD'];

/**
 * Who calls, by a key or by the cookie of a session, and never by both. With a cookie, whatever changes something must
 * have been asked by a page of ours.
 */
export async function callerShown(
  services: Pick<Services, 'accounts' | 'budgets' | 'sessions' | 'site'>,
  request: Request,
): Promise<Account | null> {
  const { authorization } = request.headers;
  const token = sessionToken(services.site, request);
  if (token === null) return accountShown(services, authorization, request);
  if (authorization !== undefined) {
    throw new ApiProblem('two-credentials', 'The request shows a key and a session, and so two who ask.');
  }
  if (!READING.includes(request.method)) assertSameOrigin(services.site, request);
  const giveBack = services.sessions.knows(token) ? null : await services.budgets.ofLookUp(request);
  const account = await services.sessions.of(token);
  if (account !== null) await giveBack?.();
  return account;
}

/** Whoever has signed in to such a position without a second factor may set one up, and nothing else. */
export function assertSecondFactor({ by, role }: Account): void {
  if (by.kind === 'session' && !by.secondFactor && needsSecondFactor(role)) {
    throw new ApiProblem('second-factor-missing', `The role ${role} needs a second factor, and you have shown none.`);
  }
}

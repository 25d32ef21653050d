import type { StoredCall } from '../../storage/call/call-store.js';
import type { Account } from '../access/account.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';

type CallServices = Pick<Services, 'calls' | 'now'>;

/** What is somebody else's call is not there. */
export function assertAtDesk(call: StoredCall | null, { id }: Pick<Account, 'id'>): StoredCall {
  if (!call?.accounts.includes(id))
    throw new ApiProblem('call-not-found', 'There is no call with this id at your desk.');
  return call;
}

/**
 * Does something that makes or ends a ticket because of a call, which the ticket keeps then. Whoever is not told the
 * outcome sends it again, and the ticket keeps the call in the end.
 */
export async function withCall<A extends { readonly body?: unknown }>(
  { calls, now }: CallServices,
  call: string | undefined,
  account: Account,
  work: () => Promise<A>,
): Promise<A> {
  if (call === undefined) return work();
  const { id } = assertAtDesk(await calls.find(call), account);
  const answer = await work();
  const { id: ticket } = answer.body as { readonly id: string };
  await calls.keep({ ticket, call: id, by: account.id, at: now() });
  return answer;
}

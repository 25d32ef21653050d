import type { Request } from 'express';
import { Refusal } from '../../domain/refusal.js';
import type { Desk } from '../../storage/admin/admin-desk.js';
import { StaleVersion } from '../../storage/admin/noun-store.js';
import { ListRefused } from '../../storage/reference/city-store.js';
import type { Account } from '../access/account.js';
import { expectedVersion } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import type { RouteResponse } from '../http/route-response.js';
import { bodyHashOf, idempotencyKey, replayed, sealedAnswer } from '../idempotency/idempotency.js';
import type { Services } from '../services.js';
import { authorOf } from './author.js';

/** What every administrative write takes. */
export type AdminServices = Pick<Services, 'admin' | 'store' | 'sealing' | 'reference'>;

interface Asked {
  readonly account: Account;
  readonly request: Request;
  /** What is done to what; with the body it tells a repetition from another request under the same key. */
  readonly target: string;
  readonly body?: unknown;
}

/**
 * One administrative act: all or nothing, written to the trail, done once under a key. Processes hear of it within
 * seconds, this one at once.
 */
export async function administer(
  services: AdminServices,
  { account, request, target, body }: Asked,
  work: (desk: Desk) => Promise<RouteResponse>,
): Promise<RouteResponse> {
  const { admin, store, reference } = services;
  const key = idempotencyKey(request.get('idempotency-key'));
  const bodyHash = bodyHashOf(target, body ?? null);
  const before = key === null ? null : await store.storedResponse(account.id, key);
  if (before) return replayed(services, before, bodyHash);
  const author = authorOf(account, request, key);
  const claim = (answer: RouteResponse) =>
    sealedAnswer(services, { actorId: account.id, key: key ?? '', bodyHash, ticketId: null }, answer);
  const done = await saying(() => admin.act(author, work, key === null ? {} : { claim }));
  if (done !== null) {
    noteDone(request, { administered: target, by: account.id });
    await reference.refresh();
    return done;
  }
  const kept = key === null ? null : await store.storedResponse(account.id, key);
  if (!kept) throw new Error('An Idempotency-Key was taken, and its answer is gone. The ledger was cleared meanwhile.');
  return replayed(services, kept, bodyHash);
}

/** Of what is there already, the version that was read; what is new has none yet. */
export function versionFor(request: Request, before: object | null): number | null {
  const given = request.get('if-match');
  return before === null && given === undefined ? null : expectedVersion(given);
}

async function saying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ListRefused) throw asFields(error);
    if (!(error instanceof StaleVersion)) throw error;
    if (error.version === null) throw new ApiProblem('not-found', 'What was read is not there any more.');
    throw new Refusal('stale-version', `It is at version ${error.version} by now.`);
  }
}

/** What is wrong with the list as a whole, told of the field that it is about; of a part below it, by its name. */
function asFields({ faults }: ListRefused): ApiProblem {
  const errors = faults.map(({ field, says }) => ({ pointer: `/${field}`, code: 'invalid' as const, message: says }));
  const [first] = errors;
  return new ApiProblem('validation-failed', `${first?.pointer ?? ''}: ${first?.message ?? ''}`, { errors });
}

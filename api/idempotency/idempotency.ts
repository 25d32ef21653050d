import { createHash, randomUUID } from 'node:crypto';
import { answerContext } from '../../storage/secrets/sealed-columns.js';
import type { StoredResponse } from '../../storage/ticket/ticket-store.js';
import { noteShownAgain, shownSoFar, type ShownOf } from '../look/shown.js';
import type { Services } from '../services.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** The caller's `Idempotency-Key`; `null` when it sent none, and then takes the risk of a lost answer itself. */
export function idempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (!VISIBLE_ASCII.test(header)) {
    throw new ApiProblem(
      'malformed-request',
      'An Idempotency-Key has 1 to 255 visible ASCII characters, without blanks.',
    );
  }
  return header;
}

/** Tells a repetition from another request under the same key: where it went and what it said, after parsing. */
export function bodyHashOf(target: string, body: unknown): string {
  return createHash('sha256')
    .update(`${target}\n${JSON.stringify(body)}`)
    .digest('hex');
}

/**
 * The id under which the workflow does a thing once: one per account and key, so that keys of two accounts never meet.
 */
export function onceId(actorId: string, key: string | null): string {
  return key === null ? randomUUID() : createHash('sha256').update(`${actorId}\n${key}`).digest('hex');
}

export function keyReused(): ApiProblem {
  return new ApiProblem(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request. Nothing was done; take a new key for a new request.',
  );
}

/**
 * An answer as the ledger keeps it: sealed, because it holds what the ticket holds, and packed, because there is one
 * for each act.
 */
export function sealedAnswer(
  { sealing }: Pick<Services, 'sealing'>,
  of: { actorId: string; key: string; bodyHash: string; ticketId: string | null },
  { status, headers, body }: RouteResponse,
): StoredResponse {
  // With what it shows: whoever gets it again is shown that again.
  const shown = shownSoFar();
  return { ...of, status, response: sealing.sealPacked({ headers, body, shown }, answerContext(of.actorId, of.key)) };
}

/** Keeps an answer under its key; answers with the first one that was kept there, which is usually this. */
export function keptOnce(
  services: Pick<Services, 'sealing' | 'answers'>,
  of: { actorId: string; key: string; bodyHash: string; ticketId: string },
  done: RouteResponse,
): RouteResponse {
  const own = sealedAnswer(services, of, done);
  const kept = services.answers.keep(own);
  return kept === own ? done : replayed(services, kept, of.bodyHash);
}

/** The answer given before, word for word, and marked as a repetition; refused if it was to another request. */
export function replayed(
  { sealing }: Pick<Services, 'sealing'>,
  kept: StoredResponse,
  bodyHash: string,
): RouteResponse {
  if (kept.bodyHash !== bodyHash) throw keyReused();
  const opened = sealing.openPacked(kept.response, answerContext(kept.actorId, kept.key)) as Pick<
    RouteResponse,
    'headers' | 'body'
  > & { readonly shown?: readonly ShownOf[] };
  noteShownAgain(opened.shown ?? []);
  return { status: kept.status, headers: { ...opened.headers, 'Idempotency-Replayed': 'true' }, body: opened.body };
}

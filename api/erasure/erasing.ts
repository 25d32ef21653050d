import type { Logger } from 'pino';
import type { ErasureRequest } from '../../domain/erasure/erasure-request.js';
import { CLOCK_ACTOR } from '../../domain/ticket/vocabulary.js';
import { failureName } from '../../pacing/failure-name.js';
import type { Erasing } from '../../storage/erasure/erase-ticket.js';

export interface ErasingService extends Pick<Erasing, 'plan'> {
  /** What a second person has granted. Safe to repeat. */
  carryOut(request: ErasureRequest, at: Date): Promise<void>;
}

/**
 * Erases, and brings what it erased to the second place at once. Its files go with it. Should that
 * fail, their keepers do it in a minute: what is erased is erased.
 */
export function createErasingService(
  { plan, erase }: Erasing,
  listing: { bring(): Promise<number> },
  attachments: { deleteAllOf(ticketId: string): Promise<number> },
  log: Logger,
): ErasingService {
  return {
    plan,
    async carryOut({ id, ticket, basis, decidedBy }, at) {
      const erased = await erase({ ticketId: ticket, basis, actor: decidedBy ?? CLOCK_ACTOR, at, request: id });
      if (!erased) return;
      log.info({ ticket, basis, removed: erased.removed }, 'A ticket was erased');
      await attachments
        .deleteAllOf(ticket)
        .catch((error: unknown) =>
          log.error(
            { error: failureName(error) },
            'Files of an erased ticket wait to be removed; nobody can open them',
          ),
        );
      await listing
        .bring()
        .catch((error: unknown) =>
          log.error({ error: failureName(error) }, 'The erasure list waits to be brought to the second place'),
        );
    },
  };
}

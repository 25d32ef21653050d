import type { Logger } from 'pino';
import { isToCall, type DisclosureRequest } from '../../domain/disclosure/disclosure-request.js';
import { RelayAway, type Relay } from '../../outbound/relay.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { ApiProblem } from '../http/problem.js';

export interface Relaying {
  /**
   * The number that leads to the citizen until the grant ends; `null` where the telephone is not asked for to call,
   * there is none, or there is no platform. A platform that gives none refuses the grant: who asks again in a moment is
   * given a number, who is granted the citizen's own keeps it.
   */
  numberFor(request: Wanted, citizen: StoredTicket['citizen'], until: Date): Promise<string | null>;
  /** What the platform does not hear of ends by itself, a quarter of an hour after it was granted. */
  end(grant: string): Promise<void>;
}

const RETRY_AFTER_SECONDS = '5';

type Wanted = Pick<DisclosureRequest, 'id' | 'fields' | 'purpose' | 'askedBy'>;

/** `relay` is `null` where nobody said where the telephone platform is. */
export function createRelaying(relay: Relay | null, log: Logger): Relaying {
  return {
    async numberFor(request, citizen, until) {
      if (relay === null || !citizen?.phone || !isToCall(request)) return null;
      try {
        return await relay.open({ grant: request.id, callee: citizen.phone, caller: request.askedBy.id, until });
      } catch (error) {
        if (!(error instanceof RelayAway)) throw error;
        log.error({ why: error.why }, 'The telephone platform gave no number');
        throw new ApiProblem('relay-unavailable', 'The telephone platform gave no number, so nothing was granted.', {
          headers: { 'Retry-After': RETRY_AFTER_SECONDS },
        });
      }
    },
    async end(grant) {
      if (relay === null || (await relay.close(grant))) return;
      log.warn('The telephone platform was not told that a number is over; it ends by itself');
    },
  };
}

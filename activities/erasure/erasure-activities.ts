import { log } from '@temporalio/activity';
import type { ErasureRequest } from '../../domain/erasure/erasure-request.js';
import { Refusal } from '../../domain/refusal.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import { failureName } from '../../pacing/failure-name.js';
import type { ErasureRest } from '../../storage/erasure/erasure-rest.js';
import type { ErasureStore } from '../../storage/erasure/erasure-store.js';
import type { Retained } from '../../storage/erasure/retaining.js';
import type { RetentionPlace } from '../../storage/erasure/retention-store.js';

export interface ErasureActivities {
  /** Does what was granted and not done, and removes what is left of erased tickets elsewhere. Safe to repeat. */
  finishErasures(): Promise<{ readonly carriedOut: number; readonly removed: number; readonly left: number }>;
  /** One portion of what retention erases, from a place on. Safe to repeat. */
  retainTickets(from: RetentionPlace | null): Promise<Retained>;
}

export interface ErasureActivityDeps {
  readonly requests: Pick<ErasureStore, 'undone'>;
  readonly carryOut: (request: ErasureRequest) => Promise<unknown>;
  readonly rest: ErasureRest;
  /** What removes all that is left of a ticket: late rows, histories, files. Each is safe to repeat. */
  readonly removers: readonly ((ticketId: string) => Promise<unknown>)[];
  readonly retain: (from: RetentionPlace | null) => Promise<Retained>;
}

const REQUESTS_AT_ONCE = 100;
const TICKETS_AT_ONCE = 500;
/** The engine has tickets that live to see to. */
const AT_A_TIME = 4;

export function createErasureActivities(deps: ErasureActivityDeps): ErasureActivities {
  const { requests, carryOut, rest, removers, retain } = deps;

  /** What fails is left for the next time, and keeps no other back. */
  async function removed(ticketId: string): Promise<boolean> {
    try {
      for (const remove of removers) await remove(ticketId);
      await rest.isGone(ticketId);
      return true;
    } catch (error) {
      log.warn('Something is left of an erased ticket', { ticketId, error: failureName(error) });
      return false;
    }
  }

  return {
    async finishErasures() {
      let carriedOut = 0;
      for (const request of await requests.undone(REQUESTS_AT_ONCE)) {
        try {
          if ((await carryOut(request)) !== null) carriedOut += 1;
        } catch (error) {
          // Something holds it by now: it stays granted, and is done when nothing does any more.
          if (!(error instanceof Refusal)) throw error;
        }
      }
      const done = await mapConcurrently(await rest.waiting(TICKETS_AT_ONCE), AT_A_TIME, removed);
      const gone = done.filter(Boolean).length;
      return { carriedOut, removed: gone, left: done.length - gone };
    },

    async retainTickets(from) {
      const { erased, held, next } = await retain(from);
      if (Object.keys(erased).length > 0) log.info('Tickets were erased whose time was over', { erased, held });
      return { erased, held, next };
    },
  };
}

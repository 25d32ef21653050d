import type { Client } from '@temporalio/client';
import { createErasureActivities, type ErasureActivities } from '../activities/erasure/erasure-activities.js';
import { CLOCK_ACTOR } from '../domain/ticket/vocabulary.js';
import { createErasing } from '../storage/erasure/erase-ticket.js';
import { createErasureRest } from '../storage/erasure/erasure-rest.js';
import { createErasureStore } from '../storage/erasure/erasure-store.js';
import { removeWords } from '../storage/erasure/words-of-ticket.js';
import { retainPortion } from '../storage/erasure/retaining.js';
import { createRetentionStore } from '../storage/erasure/retention-store.js';
import type { Database } from '../storage/postgres/database.js';
import { createForgetting } from './forgetting.js';

/** Puts together what carries out erasures and retention. What it erased the API brings to the list within a minute. */
export function createErasingActivities(deps: {
  readonly client: Client;
  readonly pool: Database['pool'];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}): ErasureActivities {
  const { client, pool, clock } = deps;
  const erasing = createErasing(pool);
  const store = createRetentionStore(pool);
  const now = (): Date => new Date(clock());
  return createErasureActivities({
    requests: createErasureStore(pool),
    carryOut: ({ id, ticket, basis, decidedBy }) =>
      erasing.erase({ ticketId: ticket, basis, actor: decidedBy ?? CLOCK_ACTOR, at: now(), request: id }),
    rest: createErasureRest(pool),
    // What was still on its way when it was erased, an answer or to whom links were shown, has arrived by now.
    removers: [(ticketId) => removeWords(pool, ticketId, now()), createForgetting(client, clock)],
    retain: (from) => retainPortion({ store, erasing, now }, from, { dryRun: false }),
  });
}

import type { Client } from '@temporalio/client';
import { createErasureActivities, type ErasureActivities } from '../activities/erasure/erasure-activities.js';
import { CLOCK_ACTOR } from '../domain/ticket/vocabulary.js';
import { createErasing } from '../storage/erasure/erase-ticket.js';
import { createErasureRest } from '../storage/erasure/erasure-rest.js';
import { createErasureStore } from '../storage/erasure/erasure-store.js';
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
  readonly removers?: readonly ((ticketId: string) => Promise<void>)[];
}): ErasureActivities {
  const { client, pool, clock, removers = [] } = deps;
  const erasing = createErasing(pool);
  const store = createRetentionStore(pool);
  const now = (): Date => new Date(clock());
  return createErasureActivities({
    requests: createErasureStore(pool),
    carryOut: ({ id, ticket, basis, decidedBy }) =>
      erasing.erase({ ticketId: ticket, basis, actor: decidedBy ?? CLOCK_ACTOR, at: now(), request: id }),
    rest: createErasureRest(pool),
    removers: [createForgetting(client, clock), ...removers],
    retain: (from) => retainPortion({ store, erasing, now }, from, { dryRun: false }),
  });
}

import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { CLOCK_ACTOR } from '../../domain/ticket/vocabulary.js';
import { chain } from '../../storage/event/event-chain.js';
import { createSealing, sealJson } from '../../storage/secrets/sealing.js';
import { createTicketStore } from '../../storage/ticket/ticket-store.js';
import { aTicket } from './tickets.js';

/** A ticket that has ended, as registration writes it, with these words in its index and an answer that is kept. */
export async function keptTicket(
  pool: pg.Pool,
  words: readonly string[] = [],
): Promise<{ id: string; wrappedKey: Buffer }> {
  const sealing = createSealing(randomBytes(32));
  const store = createTicketStore(pool);
  const ticket = aTicket({ at: new Date().toISOString() });
  const state = { ...ticket, id: store.newId(), state: 'withdrawn', version: 1, lastHash: '' } as const;
  const { registeredAt: at, id } = state;
  const [event] = chain(state, [
    {
      ...{ seq: 1, type: 'registered', at, actor: CLOCK_ACTOR, from: 'registered', to: 'registered' },
      ...{ data: {}, sealed: null },
    },
  ]);
  if (!event) throw new Error('One event makes a chain of one.');
  const { dataKey, wrappedKey } = sealing.newDataKey(id);
  await store.register({
    state: { ...state, clocks: [], lastHash: event.hash },
    ...{ event, wrappedKey, areaPath: [], publishable: false, searchWords: { keyId: 'k', words } },
    citizenSealed: sealJson(dataKey, {}, `citizen:${id}`),
    contentSealed: sealJson(dataKey, {}, `content:${id}`),
    answer: { actorId: 'a', key: 'k', bodyHash: 'h', ticketId: id, status: 201, response: randomBytes(64) },
  });
  return { id, wrappedKey };
}

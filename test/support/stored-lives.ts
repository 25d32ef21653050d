import fc from 'fast-check';
import type { Instant } from '../../domain/calendar/types.js';
import { Refusal } from '../../domain/refusal.js';
import type { Registration } from '../../domain/ticket/registration.js';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import { CHANNELS } from '../../domain/ticket/vocabulary.js';
import { createProjection } from '../../storage/ticket/projection.js';
import type { ApiWorld } from './api-world.js';
import { anyMove, anyRegistration, commandOf, type Move } from './random-commands.js';
import { letTimePass, play, type Played } from './steps.js';
import { aTicket } from './tickets.js';

/** A ticket as the tables show it, with what its snapshot does not hold. */
export interface StoredLife {
  readonly ticket: TicketState;
  readonly lastActAt: Instant;
}

const DAY_MS = 86_400_000;
/** The same lives on every run; only the day that they end on moves. */
const SEED = 12_346;
const WRITERS = 6;

const anyLife = fc.record({
  registration: anyRegistration,
  channel: fc.constantFrom(...CHANNELS),
  agoMs: fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 1, max: DAY_MS }) },
    { weight: 3, arbitrary: fc.integer({ min: DAY_MS, max: 50 * DAY_MS }) },
  ),
  moves: fc.array(anyMove, { minLength: 2, maxLength: 45, size: 'max' }),
});

/**
 * So many lives lived at random up to this minute, written as the worker writes them, on tickets that the API
 * registered.
 */
export async function storeRandomLives(world: ApiWorld, count: number): Promise<StoredLife[]> {
  const until = new Date().toISOString();
  const drawn = fc.sample(anyLife, { seed: SEED, numRuns: count });
  const lives: StoredLife[] = [];
  const storeSome = async (): Promise<void> => {
    for (let next = drawn.pop(); next !== undefined; next = drawn.pop()) {
      const { registration, channel, agoMs, moves } = next;
      const { id, number } = (await world.register()).body;
      const at = new Date(Date.parse(until) - agoMs).toISOString();
      lives.push(await storeLife(world, lived({ ...registration, channel, id, number }, moves, at, until), until));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, storeSome));
  return lives;
}

/** Writes a life as the worker would, as of `until`, over a ticket that the API registered. */
export async function storeLife(
  world: ApiWorld,
  { ticket, events }: Pick<Played, 'ticket' | 'events'>,
  until: Instant,
): Promise<StoredLife> {
  const { id, registeredAt, channel } = ticket;
  const sealed = events.map((event) => ({ ...event, sealed: null, hash: `of ${event.seq}` }));
  await createProjection(world.database.pool).write({ ...ticket, turn: 1 }, sealed, ticket.clocks, until);
  const lastActAt = events.findLast(({ actor }) => actor.role !== 'clock')?.at ?? registeredAt;
  await world.database.pool.query(
    `WITH words AS (UPDATE ticket_words SET registered_at = $2 WHERE ticket_id = $1)
     UPDATE ticket SET registered_at = $2, channel = $3, last_act_at = $4 WHERE id = $1`,
    [id, registeredAt, channel, lastActAt],
  );
  return { ticket, lastActAt };
}

function lived(
  registration: Partial<Registration>,
  moves: readonly Move[],
  at: Instant,
  until: Instant,
): Pick<Played, 'ticket' | 'events'> {
  let ticket = aTicket({ ...registration, at });
  const events: TicketEvent[] = [];
  const take = (played: Played): void => {
    ticket = played.ticket;
    events.push(...played.events);
  };
  let now = at;
  const waitUntil = (then: Instant): void => {
    take(letTimePass(ticket, then, { from: now }));
    now = then;
  };
  for (const move of moves) {
    if (move.kind === 'wait') {
      const then = new Date(Date.parse(now) + move.waitMs).toISOString();
      if (then >= until) break;
      waitUntil(then);
    }
    const given = move.kind === 'command' ? commandOf(move, ticket, now) : null;
    if (!given) continue;
    try {
      take(play(ticket, given.command, { by: given.actor, body: given.body, at: now, facts: given.facts }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  waitUntil(until);
  return { ticket, events };
}

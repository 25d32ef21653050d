import fc from 'fast-check';
import type { Instant } from '../../../domain/calendar/types.js';
import { Refusal } from '../../../domain/refusal.js';
import { COMMANDS } from '../../../domain/ticket/commands.js';
import { fireDue, nextRung } from '../../../domain/ticket/firing.js';
import { followerJoined, followerLeft, masterConcluded } from '../../../domain/ticket/rules/intake.js';
import { partTold } from '../../../domain/ticket/rules/splitting.js';
import { followerSaid, nudge, supplement } from '../../../domain/ticket/rules/supervising.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { STATES } from '../../../domain/ticket/vocabulary.js';
import { brokenAtLength, brokenBetween, brokenIn } from '../../support/invariants.js';
import { citizen, SOME_PARTS } from '../../support/lives.js';
import {
  anyMove,
  anyRegistration,
  at,
  commandOf,
  followerOf,
  outcomeOf,
  type Move,
} from '../../support/random-commands.js';
import { dated, hear, play, type Played } from '../../support/steps.js';
import { aTicket, DEFAULT_WORLD, frozen, type World } from '../../support/tickets.js';
import { pack, PACK_CODES } from '../policy/packs.js';

interface Seen {
  readonly states: Set<string>;
  readonly commands: Set<string>;
  readonly refusals: Set<string>;
}

/** Lives one move, checks every step of it, and returns the ticket as it is then. */
function live(ticket: TicketState, move: Move, now: Instant, world: World, seen: Seen): TicketState {
  switch (move.kind) {
    case 'wait':
      return ticket;
    case 'nudge':
      return checked(ticket, hear(ticket, nudge, now, world, citizen), now, seen);
    case 'supplement':
      return checked(ticket, hear(ticket, supplement, now, world, citizen), now, seen);
    case 'followerJoined':
      return checked(
        ticket,
        hear(ticket, (draft) => followerJoined(draft, followerOf(move)), now, world),
        now,
        seen,
      );
    case 'followerLeft':
      return checked(
        ticket,
        hear(ticket, (draft) => followerLeft(draft, followerOf(move)), now, world),
        now,
        seen,
      );
    case 'followerSaid': {
      const { id, number } = followerOf(move);
      const what = move.yes ? 'nudge' : 'supplement';
      const said = { follower: { id, number }, what, seq: 1 + move.number, nudgedBefore: [] } as const;
      return checked(
        ticket,
        hear(ticket, (draft) => followerSaid(draft, said), now, world),
        now,
        seen,
      );
    }
    case 'masterConcluded': {
      const outcome = outcomeOf(move, ticket, now);
      return checked(
        ticket,
        hear(ticket, (draft) => masterConcluded(draft, outcome), now, world),
        now,
        seen,
      );
    }
    case 'partTold': {
      const part = { ...at(ticket.parts ?? SOME_PARTS, move.pick), closed: move.number > 10 };
      return checked(
        ticket,
        hear(ticket, (draft) => partTold(draft, part), now, world),
        now,
        seen,
      );
    }
    case 'command':
      return command(ticket, move, now, world, seen);
  }
}

function command(ticket: TicketState, move: Move, now: Instant, world: World, seen: Seen): TicketState {
  const given = commandOf(move, ticket, now);
  if (given === null) return ticket;
  const { command: name, actor: by, body, facts } = given;
  try {
    const played = play(ticket, name, { by, body, at: now, facts, world, sealed: 'sealed words' });
    const { to } = COMMANDS[name];
    if (![...to, ticket.state].includes(played.ticket.state)) throw new Error(`${name} led to ${played.ticket.state}.`);
    const [told, ...more] = played.events.filter((event) => event.sealed !== null);
    if (told?.actor.id !== by.id || more.length > 0) throw new Error(`The words of ${name} went astray.`);
    seen.commands.add(name);
    return checked(ticket, played, now, seen);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (move.allowed && ['illegal-transition', 'ticket-ended'].includes(error.code))
      throw new Error(`${name} was offered.`);
    seen.refusals.add(error.code);
    return ticket;
  }
}

function checked(before: TicketState, played: Played, now: Instant, seen: Seen): TicketState {
  // A fact that says nothing new changes nothing.
  if (played.events.length === 0) {
    expect(played.ticket).toEqual(before);
    return before;
  }
  const broken = [...brokenBetween(before, played, now), ...brokenIn(played.ticket)];
  if (broken.length > 0)
    throw new Error(`${played.events.map((event) => event.type).join(', ')}: ${broken.join('; ')}`);
  seen.states.add(played.ticket.state);
  return played.ticket;
}

/** The clock's part up to `until`; sometimes it oversleeps and everything fires at once. */
function pass(
  start: TicketState,
  from: Instant,
  until: Instant,
  asleep: boolean,
  world: World,
  seen: Seen,
): TicketState {
  let ticket = start;
  let now = from;
  for (let next = nextRung(ticket); next !== null && next.at <= until; next = nextRung(ticket)) {
    // Time does not go back: the end of a pause may bring rungs whose time went by meanwhile.
    now = asleep ? until : next.at > now ? next.at : now;
    const step = fireDue(frozen(ticket), now);
    if (step === null) throw new Error(`${next.label} was due at ${next.at} and did not fire at ${now}.`);
    ticket = checked(ticket, dated(step, world), now, seen);
  }
  if (fireDue(ticket, until) !== null) throw new Error('Something was left to fire.');
  return ticket;
}

const later = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();

describe('any life of a ticket', () => {
  const nothingYet = (): Seen => ({ states: new Set(['registered']), commands: new Set(), refusals: new Set() });
  const underDefault = nothingYet();

  it.each(PACK_CODES)('keeps what the rules promise, under the pack %s', (code) => {
    const world: World = { ...DEFAULT_WORLD, pack: pack(code) };
    // Lives under the other packs are drawn anew each time: what they reach is luck and proves nothing below.
    const seen = code === 'default' ? underDefault : nothingYet();
    fc.assert(
      fc.property(
        anyRegistration,
        fc.array(anyMove, { minLength: 5, maxLength: 60, size: 'max' }),
        (registration, moves) => {
          let now: Instant = '2026-09-18T06:00:00.000Z';
          let ticket = aTicket({ ...registration, at: now, world });
          for (const move of moves) {
            const until = later(now, move.waitMs);
            ticket = pass(ticket, now, until, move.pick % 5 === 0, world, seen);
            now = until;
            ticket = live(ticket, move, now, world, seen);
          }
          expect(brokenAtLength(ticket, world)).toEqual([]);
        },
      ),
      // Under the default pack the same lives each time, so that what they reach below does not hang on luck.
      code === 'default' ? { numRuns: 200, seed: 20_261_130 } : { numRuns: 20 },
    );
  });

  it('was tried under the default pack in every state and by every command', () => {
    expect(STATES.filter((state) => !underDefault.states.has(state))).toEqual([]);
    expect(Object.keys(COMMANDS).filter((name) => !underDefault.commands.has(name))).toEqual([]);
    expect(underDefault.refusals.size).toBeGreaterThan(15);
  });
});

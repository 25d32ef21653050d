import { chinaMinute } from '../../domain/calendar/china-time.js';
import type { Instant } from '../../domain/calendar/types.js';
import { Refusal, type RefusalCode } from '../../domain/refusal.js';
import type { Command, CommandBodies, CommandInput, Facts } from '../../domain/ticket/commands.js';
import { dateClocks, withClocks } from '../../domain/ticket/dating.js';
import { decide } from '../../domain/ticket/decide.js';
import { draftOf, type Draft } from '../../domain/ticket/draft.js';
import { fireDue, nextRung, recalculate } from '../../domain/ticket/firing.js';
import type { Clock, OutgoingSignal, Step, TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import type { Actor, ClockKey } from '../../domain/ticket/vocabulary.js';
import { CLOCK_ACTOR } from '../../domain/ticket/vocabulary.js';
import { china } from '../domain/calendar/fixtures.js';
import { DEFAULT_WORLD, factsFor, frozen, type World } from './tickets.js';

export interface Played {
  readonly ticket: TicketState;
  readonly events: readonly TicketEvent[];
  readonly signals: readonly OutgoingSignal[];
}

export interface Said<C extends Command> {
  readonly by: Actor;
  readonly body: CommandBodies[C];
  readonly at: Instant;
  readonly facts?: Partial<Facts>;
  readonly sealed?: string;
  readonly world?: World;
}

/** A step with its dates, as it is when the activity has answered: the pack pinned where the step asks for it. */
export function dated(step: Step, world: World = DEFAULT_WORLD): Played {
  const { pack, calendar, together } = world;
  const pinned = step.pinPack ? { code: pack.code, version: pack.version, rules: pack.rules } : step.ticket.pack;
  const first = step.pinPack && step.dating.some((dating) => dating.key === 'citizen');
  const calendarVersion = first ? calendar.version : step.ticket.calendarVersion;
  const ticket = { ...step.ticket, pack: pinned, calendarVersion };
  const clocks = dateClocks(pack, calendar, ticket, step.dating, together);
  return { ticket: frozen(withClocks(ticket, clocks)), events: step.events, signals: step.signals };
}

/** One command as the workflow does it. Throws the `Refusal` of the rules. */
export function play<C extends Command>(ticket: TicketState, command: C, said: Said<C>): Played {
  const { by, body, at, world, sealed = null } = said;
  const facts = factsFor(body, said.facts);
  const input: CommandInput<C> = { command, actor: by, body, facts, sealed };
  return dated(decide(frozen(ticket), input, at), world);
}

/** A fact that is not a command: a nudge, a message from another ticket. */
export function hear(
  ticket: TicketState,
  rule: (draft: Draft) => void,
  at: Instant,
  world?: World,
  by: Actor = CLOCK_ACTOR,
): Played {
  const draft = draftOf(frozen(ticket), by, at);
  rule(draft);
  return dated(draft, world);
}

/** Everything that the clock does from `from` up to `until`, each rung at its own instant. */
export function letTimePass(
  ticket: TicketState,
  until: Instant,
  { world, from = ticket.stateSince }: { world?: World; from?: Instant } = {},
): Played {
  let played: Played = { ticket, events: [], signals: [] };
  let reached = from;
  for (let next = nextRung(played.ticket); next !== null && next.at <= until; next = nextRung(played.ticket)) {
    // A rung whose time lies behind fires now.
    if (next.at > reached) reached = next.at;
    const step = fireDue(frozen(played.ticket), reached);
    if (step === null) throw new Error(`The rung ${next.label} is next at ${next.at} and does not fire then.`);
    played = joined(played, dated(step, world));
  }
  return played;
}

function joined(one: Played, two: Played): Played {
  return { ticket: two.ticket, events: [...one.events, ...two.events], signals: [...one.signals, ...two.signals] };
}

export function refusalOf(act: () => unknown): RefusalCode | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** A ticket's life told step by step. Between the steps the clock does what it would have done. */
export class Story {
  readonly events: TicketEvent[] = [];
  readonly signals: OutgoingSignal[] = [];
  #now: Instant;

  constructor(
    public ticket: TicketState,
    private readonly world: World = DEFAULT_WORLD,
  ) {
    this.#now = ticket.stateSince;
  }

  get now(): Instant {
    return this.#now;
  }

  /** Time goes on to a local time in China, `2026-09-18 15:00`, or to an instant. */
  at(when: string): this {
    const until = when.includes('T') ? when : china(when);
    if (until < this.#now) throw new Error(`The story is at ${this.#now} already and cannot go back to ${until}.`);
    this.#take(letTimePass(this.ticket, until, { world: this.world, from: this.#now }));
    this.#now = until;
    return this;
  }

  does<C extends Command>(by: Actor, command: C, body: CommandBodies[C], facts?: Partial<Facts>): this {
    this.#take(play(this.ticket, command, this.#said(by, body, facts)));
    return this;
  }

  /** The code of the refusal, or `null` when the rules would allow it. Changes nothing. */
  refuses<C extends Command>(
    by: Actor,
    command: C,
    body: CommandBodies[C],
    facts?: Partial<Facts>,
  ): RefusalCode | null {
    return refusalOf(() => play(this.ticket, command, this.#said(by, body, facts)));
  }

  hears(rule: (draft: Draft) => void, by?: Actor): this {
    this.#take(hear(this.ticket, rule, this.#now, this.world, by));
    return this;
  }

  /** The same life under another calendar from now on, as when a new notice was published. */
  underCalendar(calendar: World['calendar']): Story {
    const next = new Story(this.ticket, { ...this.world, calendar });
    next.#now = this.#now;
    next.events.push(...this.events);
    const step = recalculate(this.ticket, this.#now, calendar.version);
    if (step) next.#take(dated(step, next.world));
    return next;
  }

  /** The latest clock of a kind. */
  clock(key: ClockKey, ref: string | null = null): Clock {
    const clock = this.ticket.clocks.findLast((one) => one.key === key && one.ref === ref);
    if (!clock) throw new Error(`The ticket has no clock ${key}${ref === null ? '' : `:${ref}`}.`);
    return clock;
  }

  due(key: ClockKey, ref: string | null = null): string {
    return local(this.clock(key, ref).dueAt);
  }

  get eventTypes(): string[] {
    return this.events.map((event) => event.type);
  }

  #said<C extends Command>(by: Actor, body: CommandBodies[C], facts?: Partial<Facts>): Said<C> {
    return { by, body, at: this.#now, world: this.world, ...(facts ? { facts } : {}) };
  }

  #take(played: Played): void {
    this.ticket = played.ticket;
    this.events.push(...played.events);
    this.signals.push(...played.signals);
  }
}

/** An instant as the clock on the wall in China shows it, `2026-09-18 15:00`. */
export function local(instant: Instant): string {
  return chinaMinute(instant);
}

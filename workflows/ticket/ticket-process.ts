import type { RecordedAnswer, RecordedStep } from '../../activities/ticket/ticket-activities.js';
import { auditedFields, unitsInSight } from '../../domain/ticket/changes.js';
import type { Command } from '../../domain/ticket/commands.js';
import { withClocks } from '../../domain/ticket/dating.js';
import { allowedActions, decide } from '../../domain/ticket/decide.js';
import { draftOf, type Draft } from '../../domain/ticket/draft.js';
import { since } from '../../domain/ticket/edition.js';
import { fireDue, nextRung, recalculate } from '../../domain/ticket/firing.js';
import * as intake from '../../domain/ticket/rules/intake.js';
import * as splitting from '../../domain/ticket/rules/splitting.js';
import * as supervising from '../../domain/ticket/rules/supervising.js';
import type { LeftOut } from '../../domain/ticket/slim.js';
import type { OutgoingSignal, Step, TicketState } from '../../domain/ticket/ticket.js';
import { CLOCK_ACTOR, STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { Refusal, refuseUnless } from '../../domain/refusal.js';
import type { Turns } from './one-at-a-time.js';
import type { Conclusion } from './telling-followers.js';
import type { CitizenSignal, CommandEnvelope, CommandOutcome, DoneCommand, RefusalDetail } from './ticket-messages.js';
import { touchedClocks } from './touched-clocks.js';

/** All that a ticket's process wants of the engine that drives it. */
export interface ProcessEngine {
  /** Writes a step. Nothing else is done in the turn until it is written. */
  record(step: RecordedStep): Promise<RecordedAnswer>;
  /**
   * Tells one other ticket, in the turn of the step that says it. Whom it does not find, it hands to `withoutMaster`.
   */
  tell(signal: OutgoingSignal): Promise<void>;
  /** Tells followers beside everything else; nobody waits for it. */
  tellFollowers(conclusions: readonly Conclusion[]): void;
  now(): string;
  /** What reads the ticket and then writes it takes turns. */
  readonly turns: Turns;
  /** How far the run has come: it grows from each step to the next. */
  length(): number;
  /** Calls `fire` when this instant has come. */
  arm(next: { at: string; label: string } | null): void;
  /** Shows operators what a step changed. */
  show?(before: TicketState, after: TicketState): void;
  /** How a caller is told that the rules refuse. */
  refused(refusal: Refusal, detail: RefusalDetail): Error;
  /** How a caller is told that a rule itself failed. */
  failed(error: unknown, requestId: string | undefined): Error;
}

/** What one ticket says to another. */
type Said = OutgoingSignal extends infer S ? (S extends OutgoingSignal ? Omit<S, 'to'> : never) : never;

/** What a citizen said. */
type Words = Pick<CitizenSignal, 'actor' | 'sealed' | 'protectedMatters' | 'requestId'>;

/**
 * Commands whose repetition is recognised. Older ones find the ticket moved on and are refused by its state or version.
 */
const REMEMBERED = 60;

const CITIZEN_RULES = { nudge: supervising.nudge, supplement: supervising.supplement };

/**
 * The order of things in one citizen's ticket, whatever engine drives it: who is admitted, what is decided in which
 * turn, what is written, remembered, armed and told. The rules are in `domain/ticket/`. It is replayed: another
 * `await`, or another order of what is asked of the engine, is another history.
 */
export class TicketProcess {
  #ticket: TicketState;
  #done: readonly DoneCommand[];
  #steps = 0;
  /** Where this run begins in the whole history of the ticket. */
  readonly #begun: number;
  /**
   * The instant of the last step: whoever shows steps takes one of an earlier instant for the attempt of a task that
   * was lost.
   */
  #reached = '';
  #admitted: { id: string; at: string; ticket: TicketState; step: Step } | null = null;

  constructor(
    ticket: TicketState,
    done: readonly DoneCommand[],
    private readonly engine: ProcessEngine,
  ) {
    this.#ticket = ticket;
    this.#done = [...done];
    this.#begun = ticket.turn ?? 0;
  }

  get ticket(): TicketState {
    return this.#ticket;
  }

  /** The commands that are remembered, oldest first. */
  get done(): readonly DoneCommand[] {
    return this.#done;
  }

  /** How many steps were written since it began. */
  get steps(): number {
    return this.#steps;
  }

  get hasEnded(): boolean {
    return STATE_KIND[this.#ticket.state] === 'end';
  }

  /** What was asked under this id was done, or is being done. */
  knows(id: string): boolean {
    return this.#done.some((one) => one.id === id);
  }

  begin(restarted?: LeftOut): void {
    if (restarted) void this.#absorb((draft) => supervising.restarted(draft, restarted));
    this.engine.arm(nextRung(this.#ticket));
  }

  /**
   * Throws for a command that is refused as things stand, so that it leaves no trace. `execute` asks again in its turn.
   */
  admit(command: Command, envelope: CommandEnvelope, id: string): void {
    // While another command waits for the read model its outcome is not known yet: the command is asked about in its
    // turn.
    if (!this.engine.turns.isIdle() || this.knows(id)) return;
    this.#admitted = { id, at: this.#now(), ticket: this.#ticket, step: this.#ask(command, envelope) };
  }

  /** Does a command once; who repeats it is given the outcome of the first time. */
  execute(command: Command, envelope: CommandEnvelope, id: string): Promise<CommandOutcome> {
    return this.engine.turns.run(() => this.#perform(command, envelope, id));
  }

  /** What a citizen says is taken once, and never refused. */
  async hearCitizen(what: keyof typeof CITIZEN_RULES, signal: CitizenSignal): Promise<void> {
    if (this.knows(signal.id)) return;
    this.#remember({ id: signal.id, outcome: { version: 0, state: this.#ticket.state, bodyHash: '' } });
    await this.#absorb(CITIZEN_RULES[what], signal);
  }

  /** What another ticket says. */
  hear(said: Said): Promise<void> {
    return this.#absorb((draft) => {
      if (said.name === 'followerJoined') intake.followerJoined(draft, said.follower);
      else if (said.name === 'followerLeft') intake.followerLeft(draft, said.follower);
      else if (said.name === 'followerSaid') supervising.followerSaid(draft, said.said);
      else if (said.name === 'partTold') splitting.partTold(draft, said.part);
      else intake.masterConcluded(draft, said.outcome);
    });
  }

  calendarRevised(version: string): Promise<void> {
    return this.engine.turns.run(() => this.#applyIfAny((at) => recalculate(this.#ticket, at, version)));
  }

  /** The instant that was armed has come. */
  fire(due: string): Promise<void> {
    return this.engine.turns.run(() => this.#fire(due));
  }

  /**
   * To be called in its turn, for a signal to a ticket that has ended. Who asked to follow it stands alone again;
   * nothing else that was to be told needs an answer.
   */
  async withoutMaster(signal: OutgoingSignal): Promise<void> {
    const { master } = this.#ticket;
    if (signal.name !== 'followerJoined' || master?.workflowId !== signal.to) return;
    const ended = {
      masterId: master.id,
      kind: 'ended',
      lead: null,
      repliedBy: null,
      reviewedBy: null,
      repliedAt: null,
    } as const;
    await this.#applyIfAny(this.#deciding((draft) => intake.masterConcluded(draft, ended)));
  }

  /** The engine's time; never before the last step, which a timer may have put a moment ahead of it. */
  #now(): string {
    const at = this.engine.now();
    return since(this.#ticket, 2) && at < this.#reached ? this.#reached : at;
  }

  #remember(one: DoneCommand): void {
    this.#done = [...this.#done, one].slice(-REMEMBERED);
  }

  /** The step that was admitted, where nothing happened since; a replay admits nothing and finds the same. */
  #stepFor(command: Command, envelope: CommandEnvelope, id: string): Step {
    const found = this.#admitted;
    this.#admitted = null;
    const stands = found?.id === id && found.at === this.#now() && found.ticket === this.#ticket;
    return stands ? found.step : this.#ask(command, envelope);
  }

  #ask(command: Command, envelope: CommandEnvelope): Step {
    try {
      return this.#check(command, envelope);
    } catch (error) {
      if (!(error instanceof Refusal)) throw this.engine.failed(error, envelope.requestId);
      throw this.engine.refused(error, {
        facts: error.facts,
        currentState: this.#ticket.state,
        version: this.#ticket.version,
        allowedActions: allowedActions(this.#ticket, envelope.actor, this.#now()),
      });
    }
  }

  #check(command: Command, envelope: CommandEnvelope, at = this.#now()): Step {
    const { version } = this.#ticket;
    refuseUnless(
      envelope.expectedVersion === null || envelope.expectedVersion === version,
      'stale-version',
      `The ticket is at version ${version} by now. Read it again, and decide on what it is.`,
      { version },
    );
    const { actor, body, facts, sealed, protectedMatters = [] } = envelope;
    return decide(this.#ticket, { command, actor, body, facts, sealed, protectedMatters }, at);
  }

  async #perform(command: Command, envelope: CommandEnvelope, id: string): Promise<CommandOutcome> {
    const before = this.#done.find((one) => one.id === id);
    if (before) return before.outcome;
    const step = this.#stepFor(command, envelope, id);
    const written = await this.#apply(step, (at) => this.#check(command, envelope, at), envelope.requestId);
    const { version, state } = this.#ticket;
    const outcome = { version, state, bodyHash: envelope.bodyHash };
    const given = { command, at: written.events[0]?.at ?? this.#now(), actor: envelope.actor };
    this.#remember({ id, outcome, given });
    return outcome;
  }

  /**
   * Writes a step, and goes on from it as it was written: a worker that stood still may have decided it in a task that
   * was lost, at an earlier instant than the task that was kept, and then `again` finds what was decided at that
   * instant.
   */
  async #apply(found: Step, again: (at: string) => Step | null, requestId?: string): Promise<Step> {
    const turn = this.#begun + this.engine.length();
    const { code, version } = found.ticket.pack;
    const answer = await this.engine.record({
      // Whoever writes the step has the rules by this name.
      ticket: { ...found.ticket, turn, pack: { code, version } },
      events: found.events,
      dating: found.dating,
      pinPack: found.pinPack,
      touched: touchedClocks(this.#ticket, found.ticket),
      before: { fields: auditedFields(this.#ticket), units: unitsInSight(this.#ticket) },
      ...(requestId && { requestId }),
    });
    const before = this.#ticket;
    const isOurs = answer.at === undefined || answer.at === found.events.at(-1)?.at;
    const step = isOurs ? found : (again(answer.at) ?? found);
    const decided = { ...step.ticket, turn };
    this.#reached = step.events.at(-1)?.at ?? this.#reached;
    this.#ticket = {
      ...withClocks(decided, answer.clocks),
      lastHash: answer.lastHash,
      calendarVersion: answer.calendarVersion,
      pack: answer.pack ?? decided.pack,
    };
    this.#steps += 1;
    this.engine.show?.(before, this.#ticket);
    this.engine.arm(nextRung(this.#ticket));
    await this.#tellOthers(step);
    return step;
  }

  async #applyIfAny(decideAt: (at: string) => Step | null, requestId?: string): Promise<void> {
    const step = decideAt(this.#now());
    if (step === null) return;
    if (step.events.length > 0) await this.#apply(step, decideAt, requestId);
    else await this.#tellOthers(step);
  }

  async #tellOthers({ signals }: Step): Promise<void> {
    const aside: Conclusion[] = [];
    for (const signal of signals) {
      if (signal.name === 'masterConcluded' && since(this.#ticket, 2)) aside.push(signal);
      else await this.engine.tell(signal);
    }
    this.engine.tellFollowers(aside);
  }

  /**
   * A timer that ended says that its instant has come; what fell due by then is done, and what fell due since has a
   * timer of its own. The engine's time decides nothing: a worker that answers a question is shown the end of the timer
   * at the time of the task before, and one that stood still goes on at the time of a task that was lost, while a
   * replay knows only the task that was kept.
   */
  async #fire(due: string): Promise<void> {
    const until = since(this.#ticket, 2) ? due : undefined;
    const now = this.#now();
    const first = due > now ? due : now;
    let step = fireDue(this.#ticket, first, until);
    for (; step !== null; step = fireDue(this.#ticket, until ? first : this.#now(), until)) {
      await this.#apply(step, (at) => fireDue(this.#ticket, at, until));
    }
    this.engine.arm(nextRung(this.#ticket));
  }

  /** A fact: taken in its turn, never refused. */
  #absorb(rule: (draft: Draft) => void, from?: Words): Promise<void> {
    return this.engine.turns.run(() => this.#applyIfAny(this.#deciding(rule, from), from?.requestId));
  }

  /** What a rule makes of the ticket as it is at an instant. Without a citizen it is a machine's. */
  #deciding(rule: (draft: Draft) => void, from?: Words): (at: string) => Draft {
    return (at) => {
      const draft = draftOf(this.#ticket, from?.actor ?? CLOCK_ACTOR, at, from?.sealed, from?.protectedMatters);
      rule(draft);
      return draft;
    };
  }
}

import { createTicketActivities, type RecordedFacts } from '../../activities/ticket/ticket-activities.js';
import {
  CommandRefused,
  EngineAway,
  EngineBusy,
  WorkflowGone,
  type TicketGateway,
} from '../../api/gateway/ticket-gateway.js';
import { Refusal, refuseUnless } from '../../domain/refusal.js';
import type { Command } from '../../domain/ticket/commands.js';
import { auditedFields, unitsInSight } from '../../domain/ticket/changes.js';
import { withClocks } from '../../domain/ticket/dating.js';
import { allowedActions, decide } from '../../domain/ticket/decide.js';
import { draftOf } from '../../domain/ticket/draft.js';
import { fireDue, nextRung } from '../../domain/ticket/firing.js';
import { followerJoined, followerLeft, masterConcluded, workflowIdOf } from '../../domain/ticket/rules/intake.js';
import { followerSaid, nudge, supplement } from '../../domain/ticket/rules/supervising.js';
import type { OutgoingSignal, Step, TicketState } from '../../domain/ticket/ticket.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { CLOCK_ACTOR, STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { createProjection } from '../../storage/ticket/projection.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { CommandEnvelope, CommandOutcome, DoneCommand } from '../../workflows/ticket/ticket-messages.js';
import type { Database } from '../../storage/postgres/database.js';

interface Run {
  ticket: TicketState;
  readonly done: Map<string, CommandOutcome>;
  readonly given: DoneCommand[];
  /** Commands take turns, as they do in a workflow. */
  turn: Promise<unknown>;
}

export interface InProcessGateway extends TicketGateway {
  /** `away`: nothing answers; `busy`: everything is turned down; `losesAnswers`: commands are done, and no answer comes. */
  mood: 'well' | 'away' | 'busy' | 'losesAnswers';
  /** The rules' own state, for tests that look behind the API. */
  ticket(id: string): TicketState | undefined;
  /** Lets the clock do what it would have done until `at`, each rung at its own instant. */
  passTime(id: string, at: string): Promise<void>;
  /** The engine has no workflow of this ticket any more, as after a loss of its store. */
  lose(id: string): void;
  /** How many Updates reached a workflow, repetitions included. */
  readonly updates: { count: number };
}

/**
 * The engine, in the process of the test: the real rules and the real projection, with the promises of the real gateway (an
 * update id is done once, turns are taken, an ended workflow is gone). No timers: time only passes for who asks.
 */
export function createInProcessGateway(
  database: Database,
  reference: ReferenceData,
  now: () => Date,
  observe: (facts: RecordedFacts) => void = () => undefined,
): InProcessGateway {
  const runs = new Map<string, Run>();
  const { record } = createTicketActivities({
    reference,
    projection: createProjection(database.pool),
    observe,
  });
  const updates = { count: 0 };

  const gateway: InProcessGateway = {
    mood: 'well',
    updates,
    ticket: (id) => runs.get(id)?.ticket,

    async start(ticket) {
      assertThere();
      if (!runs.has(ticket.id)) runs.set(ticket.id, { ticket, done: new Map(), given: [], turn: Promise.resolve() });
      return Promise.resolve();
    },

    async execute(ticketId, command, updateId, envelope) {
      assertThere();
      updates.count += 1;
      const run = runOf(ticketId);
      const outcome = await takeTurn(run, () => perform(run, command, updateId, envelope));
      if (gateway.mood === 'losesAnswers') throw new EngineAway();
      return outcome;
    },

    async live(ticketId) {
      assertThere();
      const run = runs.get(ticketId);
      if (!run) throw new WorkflowGone();
      return Promise.resolve({ ticket: run.ticket, done: run.given, runId: `run-of-${ticketId}` });
    },

    async signal(ticketId, name, { id, actor, sealed, protectedMatters, requestId }) {
      assertThere();
      const run = runOf(ticketId);
      if (run.done.has(id)) return;
      run.done.set(id, { version: 0, state: run.ticket.state, bodyHash: '' });
      await takeTurn(run, async () => {
        const draft = draftOf(run.ticket, actor, now().toISOString(), sealed, protectedMatters);
        (name === 'nudge' ? nudge : supplement)(draft);
        await apply(run, draft, requestId);
      });
    },

    async passTime(id, at) {
      const run = runOf(id);
      for (let next = nextRung(run.ticket); next !== null && next.at <= at; next = nextRung(run.ticket)) {
        const step = fireDue(run.ticket, next.at);
        if (step) await takeTurn(run, () => apply(run, step));
      }
    },

    lose: (id) => void runs.delete(id),

    pollers() {
      assertThere();
      return Promise.resolve(1);
    },
  };
  return gateway;

  function assertThere(): void {
    if (gateway.mood === 'away') throw new EngineAway();
    if (gateway.mood === 'busy') throw new EngineBusy();
  }

  function runOf(id: string): Run {
    const run = runs.get(id);
    if (!run || STATE_KIND[run.ticket.state] === 'end') throw new WorkflowGone();
    return run;
  }

  function takeTurn<T>(run: Run, act: () => Promise<T>): Promise<T> {
    const mine = run.turn.then(act);
    run.turn = mine.catch(() => undefined);
    return mine;
  }

  async function perform<C extends Command>(
    run: Run,
    command: C,
    updateId: string,
    envelope: CommandEnvelope<C>,
  ): Promise<CommandOutcome> {
    const before = run.done.get(updateId);
    if (before) return before;
    const step = asked(run, envelope.actor, () => {
      const { version } = run.ticket;
      const { expectedVersion, actor, body, facts, sealed, protectedMatters = [] } = envelope;
      refuseUnless(
        expectedVersion === null || expectedVersion === version,
        'stale-version',
        `The ticket is at version ${version} by now.`,
      );
      return decide(run.ticket, { command, actor, body, facts, sealed, protectedMatters }, now().toISOString());
    });
    await apply(run, step, envelope.requestId);
    const outcome = { version: run.ticket.version, state: run.ticket.state, bodyHash: envelope.bodyHash };
    run.done.set(updateId, outcome);
    const { actor } = envelope;
    run.given.push({ id: updateId, outcome, given: { command, at: step.events[0]?.at ?? '', actor } });
    return outcome;
  }

  async function apply(run: Run, step: Step, requestId?: string): Promise<void> {
    if (step.events.length === 0) return;
    const decided = { ...step.ticket, turn: (run.ticket.turn ?? 0) + 1 };
    const known = new Map(run.ticket.clocks.map((clock) => [clock.id, JSON.stringify(clock)]));
    const answer = await record({
      ...(requestId !== undefined && { requestId }),
      ticket: decided,
      events: step.events,
      dating: step.dating,
      pinPack: step.pinPack,
      before: { fields: auditedFields(run.ticket), units: unitsInSight(run.ticket) },
      touched: step.ticket.clocks.filter((clock) => known.get(clock.id) !== JSON.stringify(clock)).map(({ id }) => id),
    });
    run.ticket = {
      ...withClocks(decided, answer.clocks),
      lastHash: answer.lastHash,
      calendarVersion: answer.calendarVersion,
      pack: answer.pack ?? decided.pack,
    };
    for (const signal of step.signals) await tell(signal);
  }

  async function tell(signal: OutgoingSignal): Promise<void> {
    const other = [...runs.values()].find((run) => workflowIdOf(run.ticket.id) === signal.to);
    if (!other) return;
    await takeTurn(other, async () => {
      const draft = draftOf(other.ticket, CLOCK_ACTOR, now().toISOString());
      if (signal.name === 'masterConcluded') masterConcluded(draft, signal.outcome);
      else if (signal.name === 'followerJoined') followerJoined(draft, signal.follower);
      else if (signal.name === 'followerSaid') followerSaid(draft, signal.said);
      else followerLeft(draft, signal.follower);
      await apply(other, draft);
    });
  }

  function asked<T>(run: Run, actor: Actor, ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new CommandRefused(error.code, error.message, {
        facts: error.facts,
        currentState: run.ticket.state,
        version: run.ticket.version,
        allowedActions: allowedActions(run.ticket, actor, now().toISOString()),
      });
    }
  }
}

import type { Refusal } from '../../domain/refusal.js';
import { nextRung } from '../../domain/ticket/firing.js';
import { workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { OutgoingSignal, TicketState } from '../../domain/ticket/ticket.js';
import { oneAtATime } from './one-at-a-time.js';
import { TicketProcess, type ProcessEngine } from './ticket-process.js';
import type { RefusalDetail } from './ticket-messages.js';

interface Outside {
  readonly record: ProcessEngine['record'];
  readonly now: () => Date;
  readonly refused: (refusal: Refusal, detail: RefusalDetail) => Error;
}

/** Tickets that live in this process, without an engine. No timers: time only passes for who asks. */
export interface TicketProcesses {
  readonly all: Map<string, TicketProcess>;
  begin(ticket: TicketState): TicketProcess;
  /** Who was told something has heard it, and whoever heard of that. */
  allHaveHeard(): Promise<void>;
  /** Lets the clock do what it would have done until `at`, each rung at its own instant. */
  passTime(ticket: TicketProcess, at: string): Promise<void>;
}

export function createTicketProcesses({ record, now, refused }: Outside): TicketProcesses {
  const all = new Map<string, TicketProcess>();
  const hearing = new Set<Promise<void>>();

  /**
   * What is told waits for the turn of whom it is told to, never the other way round. `false`: nobody is there to hear.
   */
  function isHeard(signal: OutgoingSignal): boolean {
    const other = [...all.values()].find(({ ticket }) => workflowIdOf(ticket.id) === signal.to);
    if (!other || other.hasEnded) return false;
    const heard = other.hear(signal).finally(() => hearing.delete(heard));
    hearing.add(heard);
    return true;
  }

  async function allHaveHeard(): Promise<void> {
    while (hearing.size > 0) await Promise.all(hearing);
  }

  return {
    all,
    allHaveHeard,
    begin(ticket) {
      const made: TicketProcess = new TicketProcess(ticket, [], {
        record,
        async tell(signal) {
          if (!isHeard(signal)) await made.withoutMaster(signal);
        },
        tellFollowers: (conclusions) => conclusions.forEach(isHeard),
        now: () => now().toISOString(),
        turns: oneAtATime(),
        length: () => made.steps + 1,
        arm: () => undefined,
        refused,
        failed: (error) => (error instanceof Error ? error : new Error('A rule failed.', { cause: error })),
      });
      all.set(ticket.id, made);
      return made;
    },
    async passTime(ticket, at) {
      let reached = '';
      for (let next = nextRung(ticket.ticket); next !== null && next.at <= at; next = nextRung(ticket.ticket)) {
        if (next.at > reached) reached = next.at;
        await ticket.fire(reached);
        await allHaveHeard();
      }
    },
  };
}

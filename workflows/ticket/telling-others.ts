import * as wf from '@temporalio/workflow';
import { since } from '../../domain/ticket/edition.js';
import type { OutgoingSignal, TicketState } from '../../domain/ticket/ticket.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import * as messages from './ticket-messages.js';

/** What the SDK calls the engine's cause. No other failure says that the ticket which was to be told has ended. */
const NO_SUCH_WORKFLOW = 'ExternalWorkflowExecutionNotFound';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60 * 60_000;

type Outcome = 'heard' | 'gone' | 'unheard';

/**
 * Tells other tickets, in the order of what happened. What one of them cannot take now is told again beside everything
 * else, with growing waits, also by the run after this one, for as long as it is true.
 */
export function otherTeller(
  carried: readonly OutgoingSignal[],
  deps: {
    ticket(): TicketState;
    inTurn(work: () => Promise<void>): Promise<void>;
    /** To be done in its turn. */
    whenGone(signal: OutgoingSignal): Promise<void>;
  },
): {
  /** Called by a step, in its turn. */
  tell(signal: OutgoingSignal): Promise<void>;
  unheard(): readonly OutgoingSignal[];
  /** Nothing is under way, so that a fresh start tells nothing twice. */
  isIdle(): boolean;
} {
  const unheard = [...carried];
  let underWay = false;
  let retelling = false;

  async function retell(): Promise<void> {
    if (retelling) return;
    retelling = true;
    for (let wait = FIRST_WAIT_MS; unheard.length > 0; wait = Math.min(LONGEST_WAIT_MS, wait * 3)) {
      await wf.sleep(wait, { summary: 'another ticket is to be told again' });
      await tellAll();
    }
    retelling = false;
  }

  async function tellAll(): Promise<void> {
    for (let next = unheard[0]; next !== undefined; next = unheard[0]) {
      const signal = next;
      if (isStillTrue(deps.ticket(), signal)) {
        underWay = true;
        const outcome = await send(signal).finally(() => (underWay = false));
        if (outcome === 'unheard') return;
        if (outcome === 'gone') void deps.inTurn(() => deps.whenGone(signal));
      }
      unheard.shift();
    }
  }

  function begin(): void {
    void retell().catch((error: unknown) => {
      if (!wf.isCancellation(error)) throw error;
    });
  }

  if (unheard.length > 0) begin();
  return {
    async tell(signal) {
      // What was said later is heard later.
      const outcome = unheard.length > 0 ? 'unheard' : await send(signal);
      if (outcome === 'heard') return;
      if (outcome === 'gone' || !since(deps.ticket(), 2)) {
        await deps.whenGone(signal);
        return;
      }
      unheard.push(signal);
      begin();
    },
    unheard: () => unheard,
    isIdle: () => !underWay,
  };
}

async function send(signal: OutgoingSignal): Promise<Outcome> {
  const other = wf.getExternalWorkflowHandle(signal.to);
  try {
    if (signal.name === 'masterConcluded') await other.signal(messages.masterConcluded, signal.outcome);
    else if (signal.name === 'followerJoined') await other.signal(messages.followerJoined, signal.follower);
    else if (signal.name === 'followerSaid') await other.signal(messages.followerSaid, signal.said);
    else if (signal.name === 'partTold') await other.signal(messages.partTold, signal.part);
    else await other.signal(messages.followerLeft, signal.follower);
    return 'heard';
  } catch (error) {
    if (!(error instanceof wf.TemporalFailure)) throw error;
    const isGone = error instanceof wf.ApplicationFailure && error.type === NO_SUCH_WORKFLOW;
    const what = isGone ? 'The other ticket has ended.' : 'The other ticket could not be told yet.';
    wf.log.warn(what, { signal: signal.name, error });
    return isGone ? 'gone' : 'unheard';
  }
}

/** A ticket may have left its master, or come back to it, before that could be told. */
function isStillTrue({ state, master }: TicketState, signal: OutgoingSignal): boolean {
  const { name, to } = signal;
  // A part that closed may be open again.
  if (name === 'partTold') return signal.part.closed === (STATE_KIND[state] !== 'open');
  const follows = state === 'merged' && master?.workflowId === to;
  return name === 'masterConcluded' || (name === 'followerLeft' ? !follows : follows);
}

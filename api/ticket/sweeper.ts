import type { Logger } from 'pino';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import { createHourlyClearing } from '../../pacing/hourly-clearing.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import type { TicketStore } from '../../storage/ticket/ticket-store.js';
import type { TicketGateway } from '../gateway/ticket-gateway.js';
import { EngineUnavailable, EngineBusy } from '../gateway/ticket-gateway.js';

const EVERY_MS = 2_000;
/** A ticket this young is being started by the request that brought it. */
const OLDER_THAN_MS = 5_000;
const BATCH = 100;
/** Starts in flight; enough to work off a backlog of thousands in minutes without holding up commands. */
const AT_ONCE = 10;
const LONGEST_PAUSE_MS = 30_000;
const ANSWERS_KEPT_HOURS = 24;

type Store = Pick<TicketStore, 'unstarted' | 'markStarted' | 'forgetAnswers'>;

export interface Sweeper {
  /**
   * The engine has this ticket. Written down with the next sweep: on the way of a request it would be one statement
   * more.
   */
  confirmStarted(ticketId: string): void;
  stop(): Promise<void>;
}

/**
 * Sees to it that every accepted ticket has its workflow, also when the engine was away or the process died in between.
 * Starting is idempotent, so several API processes may sweep at once. Answers kept for repetition are forgotten after a
 * day.
 */
export function startSweeper(deps: {
  readonly store: Store;
  readonly gateway: Pick<TicketGateway, 'start'>;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}): Sweeper {
  const { store, gateway, log, clock } = deps;
  let confirmed: string[] = [];
  const clear = createHourlyClearing((most) => store.forgetAnswers(ANSWERS_KEPT_HOURS, most), clock);

  async function writeConfirmed(): Promise<void> {
    const ids = confirmed;
    if (ids.length === 0) return;
    await store.markStarted(ids);
    confirmed = confirmed.slice(ids.length);
  }

  const sweeping = againAndAgain({
    async work() {
      await writeConfirmed();
      const started = await sweepOnce(store, gateway, log);
      if (started > 0) log.info({ started }, 'Accepted tickets were started');
      await clear();
    },
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      log.warn({ error: failureName(error), nextInMs }, 'Accepted tickets wait for the next sweep'),
  });
  return {
    confirmStarted(ticketId) {
      confirmed.push(ticketId);
    },
    async stop() {
      await sweeping.stop();
      // What is lost here is only found, and confirmed, anew.
      await writeConfirmed().catch((error: unknown) =>
        log.warn({ error: failureName(error) }, 'Started tickets were not noted'),
      );
    },
  };
}

/**
 * One pass over all that waits; answers how many were started. Rejects when engine or database are away, keeping what
 * was done.
 */
export async function sweepOnce(
  store: Pick<TicketStore, 'unstarted' | 'markStarted'>,
  gateway: Pick<TicketGateway, 'start'>,
  log: Logger,
  olderThanMs = OLDER_THAN_MS,
): Promise<number> {
  let total = 0;
  for (;;) {
    const waiting = await store.unstarted(olderThanMs, BATCH);
    const started: string[] = [];
    let away: unknown;
    await mapConcurrently(waiting, AT_ONCE, async (ticket) => {
      if (away !== undefined) return;
      try {
        await gateway.start(ticket);
        started.push(ticket.id);
      } catch (error) {
        if (error instanceof EngineUnavailable || error instanceof EngineBusy) away = error;
        else log.error({ ticketId: ticket.id, error: failureName(error) }, 'A ticket cannot be started');
      }
    });
    if (started.length > 0) await store.markStarted(started);
    total += started.length;
    if (away !== undefined) throw away;
    // A short batch was the last one; a batch without a success would only be read again.
    if (waiting.length < BATCH || started.length === 0) return total;
  }
}

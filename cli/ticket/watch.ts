import type { LiveTicketBody } from '../../contracts/live-ticket.js';
import type { Time } from '../simulate/connection.js';
import type { TicketEvent } from './history-lines.js';
import { NoAnswer, type Questions } from './questions.js';

/** Where a ticket is shown, again and again. */
export interface Screen {
  show(live: LiveTicketBody, events: readonly TicketEvent[], changed: boolean): void;
  /** The API does not answer; what is shown stays. */
  silent(why: string): void;
}

const LOOK_EVERY_MS = 1_000;
/** What is left of each clock changes although the ticket does not. */
const SHOW_EVERY_MS = 10_000;

/** Follows a ticket until it has ended, through every silence of the API. */
export async function watchTicket(questions: Questions, screen: Screen, time: Time): Promise<void> {
  let live = await questions.live();
  screen.show(live, await questions.events(), true);
  let shownAt = time.now();
  while (live.kind !== 'end') {
    await time.sleep(LOOK_EVERY_MS);
    try {
      const changed = await questions.changedSince(live.version);
      if (!changed && time.now() - shownAt < SHOW_EVERY_MS) continue;
      live = await questions.live();
      screen.show(live, await questions.events(), changed);
      shownAt = time.now();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      screen.silent(error.message);
      shownAt = 0;
    }
  }
}

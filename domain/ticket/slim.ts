import { MOST_CHARACTERS } from './bounds.js';
import { isLive, isOpenTask } from './draft.js';
import type { Clock, Task, TicketState } from './ticket.js';

/** What was left out of a ticket so that it can live again. Its events tell all of it still. */
export interface LeftOut {
  readonly tasks: number;
  readonly clocks: number;
}

const isOf = (tasks: ReadonlySet<string>, { key, ref }: Clock): boolean =>
  (key === 'task' || key === 'reportIn') && ref !== null && tasks.has(ref);

/**
 * A ticket that its workflow could not carry any more, made small enough to begin anew: of several open tasks of one
 * unit the oldest stays, then what has ended goes, the oldest first. What runs is never touched. A ticket that is small
 * enough comes back as it is.
 */
export function slimmed(ticket: TicketState, most = MOST_CHARACTERS): { ticket: TicketState; leftOut: LeftOut } {
  let slim = ticket;
  const fits = (): boolean => JSON.stringify(slim).length <= most;
  const without = (tasks: ReadonlySet<string>): TicketState => ({
    ...slim,
    tasks: slim.tasks.filter(({ id }) => !tasks.has(id)),
    clocks: slim.clocks.filter((clock) => !isOf(tasks, clock)),
  });
  if (!fits()) slim = without(repeated(ticket.tasks));
  if (!fits()) slim = without(new Set(slim.tasks.filter((task) => !isOpenTask(task)).map(({ id }) => id)));
  for (const { id } of ticket.clocks.filter((clock) => !isLive(clock))) {
    if (fits()) break;
    slim = { ...slim, clocks: slim.clocks.filter((clock) => clock.id !== id) };
  }
  const leftOut = {
    tasks: ticket.tasks.length - slim.tasks.length,
    clocks: ticket.clocks.length - slim.clocks.length,
  };
  return { ticket: slim, leftOut };
}

/** Open tasks of units that have an older one. */
function repeated(tasks: readonly Task[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(
    tasks.filter(isOpenTask).flatMap(({ id, unit }) => {
      const again = seen.has(unit);
      seen.add(unit);
      return again ? [id] : [];
    }),
  );
}

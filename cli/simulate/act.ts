import type { AccountCommand } from '../../contracts/commands.js';
import type { ProblemCode } from '../../contracts/problems.js';
import type { TicketBody } from '../../contracts/ticket.js';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import type { Plan } from './plan.js';

/** Who acts: somebody with a role, or the one who acts for a unit. */
export type Part = { readonly role: Exclude<Role, 'handler'> } | { readonly unit: string };

export interface CommandAct {
  readonly kind: 'command';
  readonly by: Part;
  readonly command: AccountCommand;
  readonly body: CommandBodies[AccountCommand];
  /** Under this name the act is remembered as done. */
  readonly mark: string;
  /** The rules must say no, with this code. */
  readonly mustRefuse?: ProblemCode;
  /** The rules may say no, for example because a clock was faster; the story goes on without the act. */
  readonly mayRefuse?: readonly ProblemCode[];
}

export type Act =
  | CommandAct
  | { readonly kind: 'tell'; readonly what: 'nudges' | 'supplements'; readonly text: string; readonly mark: string }
  | { readonly kind: 'rate'; readonly body: CommandBodies['rate']; readonly mark: string }
  /** Nobody acts before `until` (milliseconds), or before something happens by itself. */
  | { readonly kind: 'wait'; readonly until: number | null; readonly forWhat: string }
  | { readonly kind: 'over' };

/** How often each act was done on this ticket. */
export type Done = ReadonlyMap<string, number>;

/** All that the next act is decided on. */
export interface Situation {
  readonly seen: TicketBody;
  readonly plan: Plan;
  readonly done: Done;
  readonly now: number;
  /** Id of the ticket to follow once it is registered; `null` before, and for a ticket that follows none. */
  readonly masterId: string | null;
  /** Tickets about the same matter are still on their way here. */
  readonly awaitsFollowers: boolean;
}

export function times({ done }: Pick<Situation, 'done'>, mark: string): number {
  return done.get(mark) ?? 0;
}

export function give<C extends AccountCommand>(
  by: Part,
  command: C,
  body: CommandBodies[C],
  more: Partial<Pick<CommandAct, 'mark' | 'mustRefuse' | 'mayRefuse'>> = {},
): CommandAct {
  return { kind: 'command', by, command, body, mark: command, ...more };
}

export function waitUntil(until: string | number | null | undefined, forWhat: string): Act {
  const at = typeof until === 'string' ? Date.parse(until) : (until ?? null);
  return { kind: 'wait', until: at, forWhat };
}

/** When the ticket next does something by itself. */
export function nextRungAt(seen: TicketBody): number | null {
  const instants = seen.clocks.flatMap(({ next }) => (next ? [Date.parse(next.at)] : []));
  return instants.length > 0 ? Math.min(...instants) : null;
}

export function liveClock(
  seen: TicketBody,
  key: TicketBody['clocks'][number]['key'],
): TicketBody['clocks'][number] | undefined {
  return seen.clocks.find((clock) => clock.key === key && ['running', 'paused', 'held'].includes(clock.state));
}

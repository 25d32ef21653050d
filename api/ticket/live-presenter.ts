import type { LiveTicketBody } from '../../contracts/live-ticket.js';
import { remainingOf } from '../../domain/calendar/remaining.js';
import type { WorkingCalendar } from '../../domain/calendar/types.js';
import { contactsFor, type ContactDirectory } from '../../domain/notice/recipients.js';
import { unitConcerned } from '../../domain/notice/staff-notices.js';
import type { Addressee } from '../../domain/policy/types.js';
import { allowedByRole, refusedActions } from '../../domain/ticket/decide.js';
import { isLive } from '../../domain/ticket/draft.js';
import { nextRungOf } from '../../domain/ticket/firing.js';
import { workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { Clock, TicketState } from '../../domain/ticket/ticket.js';
import { waitingOf, type UnitNames } from '../../domain/ticket/waiting.js';
import type { ReferenceSnapshot, UnitView } from '../../storage/reference/reference-data.js';
import type { LiveTicket } from '../../workflows/ticket/ticket-messages.js';
import { chinaTime } from '../http/time.js';
import type { Services } from '../services.js';
import { presentClock, presentTicket, type Presentable, type Proofs } from './ticket-presenter.js';
import type { Viewer } from './viewer.js';

/** What was learnt of a ticket: from its workflow, or from the projection of so many seconds ago. */
export interface Learnt {
  readonly workflow: LiveTicket | null;
  readonly ageSeconds: number | null;
}

export function presentLive(
  ticket: Presentable,
  { workflow, ageSeconds }: Learnt,
  viewer: Viewer,
  reference: ReferenceSnapshot,
  { workflowLink, now, ...proofs }: Proofs & Pick<Services, 'workflowLink' | 'now'>,
): LiveTicketBody {
  const { state } = ticket;
  const { account, sees } = viewer;
  const { units, contacts } = reference;
  const calendar = reference.calendarFor(state.lead?.path ?? []);
  const instant = now();
  const at = instant.toISOString();
  const { since, ...waiting } = waitingOf(withoutMaster(state, sees), namesIn(units), at);
  const workflowId = workflowIdOf(state.id);
  const runId = workflow?.runId ?? null;
  return {
    ...presentTicket(ticket, viewer, reference, proofs, instant),
    clocks: state.clocks.map((clock) => presentLiveClock(state, clock, calendar, contacts, at)),
    waiting: { ...waiting, since: chinaTime(since) },
    roles: allowedByRole(state, at),
    refused: refusedActions(state, account, at).map(({ command, refusal: { code, message } }) => ({
      command,
      code,
      detail: message,
    })),
    commandsDone: workflow && presentDone(workflow),
    ...(account.role === 'administrator' &&
      workflowLink && { temporal: { workflowId, runId, url: workflowLink(workflowId, runId) } }),
    source: workflow ? 'workflow' : 'projection',
    ageSeconds,
  };
}

/** What it follows is named only to who sees that ticket too. */
function withoutMaster(state: TicketState, sees: Viewer['sees']): TicketState {
  return state.master === null || sees(state.master.number) ? state : { ...state, master: null };
}

function namesIn(units: ReadonlyMap<string, UnitView>): UnitNames {
  return (id) => {
    const unit = units.get(id);
    return unit ? { zh: unit.name, en: unit.nameEn } : { zh: id, en: id };
  };
}

function presentDone({ done }: LiveTicket): LiveTicketBody['commandsDone'] {
  return done.flatMap(({ given, outcome: { version, state } }) =>
    given ? [{ command: given.command, at: chinaTime(given.at), actor: given.actor, version, state }] : [],
  );
}

function presentLiveClock(
  ticket: TicketState,
  clock: Clock,
  calendar: WorkingCalendar,
  contacts: ContactDirectory,
  at: string,
): LiveTicketBody['clocks'][number] {
  const next = nextRungOf(clock);
  return {
    ...presentClock(clock, at),
    remaining: isLive(clock) ? remainingOf(calendar, clock, at) : null,
    next: next
      ? {
          rung: next.rung,
          at: chinaTime(next.at),
          effect: next.effect,
          ...(next.level !== undefined && { level: next.level }),
          addressee: next.addressee,
          ...reached(ticket, clock, next.addressee, contacts),
        }
      : null,
  };
}

/** Whom the rung would reach if it fired now: where nobody holds the position, the duty desk. */
function reached(
  ticket: TicketState,
  clock: Clock,
  addressee: Addressee,
  contacts: ContactDirectory,
): { unit: string | null; dutyDesk: boolean } {
  if (addressee === 'citizen') return { unit: null, dutyDesk: false };
  const found = contactsFor(addressee, unitConcerned(ticket, clock), contacts);
  return { unit: found.contacts[0]?.unit ?? null, dutyDesk: found.insteadOf };
}

import type { SplitBody } from '../../contracts/splits.js';
import { protectedMattersIn } from '../../domain/intake/protected-matters.js';
import type { PolicyPack } from '../../domain/policy/types.js';
import type { WorkingCalendar } from '../../domain/calendar/types.js';
import { NO_FACTS } from '../../domain/ticket/commands.js';
import { dateClocks, withClocks, type DueTogether } from '../../domain/ticket/dating.js';
import { draftOf } from '../../domain/ticket/draft.js';
import { protectionOf } from '../../domain/ticket/protection.js';
import { registered } from '../../domain/ticket/registration.js';
import { accept, workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { chain } from '../../storage/event/event-chain.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { PlannedPart } from '../../storage/ticket/split-store.js';
import { redactedAtIntake, type Citizen, type Content } from '../../storage/ticket/stored-ticket.js';
import { classFactsFor } from './facts.js';
import { areaPathFor } from './registration.js';

/** The request as it is kept. */
interface Request {
  readonly state: TicketState;
  readonly citizen: Citizen;
  readonly content: Content;
}

interface Named {
  readonly id: string;
  readonly number: string;
  readonly at: string;
  readonly actor: Actor;
  readonly together: DueTogether;
}

/**
 * What a part will be: of its request it has who asked, how they are protected, whom a report is about, how urgent it
 * is and how far it has come; of itself what it is about, and its dates. What may not be declined of the whole may not
 * be declined of any part.
 */
export function plannedPart(
  part: SplitBody['parts'][number],
  { state, citizen, content: whole }: Request,
  reference: ReferenceSnapshot,
  { id, number, at, actor, together }: Named,
): PlannedPart {
  const { title, text, classCode, address = whole.address } = part;
  const { channel, type, urgency, replyWanted, accusedUnit, noneNamed, protection, demonstration } = state;
  const calendar = reference.calendarFor([]);
  const pack = reference.selectPack({ at, unitPath: [], channel });
  const found = protectedMattersIn(title, text);
  const step = registered(
    {
      ...{ id, number, channel, type, urgency, classCode, replyWanted, accusedUnit },
      classFacts: classFactsFor(classCode, reference),
      protectedMatters: [...new Set([...state.protectedMatters, ...found])],
      identity: state.identity ?? citizen.identity,
      partOf: { id: state.id, number: state.number, workflowId: workflowIdOf(state.id) },
      ...(noneNamed && { noneNamed }),
      ...(protection && { protection }),
      ...(demonstration && { demonstration }),
      calendarVersion: calendar.version,
    },
    pack,
    actor,
    at,
  );
  const time = { pack, calendar, together };
  const begun = dated(step.ticket, [step.dating], time);
  const { ticket, events } =
    state.state === 'registered' ? { ticket: begun, events: [] } : accepted(begun, actor, time);
  const sealed = chain(begun, [step.event, ...events]);
  const isOpen = protectionOf(ticket) === 'open';
  return {
    state: { ...ticket, lastHash: sealed.at(-1)?.hash ?? '' },
    events: sealed,
    citizen,
    content: {
      ...{ title, text, address, occurredAt: whole.occurredAt },
      ...(!isOpen && { redacted: redactedAtIntake({ title, text }) }),
    },
    areaPath: part.address === undefined && state.areaPath ? state.areaPath : areaPathFor(address.area, reference),
  };
}

interface Time {
  readonly pack: PolicyPack;
  readonly calendar: WorkingCalendar;
  readonly together: DueTogether;
}

function dated(
  ticket: TicketState,
  dating: Parameters<typeof dateClocks>[3],
  { pack, calendar, together }: Time,
): TicketState {
  return withClocks(ticket, dateClocks(pack, calendar, ticket, dating, together));
}

/** Nobody takes on again what was taken on with the whole. */
function accepted(
  ticket: TicketState,
  actor: Actor,
  time: Time,
): { ticket: TicketState; events: readonly TicketEvent[] } {
  const draft = draftOf(ticket, actor, ticket.registeredAt);
  accept(draft, { command: 'accept', actor, body: {}, facts: NO_FACTS });
  return { ticket: dated(draft.ticket, draft.dating, time), events: draft.events };
}

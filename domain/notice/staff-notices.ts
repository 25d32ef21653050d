import { protectionOf } from '../ticket/protection.js';
import { deciders } from '../ticket/rules/requests.js';
import type { Addressee } from '../policy/types.js';
import type { Request, TicketEvent, TicketState } from '../ticket/ticket.js';
import type { ActorRole } from '../ticket/vocabulary.js';
import type { Happened, NoticeIntent, PlacedUnit } from './intent.js';
import { factsOf } from './intent.js';
import type { NoticeAddressee, NoticeParams, StaffTemplate } from './vocabulary.js';

type Rule = (happened: Happened) => readonly NoticeIntent[];

/** What the clock does, by the level it lifts to. */
const RAISED: readonly StaffTemplate[] = ['chase', 'chase', 'redSupervision', 'raised', 'interview', 'bulletin'];

/** Which request is put before whom: the first of those who may decide it. */
const DESK_OF: Readonly<Partial<Record<ActorRole, NoticeAddressee>>> = {
  dispatcher: 'dispatcher',
  dutyManager: 'dutyDesk',
  director: 'dutyDesk',
  supervisor: 'supervisor',
  reviewer: 'reviewer',
};

/** What happened, and who of the staff is told. An event without a row tells nobody. */
const RULES: Readonly<Record<string, Rule>> = {
  reminded: (happened) => rung(happened, 'reminder'),
  overdue: (happened) => rung(happened, 'overdue'),
  escalated,
  suspensionEnded: (happened) => rung(happened, 'suspensionEnded'),
  archived: (happened) => rung(happened, 'archived'),
  urged: (happened) => toAddressee(happened, 'urged', addresseeIn(happened.event) ?? 'unitLiaison'),
  supervised,
  dispatched: handedOver,
  redispatched: handedOver,
  adjudicated: handedOver,
  whistled: newTasks,
  handedOver: (happened) => toLead(happened, 'handlerLeft', 'unitLiaison'),
  returnRequested: requested,
  extensionRequested: requested,
  suspensionRequested: requested,
  terminationRequested: requested,
  appealed: requested,
  returnGranted: (happened) => [...decided(happened), ...looseAgain(happened)],
  returnDenied: (happened) => [...decided(happened), ...looseAgain(happened)],
  extensionGranted: decided,
  extensionDenied: decided,
  suspended: decided,
  suspensionDenied: decided,
  terminated: decided,
  terminationDenied: decided,
  appealGranted: looseAgain,
  // It was taken from a unit that it is about.
  corrected: (happened) => (happened.event.from === happened.event.to ? [] : looseAgain(happened)),
  masterEnded: looseAgain,
  unmerged: looseAgain,
  replyRejected: (happened) => toLead(happened, 'replyRejected', 'handler'),
  taskAnswered: (happened) => toLead(happened, 'taskAnswered', 'handler'),
  supplemented,
  followerSupplemented: supplemented,
  nudged: (happened) => [...toLead(happened, 'nudge', 'handler'), ...toCheck(happened)],
  // What units read of the ticket is another than before.
  redactionConfirmed: (happened) => toLead(happened, 'supplement', 'handler'),
  followerNudged: (happened) => [...toLead(happened, 'nudge', 'handler'), ...toCheck(happened)],
  withdrawn: (happened) => toLead(happened, 'withdrawn', 'handler'),
  judged: doneAgain,
  reopened: doneAgain,
};

export function staffNoticesFor(happened: Happened): readonly NoticeIntent[] {
  return RULES[happened.event.type]?.(happened) ?? [];
}

function addresseeIn({ data }: TicketEvent): Addressee | undefined {
  return data['addressee'] as Addressee | undefined;
}

/** A rung speaks to whom the ladder names; what the ladder says to the citizen is among the citizen's notices. */
function rung(happened: Happened, template: StaffTemplate): readonly NoticeIntent[] {
  const addressee = addresseeIn(happened.event);
  return addressee === undefined || addressee === 'citizen' ? [] : toAddressee(happened, template, addressee);
}

function escalated(happened: Happened): readonly NoticeIntent[] {
  const { data } = happened.event;
  const level = Number(data['level'] ?? 1);
  const byLimit: Addressee = data['cause'] === 'redoLimit' ? 'superiorHead' : 'unitLiaison';
  return toAddressee(happened, RAISED[level] ?? 'chase', addresseeIn(happened.event) ?? byLimit, {
    level,
    cause: (data['cause'] as string | undefined) ?? null,
  });
}

/**
 * Who must answer is told by its liaison; opened by hand, those whom the ladder would have told at this level hear of
 * it too.
 */
function supervised(happened: Happened): readonly NoticeIntent[] {
  const { event } = happened;
  const level = Number(event.data['level'] ?? 2);
  const more = { level, supervision: String(event.data['supervision'] ?? ''), dueAt: dueOf(happened, 'supervision') };
  const head: Addressee = level >= 4 ? 'unitHead' : level === 3 ? 'superiorHead' : 'unitDeputyHead';
  return [
    ...toLead(happened, 'supervision', 'unitLiaison', more),
    ...(event.actor.role === 'clock' ? [] : toLead(happened, 'supervision', head, more)),
  ];
}

function handedOver(happened: Happened): readonly NoticeIntent[] {
  return [...toLead(happened, 'newTicket', 'unitLiaison'), ...newTasks(happened)];
}

/** Tasks that this step gave to other units. */
function newTasks(happened: Happened): readonly NoticeIntent[] {
  const { ticket, event } = happened;
  return ticket.tasks
    .filter((task) => task.at === event.at && task.status === 'assigned')
    .map((task) => ({
      template: 'task',
      addressee: 'unitLiaison',
      unit: unitOnly(task.unit),
      level: ticket.level,
      params: { ...factsOf(happened), task: task.id, dueAt: dueOf(happened, 'task', task.id) },
    }));
}

function requestOf({ ticket, event }: Happened): Request | undefined {
  return ticket.requests.find(({ id }) => id === event.data['request']);
}

function requested(happened: Happened): readonly NoticeIntent[] {
  const request = requestOf(happened);
  if (!request) return [];
  const [first = 'dutyManager'] = deciders(happened.ticket, request);
  const params = { request: request.kind, dueAt: dueOf(happened, 'decision', request.id) };
  return toAddressee(happened, 'requestWaiting', DESK_OF[first] ?? 'dutyDesk', params);
}

/** The unit that asked is told, though the ticket may have left it with the answer. */
function decided(happened: Happened): readonly NoticeIntent[] {
  const request = requestOf(happened);
  if (!request || request.by.unit === null || request.by.role !== 'handler') return [];
  const { ticket } = happened;
  const unit = ticket.lead?.id === request.by.unit ? ticket.lead : unitOnly(request.by.unit);
  const params = { ...factsOf(happened), request: request.kind, granted: happened.event.data['grant'] === true };
  return [{ template: 'requestDecided', addressee: 'unitLiaison', unit, level: ticket.level, params }];
}

/** Nobody holds the ticket any more: whoever finds an owner is told. */
function looseAgain(happened: Happened): readonly NoticeIntent[] {
  if (happened.event.to === 'adjudication') return toAddressee(happened, 'ruling', 'dutyDesk');
  return happened.event.to === 'pendingDispatch' ? toAddressee(happened, 'returned', 'dispatcher') : [];
}

function doneAgain(happened: Happened): readonly NoticeIntent[] {
  const { event, ticket } = happened;
  if (event.to === 'inProgress') return toLead(happened, 'redo', 'handler', { round: ticket.round });
  // A new lead named with the judgement hears of it by the dispatch that follows in the same step.
  return happened.step.some(({ type }) => type === 'redispatched') ? [] : looseAgain(happened);
}

/** Of a protected ticket the unit hears of it when it may read it: after somebody has said yes to what it reads. */
function supplemented(happened: Happened): readonly NoticeIntent[] {
  return protectionOf(happened.ticket) === 'open' ? toLead(happened, 'supplement', 'handler') : toCheck(happened);
}

/** What the citizen of a protected ticket adds waits for somebody of the hotline, who says what units read of it. */
function toCheck(happened: Happened): readonly NoticeIntent[] {
  return protectionOf(happened.ticket) === 'open' ? [] : toLead(happened, 'checkRedaction', 'dispatcher');
}

function toLead(
  happened: Happened,
  template: StaffTemplate,
  addressee: NoticeAddressee,
  more: NoticeParams = {},
): readonly NoticeIntent[] {
  return happened.ticket.lead === null ? [] : toAddressee(happened, template, addressee, more);
}

function toAddressee(
  happened: Happened,
  template: StaffTemplate,
  addressee: NoticeAddressee,
  more: NoticeParams = {},
): readonly NoticeIntent[] {
  const { event, ticket } = happened;
  const clock = ticket.clocks.find(({ id }) => id === event.data['clock']);
  const params = {
    ...factsOf(happened),
    ...(clock && { clock: clock.key, dueAt: clock.dueAt, rung: String(event.data['rung'] ?? '') }),
    ...more,
  };
  const level = Math.max(ticket.level, Number(more['level'] ?? 0));
  return [{ template, addressee, unit: unitConcerned(ticket, clock), level, params }];
}

/** Whose time it is: the holder's of a task, else the lead's. */
export function unitConcerned(
  ticket: TicketState,
  clock: { readonly key: string; readonly ref: string | null } | undefined,
): PlacedUnit | null {
  if (clock && (clock.key === 'task' || clock.key === 'reportIn')) {
    const holder = ticket.tasks.find(({ id }) => id === clock.ref)?.unit;
    if (holder !== undefined) return unitOnly(holder);
  }
  return ticket.lead;
}

/** A unit of which the ticket knows no more than its name. */
function unitOnly(id: string): PlacedUnit {
  return { id, path: [] };
}

function dueOf({ ticket }: Happened, key: string, ref: string | null = null): string | null {
  return ticket.clocks.findLast((clock) => clock.key === key && (ref === null || clock.ref === ref))?.dueAt ?? null;
}

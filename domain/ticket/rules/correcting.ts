import { refuseUnless } from '../../refusal.js';
import type { CommandBodies, CommandInput, Facts } from '../commands.js';
import {
  awaitingDispatch,
  cancelClocks,
  cancelTask,
  emit,
  isOpenTask,
  liveClock,
  redateClock,
  releaseClock,
  startDispatchClock,
  type Draft,
} from '../draft.js';
import { PROTECTION_LEVELS, protectionOf } from '../protection.js';
import { releaseSaid } from '../said-later.js';
import { isTakenFor, type TicketState } from '../ticket.js';
import { unitFacts } from './dispatching.js';
import { takeFromUnit } from './requests.js';

/** So many are named; who mends those finds the others. */
const PLACES_NAMED = 10;

/**
 * A person has looked at what units will read of the ticket, and says yes to it; its words go with the event. What
 * looks like naming somebody stays only where that was said of each.
 */
export function confirmRedaction(draft: Draft, { facts }: CommandInput<'confirmRedaction'>): void {
  const { leftInRedaction = [], released = [] } = facts;
  const words = leftInRedaction.map(({ in: part, kind, from, to }) => `${part} ${from}-${to} ${kind}`);
  refuseUnless(
    words.length === 0,
    'personal-words-left',
    `What units would read holds words by which somebody may be known: ${words.slice(0, PLACES_NAMED).join(', ')}. Take them out or, where one names nobody, send it in kept with why it stays.`,
  );
  emit(draft, 'redactionConfirmed');
  draft.ticket.redactionSeq = draft.ticket.version;
  releaseSaid(draft.ticket, released);
}

/**
 * What intake got wrong is put right, in any open state. It holds at once: for who sees the ticket, and for what is
 * shown of it. A unit that becomes the accused loses the ticket and its tasks.
 *
 * Dates that were given stay: they were told, to a unit or to the citizen. What begins after it has the limits of the
 * new class, type and urgency, as what begins after accepting has.
 */
export function correct(draft: Draft, { body, facts }: CommandInput<'correct'>): void {
  const { ticket } = draft;
  const place = body.area === undefined ? null : unitFacts(facts, body.area).path;
  take(ticket, body, facts);
  assertNotLowered(ticket);
  if (ticket.state !== 'registered') assertAccusedSaid(ticket);
  const accused = accusedIds(ticket, facts);
  const lead = ticket.lead !== null && accused.has(ticket.lead.id);
  // What follows another ticket stays with it: nobody handles it but its master's unit.
  const back = lead && ticket.state !== 'merged';
  if (ticket.fixedLead !== null && accused.has(ticket.fixedLead)) ticket.fixedLead = null;
  emit(draft, 'corrected', {
    data: {
      fields: Object.keys(body).filter((name) => name !== 'reason'),
      ...(body.area !== undefined && { area: body.area }),
      ...(lead && { takenFrom: ticket.lead?.id ?? null }),
    },
    ...(back && { to: awaitingDispatch(ticket) }),
  });
  if (body.address !== undefined) ticket.addressSeq = ticket.version;
  if (place !== null) ticket.areaPath = place;
  if (back) takeFromAccused(draft);
  else if (lead) takeFromUnit(draft);
  for (const task of ticket.tasks) if (isOpenTask(task) && accused.has(task.unit)) cancelTask(draft, task);
  ticket.coUnits = ticket.coUnits.filter((unit) => !accused.has(unit));
}

function take(ticket: TicketState, body: CommandBodies['correct'], facts: Facts): void {
  if (body.type) ticket.type = body.type;
  if (body.identity) ticket.identity = body.identity;
  if (body.protection) ticket.protection = body.protection;
  if (body.urgency) ticket.urgency = body.urgency;
  if (body.classCode) ticket.classCode = body.classCode;
  if (facts.classFacts) ticket.classFacts = facts.classFacts;
  nameAccused(ticket, body);
}

/** Whom a report is about, or that it is about nobody: the one answer takes the place of the other. */
export function nameAccused(
  ticket: TicketState,
  { accusedUnit, noneNamed }: Pick<CommandBodies['accept'], 'accusedUnit' | 'noneNamed'>,
): void {
  if (accusedUnit) {
    ticket.accusedUnit = accusedUnit;
    delete ticket.noneNamed;
  } else if (noneNamed) {
    ticket.accusedUnit = null;
    ticket.noneNamed = true;
  }
}

/** Of a report it is known whom it is about, or that the citizen named nobody, before anybody handles it. */
export function assertAccusedSaid({ type, accusedUnit, noneNamed }: TicketState): void {
  refuseUnless(
    type !== 'report' || accusedUnit !== null || noneNamed === true,
    'accused-unit-needed',
    'Nobody said whom this report is about. Name it as accusedUnit or, if the citizen named nobody, send noneNamed.',
  );
}

/** A person may protect more than type and identity do, never less: where they are wrong, they are put right. */
function assertNotLowered(ticket: TicketState): void {
  const { protection, ...without } = ticket;
  if (protection === undefined) return;
  const least = protectionOf(without);
  const isLower = PROTECTION_LEVELS.indexOf(protection) < PROTECTION_LEVELS.indexOf(least);
  refuseUnless(
    !isLower,
    'protection-too-low',
    `By its type and by what the citizen said this ticket is ${least}, and a person can only protect it more. Correct type or identity if they are wrong.`,
    { protection: least },
  );
}

/** Units on the ticket that are, or stand below, the one it is about. */
function accusedIds({ accusedUnit, lead }: TicketState, { units }: Facts): ReadonlySet<string> {
  if (accusedUnit === null) return new Set();
  const known = [...Object.values(units), ...(lead ? [lead] : [])];
  return new Set([accusedUnit, ...known.filter((unit) => isTakenFor(unit, accusedUnit)).map(({ id }) => id)]);
}

/** Wherever the handling stood: what the accused found or answered is no answer to this citizen. */
function takeFromAccused(draft: Draft): void {
  const { ticket } = draft;
  const citizens = liveClock(ticket, 'citizen')?.state;
  cancelClocks(draft, ['review', 'callback', 'ratingLink', 'judge', 'supervision']);
  takeFromUnit(draft);
  if (citizens === 'held') releaseClock(draft, 'citizen');
  if (citizens === 'paused') redateClock(draft, 'citizen', 'resume', null);
  for (const supervision of ticket.supervisions) supervision.answeredAt ??= draft.at;
  ticket.fixedLead = null;
  ticket.people = { ...ticket.people, repliedBy: null, reviewedBy: null };
  ticket.repliedAt = null;
  ticket.callback = { attempts: [], linkSentAt: null };
  ticket.solved = null;
  ticket.satisfied = null;
  startDispatchClock(draft);
}

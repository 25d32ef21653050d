import { refuseUnless } from '../../refusal.js';
import { BOUNDS, refuseBeyond } from '../bounds.js';
import type { CommandInput, Facts } from '../commands.js';
import type { Asked, Draft } from '../draft.js';
import { emit, liveClock, nextTaskId, satisfyClock, startClock } from '../draft.js';
import { since } from '../edition.js';
import { assertNotNamed, assertRedacted } from '../handing-on.js';
import { isTakenFor, type TicketState, type UnitFacts } from '../ticket.js';
import type { UnitLevel } from '../vocabulary.js';

/** 村(社区)不得作为独立办单主体: the lowest levels assist, they never own (长沙十项举措 2024; 北京市条例 art. 17). */
const OWNER_LEVELS: readonly UnitLevel[] = ['city', 'cityDepartment', 'district', 'districtDepartment', 'township'];
/** 国办函〔2025〕66号: what belongs to functional departments is not dispatched to the grassroots. */
const DEPARTMENT_LEVELS: readonly UnitLevel[] = ['city', 'cityDepartment', 'district', 'districtDepartment'];

export function unitFacts(facts: Facts, id: string): UnitFacts {
  const unit = facts.units[id];
  refuseUnless(unit, 'unit-not-found', `There is no unit ${id}. See GET /units.`);
  return unit;
}

function isAccused(ticket: TicketState, unit: UnitFacts): boolean {
  return ticket.accusedUnit !== null && isTakenFor(unit, ticket.accusedUnit);
}

function refuseAccused(ticket: TicketState, unit: UnitFacts): void {
  refuseUnless(
    !isAccused(ticket, unit),
    'accused-unit',
    'A ticket never goes to the unit it is about, nor below it (济南市条例 art. 32). Dispatch to its superior.',
    { accusedUnit: ticket.accusedUnit ?? '' },
  );
}

/** Who may own this ticket. The same for every dispatch, re-dispatch, ruling and new lead. */
export function assertOwner(ticket: TicketState, unit: UnitFacts): void {
  refuseUnless(
    OWNER_LEVELS.includes(unit.level),
    'unit-level-not-allowed',
    `A ${unit.level} can assist but never own a ticket. Dispatch to its township, or name it among coUnits.`,
    { level: unit.level },
  );
  refuseUnless(
    !ticket.classFacts?.departmentOnly || DEPARTMENT_LEVELS.includes(unit.level),
    'department-only',
    `Class ${ticket.classFacts?.code ?? ''} belongs to a functional department and is not handed to a ${unit.level}.`,
    { level: unit.level, classCode: ticket.classFacts?.code ?? '' },
  );
  refuseAccused(ticket, unit);
}

/** The same question where nobody is there to be refused. */
export function mayOwn(ticket: TicketState, unit: UnitFacts): boolean {
  const grassroots = !DEPARTMENT_LEVELS.includes(unit.level);
  return (
    OWNER_LEVELS.includes(unit.level) && !(ticket.classFacts?.departmentOnly && grassroots) && !isAccused(ticket, unit)
  );
}

export function consult(draft: Draft, { body, facts }: CommandInput<'consult'>): void {
  for (const id of body.units) refuseAccused(draft.ticket, unitFacts(facts, id));
  emit(draft, 'consultationConvened', { to: 'consulting', data: { units: body.units } });
}

export function concludeConsultation(draft: Draft, { body, facts }: CommandInput<'concludeConsultation'>): void {
  const { ticket } = draft;
  assertOwner(ticket, unitFacts(facts, body.unit));
  for (const id of body.coUnits ?? []) refuseAccused(ticket, unitFacts(facts, id));
  const named = [body.unit, ...(body.coUnits ?? [])].map((id) => unitFacts(facts, id));
  assertNotNamed(ticket, named, facts, body.despiteNamed);
  ticket.fixedLead = body.unit;
  ticket.coUnits = [...(body.coUnits ?? [])];
  emit(draft, 'consultationConcluded', {
    to: 'pendingDispatch',
    data: { unit: body.unit, coUnits: ticket.coUnits },
  });
}

export function assertHopLeft({ ticket }: Asked): void {
  refuseUnless(
    ticket.hop < ticket.pack.rules.maxHops,
    'hop-limit',
    `This ticket was dispatched ${ticket.hop} times already. The duty board must rule.`,
  );
}

export function dispatch(draft: Draft, input: CommandInput<'dispatch'>): void {
  const { ticket } = draft;
  const { body, facts } = input;
  const unit = unitFacts(facts, body.unit);
  refuseUnless(
    ticket.fixedLead === null || ticket.fixedLead === unit.id,
    'owner-fixed',
    `A consultation fixed ${ticket.fixedLead ?? ''} as lead. Dispatch there, or consult again.`,
    { unit: ticket.fixedLead ?? '' },
  );
  assertHopLeft(draft);
  const { despiteNamed } = body;
  sendTo(draft, 'dispatched', { unit, coUnits: body.coUnits ?? ticket.coUnits, facts, despiteNamed });
  satisfyClock(draft, 'dispatch');
}

/** 职责裁定: the duty board fixes an owner, who cannot return it. */
export function adjudicate(draft: Draft, { body, facts }: CommandInput<'adjudicate'>): void {
  const { coUnits = [], despiteNamed } = body;
  sendTo(draft, 'adjudicated', { unit: unitFacts(facts, body.unit), coUnits, facts, despiteNamed });
  draft.ticket.noReturn = true;
  satisfyClock(draft, 'adjudicate');
}

/** To whom a ticket goes, and whether it goes there although its own text names them. */
interface Handing {
  readonly unit: UnitFacts;
  readonly coUnits: readonly string[];
  readonly facts: Facts;
  readonly despiteNamed?: boolean | undefined;
}

/**
 * Hands the ticket to a lead, with co-units as sub-tasks, and starts the lead's clocks. The citizen's clock starts with
 * the first unit and is not touched again by any later dispatch in the round. The pack is pinned here, and kept by redo
 * rounds.
 */
export function sendTo(draft: Draft, event: string, { unit, coUnits, facts, despiteNamed }: Handing): void {
  const { ticket } = draft;
  assertOwner(ticket, unit);
  assertRedacted(draft);
  const others = [...new Set(coUnits)].filter((id) => id !== unit.id);
  // Those that a consultation fixed were looked at then.
  for (const id of others) if (!ticket.coUnits.includes(id)) refuseAccused(ticket, unitFacts(facts, id));
  assertNotNamed(ticket, [unit, ...others.flatMap((id) => facts.units[id] ?? [])], facts, despiteNamed);
  if (since(ticket, 2) && others.length > 0) {
    const room = Math.max(0, BOUNDS.tasks - ticket.tasks.length);
    const remedy = `${room} are left: name so many co-units, or none, as \`coUnits\`.`;
    refuseBeyond('tasks', ticket.tasks.length + others.length, 'too-many-tasks', remedy);
  }
  ticket.lead = unit;
  ticket.coUnits = others;
  ticket.handler = null;
  ticket.fixedLead = null;
  ticket.hop += 1;
  draft.pinPack = ticket.round === 1;
  emit(draft, event, {
    to: 'dispatched',
    data: { unit: unit.id, coUnits: others, hop: ticket.hop, ...(despiteNamed && { despiteNamed }) },
  });
  startClocksOfLead(draft, event);
  for (const id of others) addTask(draft, 'coHandle', id);
}

/** What runs from the moment that a lead has the ticket. */
export function startClocksOfLead(draft: Draft, event: string): void {
  startClock(draft, 'acknowledge');
  startClock(draft, 'contact');
  startClock(draft, 'handle');
  if (event === 'dispatched') startClock(draft, 'returnWindow');
  if (!liveClock(draft.ticket, 'citizen')) startClock(draft, 'citizen');
}

function addTask(draft: Draft, kind: 'coHandle', unit: string): void {
  const { ticket } = draft;
  const id = nextTaskId(ticket);
  ticket.tasks.push({ id, kind, whistleCase: null, unit, status: 'assigned', at: draft.at, answeredAt: null });
  startClock(draft, 'task', { ref: id });
}

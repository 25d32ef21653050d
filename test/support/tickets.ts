import { readFileSync } from 'node:fs';
import type { Instant, WorkingCalendar } from '../../domain/calendar/types.js';
import type { PolicyPack } from '../../domain/policy/types.js';
import type { Facts } from '../../domain/ticket/commands.js';
import { dateClocks, withClocks, type DueTogether } from '../../domain/ticket/dating.js';
import { registered, type Registration } from '../../domain/ticket/registration.js';
import { workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { ClassFacts, TicketState, UnitFacts } from '../../domain/ticket/ticket.js';
import type { Actor, ActorRole, UnitLevel } from '../../domain/ticket/vocabulary.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { CALENDAR, china } from '../domain/calendar/fixtures.js';
import { pack } from '../domain/policy/packs.js';

/** What the rules of time are asked with: a shipped pack and a calendar. */
export interface World {
  readonly pack: PolicyPack;
  readonly calendar: WorkingCalendar;
  /** How many others end with a clock; absent: each is alone. */
  readonly together?: DueTogether;
}
export const DEFAULT_WORLD: World = { pack: pack('default'), calendar: CALENDAR };

interface UnitRow {
  readonly id: string;
  readonly level: UnitLevel;
  readonly parent: string | null;
}
const rows = JSON.parse(
  readFileSync(new URL('../../data/city/units.json', import.meta.url), 'utf8'),
) as readonly UnitRow[];
const byId = new Map(rows.map((row) => [row.id, row]));

/** A unit of the city that ships with the program, as the API hands it to the rules. */
export function unit(id: string): UnitFacts {
  const row = byId.get(id);
  if (!row) throw new Error(`The shipped city has no unit ${id}. Take an id from data/city/units.json.`);
  const above = row.parent === null ? [] : unit(row.parent).path;
  return { id, level: row.level, path: [...above, id] };
}

/** One unit of each level, and a second of those that may own a ticket. */
export const UNITS = {
  city: 'city',
  department: 'housing',
  otherDepartment: 'water',
  thirdDepartment: 'urban-management',
  district: 'district-east',
  districtDepartment: 'east-housing',
  township: 'east-tinglan',
  community: 'east-tinglan-xiqiao',
  grid: 'east-tinglan-xiqiao-1',
} as const;

/** An employee, or the citizen, in a role. The same name is the same person, whatever the role. */
export function actor(role: ActorRole, where: { unit?: string; name?: string } = {}): Actor {
  return { id: where.name ?? role, role, unit: where.unit ?? (role === 'handler' ? UNITS.department : null) };
}

/** The facts that the API would look up for a body: each unit it names. */
export function factsFor(body: object, more: Partial<Facts> = {}): Facts {
  const said = body as { unit?: string; units?: readonly string[]; coUnits?: readonly string[] };
  const named = [...(said.unit ? [said.unit] : []), ...(said.units ?? []), ...(said.coUnits ?? [])];
  const known = named.filter((id) => byId.has(id));
  return { units: Object.fromEntries(known.map((id) => [id, unit(id)])), classFacts: null, master: null, ...more };
}

/** What the API tells of the ticket that another is to be merged into. */
export function masterFacts(master: TicketState): NonNullable<Facts['master']> {
  return {
    id: master.id,
    number: master.number,
    workflowId: workflowIdOf(master.id),
    state: master.state,
    isFollower: master.master !== null,
    urgency: master.urgency,
    type: master.type,
    concluded: STATE_KIND[master.state] !== 'open' || master.people.reviewedBy !== null,
  };
}

export function aClass(differences: Partial<ClassFacts> = {}): ClassFacts {
  return { code: '010101', departmentOnly: false, neverDecline: false, statutory: null, ...differences };
}

const REGISTRATION: Registration = {
  id: 't1',
  number: '12345-000001',
  channel: 'phone',
  type: 'complaint',
  urgency: 'P2',
  classCode: null,
  classFacts: null,
  replyWanted: true,
  protectedMatters: [],
  identity: 'open',
  accusedUnit: null,
  calendarVersion: CALENDAR.version,
};

export const REGISTERED_AT = china('2026-09-18 14:00');

/** A ticket just registered, its accept clock dated: an ordinary complaint by phone unless said otherwise. */
export function aTicket(
  differences: Partial<Registration> & { at?: Instant; by?: Actor; world?: World } = {},
): TicketState {
  const { at = REGISTERED_AT, by = actor('operator'), world = DEFAULT_WORLD, ...registration } = differences;
  const { ticket, dating } = registered({ ...REGISTRATION, ...registration }, world.pack, by, at);
  return frozen(withClocks(ticket, dateClocks(world.pack, world.calendar, ticket, [dating], world.together)));
}

/** The same value, made so that writing into it throws: whoever was given a ticket must not change it. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

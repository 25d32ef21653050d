import { createHash } from 'node:crypto';
import type pg from 'pg';
import { parseCalendarYear } from '../../domain/calendar/calendar-year.js';
import { CHINA_OFFSET_MINUTES } from '../../domain/calendar/china-time.js';
import type { CalendarYear, WorkingCalendar, WorkingHours } from '../../domain/calendar/types.js';
import type { ContactDirectory, ContactFacts } from '../../domain/notice/recipients.js';
import type { PackQuestion } from '../../domain/policy/select-pack.js';
import { selectPack } from '../../domain/policy/select-pack.js';
import type { PolicyAssignment, PolicyPack } from '../../domain/policy/types.js';
import type { ServiceRow } from '../../domain/intake/service-definition.js';
import { alsoTakenFor, goesOnAs } from '../../domain/city/closing.js';
import type { ClassFacts, UnitFacts } from '../../domain/ticket/ticket.js';
import type { UnitLevel } from '../../domain/ticket/vocabulary.js';
import { UNIT_LEVELS } from '../../domain/ticket/vocabulary.js';
import type { StoredWordings } from '../notice/notice-templates.js';
import { readRows, type Rows } from './reference-rows.js';

export interface UnitView extends UnitFacts {
  readonly name: string;
  readonly nameEn: string;
  readonly parent: string | null;
  /** Counts its changes. */
  readonly version: number;
  /** When it was closed; `null`: it is open. */
  readonly closedAt: string | null;
  /** Who goes on with the matters of a closed one. */
  readonly successor: string | null;
  readonly formerAbove: readonly string[];
}

export interface ClassView extends ClassFacts {
  readonly name: string;
  readonly nameEn: string;
  readonly parent: string | null;
  readonly level: number;
  readonly owners: readonly string[];
  /** Counts its changes. */
  readonly version: number;
}

export interface HoursView {
  readonly unit: string | null;
  readonly hours: WorkingHours;
  /** Counts its changes. */
  readonly version: number;
}

export interface AssignmentView extends PolicyAssignment {
  readonly id: string;
  /** Counts its changes. */
  readonly revision: number;
}

/** Everything that rules ask for and administrators change: one consistent picture, replaced as a whole. */
export interface ReferenceSnapshot {
  readonly units: ReadonlyMap<string, UnitView>;
  readonly classes: ReadonlyMap<string, ClassView>;
  /** By the code of a class or of a branch. */
  readonly serviceRows: ReadonlyMap<string, ServiceRow>;
  readonly years: readonly CalendarYear[];
  /** By the year: counts its changes. */
  readonly yearVersions: ReadonlyMap<number, number>;
  /** Without a unit: for all that have none of their own. */
  readonly officeHours: readonly HoursView[];
  readonly packs: readonly PolicyPack[];
  readonly assignments: readonly AssignmentView[];
  /** What an administrator says otherwise in notices than is shipped, by the code of the set. */
  readonly wordings: StoredWordings;
  /** Who is reached where; addresses are read when something is sent. */
  readonly contacts: ContactDirectory;
  pack(code: string, version: string): PolicyPack | undefined;
  /** Throws when no assignment matches: a city without a policy cannot take tickets. */
  selectPack(question: PackQuestion): PolicyPack;
  /** The calendar with the office hours of the nearest unit on the path that has its own. */
  calendarFor(unitPath: readonly string[]): WorkingCalendar;
}

export interface ReferenceData {
  /** At most a few seconds old. */
  current(): Promise<ReferenceSnapshot>;
  /** Reads anew, e.g. after a calendar was published. */
  refresh(): Promise<ReferenceSnapshot>;
}

/** How long an administrator waits for a change to be everywhere. */
export const FRESH_FOR_MS = 5_000;

/** `clock`: milliseconds since 1970. */
export function createReferenceData(pool: pg.Pool, clock: () => number): ReferenceData {
  let held: { snapshot: ReferenceSnapshot; readAt: number; fingerprint: string } | null = null;
  let reading: Promise<ReferenceSnapshot> | null = null;

  async function read(): Promise<ReferenceSnapshot> {
    const rows = await readRows(pool);
    const fingerprint = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
    // The same rows keep the same objects, and with them the calendar's own tables of days.
    const snapshot = held?.fingerprint === fingerprint ? held.snapshot : snapshotOf(rows);
    held = { snapshot, readAt: clock(), fingerprint };
    return snapshot;
  }

  function refresh(): Promise<ReferenceSnapshot> {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }

  return {
    async current() {
      if (held === null) return refresh();
      if (clock() - held.readAt < FRESH_FOR_MS) return held.snapshot;
      try {
        return await refresh();
      } catch {
        // PostgreSQL is away: what was true a moment ago is the best there is, and the caller's own write will tell.
        return held.snapshot;
      }
    },
    refresh,
  };
}

function snapshotOf(rows: Rows): ReferenceSnapshot {
  const units = unitsOf(rows.units);
  const classes = new Map(rows.classes.map((row) => [row.code, classOf(row, units)]));
  const serviceRows = new Map(rows.services.map((row) => [row.class_code, row.data]));
  const years = rows.years.map((row) => parseCalendarYear(row.data));
  const packs = rows.packs.map((row) => row.data);
  const byKey = new Map(packs.map((pack) => [`${pack.code}@${pack.version}`, pack]));
  const assignments = rows.assignments.map(({ effective_from, effective_to, ...row }) => ({
    ...row,
    effectiveFrom: new Date(effective_from).toISOString(),
    effectiveTo: effective_to === null ? null : new Date(effective_to).toISOString(),
  }));
  const calendars = new Map<string | null, WorkingCalendar>(
    rows.hours.map((row) => [row.unit_id, calendarOf(years, row.data)]),
  );
  return {
    units,
    classes,
    serviceRows,
    years,
    yearVersions: new Map(rows.years.map(({ version }, at) => [years[at]?.year ?? 0, version])),
    officeHours: rows.hours.map(({ unit_id: unit, version, data: hours }) => ({ unit, version, hours })),
    packs,
    assignments,
    wordings: new Map(rows.wordings.map(({ code, version, data }) => [code, { version, data }])),
    contacts: contactDirectory(rows.contacts, (unit) => units.get(unit)?.path ?? []),
    pack: (code, version) => byKey.get(`${code}@${version}`),
    selectPack: (question) => selectPack(assignments, packs, question),
    calendarFor(unitPath) {
      const owner = unitPath.findLast((id) => calendars.has(id)) ?? null;
      const calendar = calendars.get(owner);
      if (!calendar) throw new Error('There are no office hours without a unit. Run: huiying seed');
      return calendar;
    },
  };
}

export function contactDirectory(
  contacts: readonly ContactFacts[],
  pathOf: (unit: string) => readonly string[],
): ContactDirectory {
  const byPlace = groupedBy(contacts, ({ unit, position }) => `${unit} ${position}`);
  const byPosition = groupedBy(contacts, ({ position }) => position);
  return {
    contactsAt: (unit, position) => byPlace.get(`${unit} ${position}`) ?? [],
    contactsIn: (position) => byPosition.get(position) ?? [],
    pathOf,
  };
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function unitOf(row: Rows['units'][number]): UnitView {
  const level = UNIT_LEVELS.find((one): one is UnitLevel => one === row.level);
  if (!level) throw new Error(`Unit ${row.id} has the unknown level ${row.level}.`);
  return {
    ...{ id: row.id, name: row.name, nameEn: row.name_en, level, parent: row.parent_id, path: row.path ?? [] },
    ...{ version: row.version, successor: row.successor_id, formerAbove: row.former_above },
    closedAt: row.closed_at === null ? null : new Date(row.closed_at).toISOString(),
  };
}

/** Each with the others for which it is taken, where there are some. */
function unitsOf(rows: Rows['units']): Map<string, UnitView> {
  const units = new Map(rows.map((row) => [row.id, unitOf(row)]));
  const changed = [...units.values()].some(
    ({ successor, formerAbove }) => successor !== null || formerAbove.length > 0,
  );
  if (!changed) return units;
  return new Map(
    [...units.values()].map((unit) => {
      const takenFor = alsoTakenFor(unit.id, units);
      return [unit.id, takenFor.length > 0 ? { ...unit, takenFor } : unit];
    }),
  );
}

/** The catalogue names who goes on with the matters of a unit that was closed. */
function classOf(row: Rows['classes'][number], units: ReadonlyMap<string, UnitView>): ClassView {
  return {
    code: row.code,
    name: row.name,
    nameEn: row.name_en,
    parent: row.parent_code,
    level: row.level,
    owners: [...new Set((row.owners ?? []).map((owner) => goesOnAs(owner, units)))],
    version: row.version,
    departmentOnly: row.department_only,
    neverDecline: row.never_decline,
    statutory: row.statutory_days === null ? null : { workingDays: row.statutory_days, lawRef: row.law_ref ?? '' },
  };
}

/** The version is what the calendar says: the same days and hours are the same version, on every machine. */
function calendarOf(years: readonly CalendarYear[], hours: WorkingHours): WorkingCalendar {
  const version = createHash('sha256')
    .update(JSON.stringify([years, hours]))
    .digest('hex')
    .slice(0, 12);
  return { version, utcOffsetMinutes: CHINA_OFFSET_MINUTES, hours, years };
}

/** The facts of a class, without its names. */
export function classFactsOf(view: ClassView | undefined): ClassFacts | null {
  if (!view) return null;
  const { code, departmentOnly, neverDecline, statutory } = view;
  return { code, departmentOnly, neverDecline, statutory };
}

export function unitFactsOf({ id, level, path, takenFor }: UnitView): UnitFacts {
  return { id, level, path, ...(takenFor !== undefined && { takenFor }) };
}

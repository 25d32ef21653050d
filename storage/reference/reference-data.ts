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
import type { ClassFacts, UnitFacts } from '../../domain/ticket/ticket.js';
import type { UnitLevel } from '../../domain/ticket/vocabulary.js';
import { UNIT_LEVELS } from '../../domain/ticket/vocabulary.js';
import type { Position, Transport } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { REACHED_BY } from '../notice/contact-ways.js';
import { bool, instant, int, json, jsonb, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';

export interface UnitView extends UnitFacts {
  readonly name: string;
  readonly nameEn: string;
  readonly parent: string | null;
}

export interface ClassView extends ClassFacts {
  readonly name: string;
  readonly nameEn: string;
  readonly parent: string | null;
  readonly level: number;
  readonly owners: readonly string[];
}

/** Everything that rules ask for and administrators change: one consistent picture, replaced as a whole. */
export interface ReferenceSnapshot {
  readonly units: ReadonlyMap<string, UnitView>;
  readonly classes: ReadonlyMap<string, ClassView>;
  /** By the code of a class or of a branch. */
  readonly serviceRows: ReadonlyMap<string, ServiceRow>;
  readonly years: readonly CalendarYear[];
  readonly packs: readonly PolicyPack[];
  readonly assignments: readonly PolicyAssignment[];
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

/**
 * Every process reads all of it every few seconds, as one picture: so it is one statement and one round trip, and a
 * process that does no more with these tables does without Prisma Client. Each part is a statement of its own, so that
 * the columns of each are held to the schema.
 */
const PARTS = {
  units: statement('SELECT id, name, name_en, level, parent_id, path FROM unit ORDER BY id', {
    gives: { id: text, name: text, name_en: text, level: text, parent_id: orNull(text), path: orNull(listOf(text)) },
  }),
  classes: statement(
    `SELECT code, name, name_en, parent_code, level, department_only, never_decline, statutory_days, law_ref, owners
     FROM ticket_class ORDER BY code`,
    {
      gives: {
        code: text,
        name: text,
        name_en: text,
        parent_code: orNull(text),
        level: int,
        department_only: bool,
        never_decline: bool,
        statutory_days: orNull(int),
        law_ref: orNull(text),
        owners: orNull(listOf(text)),
      },
    },
  ),
  services: statement('SELECT class_code, data FROM open311_service ORDER BY class_code', {
    gives: { class_code: text, data: jsonb<ServiceRow>() },
  }),
  years: statement('SELECT data FROM calendar_year ORDER BY year', { gives: { data: jsonb<unknown>() } }),
  hours: statement('SELECT unit_id, data FROM office_hours ORDER BY id', {
    gives: { unit_id: orNull(text), data: jsonb<WorkingHours>() },
  }),
  packs: statement('SELECT data FROM policy_pack ORDER BY code, version', { gives: { data: jsonb<PolicyPack>() } }),
  assignments: statement(
    `SELECT pack, version, unit, channel, priority, effective_from, effective_to FROM policy_assignment ORDER BY id`,
    {
      gives: {
        pack: text,
        version: text,
        unit: orNull(text),
        channel: orNull(text),
        priority: int,
        effective_from: instant,
        effective_to: orNull(instant),
      },
    },
  ),
  contacts: statement(
    `SELECT id, unit_id AS unit, position, language, ${REACHED_BY} AS "reachedBy" FROM contact c WHERE active ORDER BY id`,
    {
      gives: {
        id: uuid,
        unit: text,
        position: textOf<Position>(),
        language: textOf<Language>(),
        reachedBy: listOf(textOf<Transport>()),
      },
    },
  ),
};
type Parts = typeof PARTS;
/** In JSON an instant is a text. */
type InJson<Value> = Value extends Date ? string : Value;
type Rows = {
  [Part in keyof Parts]: {
    [Column in keyof RowOf<Parts[Part]['gives']>]: InJson<RowOf<Parts[Part]['gives']>[Column]>;
  }[];
};

const READ = statement(
  `SELECT json_build_object(${Object.entries(PARTS)
    .map(([name, part]) => `'${name}', (SELECT coalesce(json_agg(x), '[]') FROM (${part.text}) AS x)`)
    .join(', ')}) AS rows`,
  { gives: { rows: json<Rows>() } },
);

async function readRows(pool: pg.Pool): Promise<Rows> {
  const [row] = await READ.rows(pool, []);
  if (!row) throw new Error('The reference data could not be read.');
  return row.rows;
}

function snapshotOf(rows: Rows): ReferenceSnapshot {
  const units = new Map(rows.units.map((row) => [row.id, unitOf(row)]));
  const classes = new Map(rows.classes.map((row) => [row.code, classOf(row)]));
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
    packs,
    assignments,
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
  return { id: row.id, name: row.name, nameEn: row.name_en, level, parent: row.parent_id, path: row.path ?? [] };
}

function classOf(row: Rows['classes'][number]): ClassView {
  return {
    code: row.code,
    name: row.name,
    nameEn: row.name_en,
    parent: row.parent_code,
    level: row.level,
    owners: row.owners ?? [],
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

export function unitFactsOf({ id, level, path }: UnitView): UnitFacts {
  return { id, level, path };
}

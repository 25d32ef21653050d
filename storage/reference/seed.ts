import { isDeepStrictEqual } from 'node:util';
import { inChina } from '../../domain/calendar/china-time.js';
import { openDatabase } from '../postgres/database.js';
import { asJson, inside, inTables, takeLock, type Tables } from '../postgres/prisma.js';
import { saveClasses, saveUnits, type Saved } from './city-store.js';
import { saveOutlines } from './outline-store.js';
import { seedDemoAccounts } from '../access/seed-accounts.js';
import { seedContacts } from './seed-contacts.js';
import {
  DISTRICT_OFFICE_HOURS,
  readCalendarYears,
  readClasses,
  readOutlines,
  readPolicyPacks,
  readServices,
  readUnits,
  STANDARD_OFFICE_HOURS,
  type SeedOfficeHours,
  type SeedPack,
  type SeedUnit,
} from './seed-data.js';

export interface SeedOptions {
  /** With the invented city, its classes and its accounts; for a database that serves no real citizen. */
  readonly demo: boolean;
  /** Where the demonstration's accounts are written. */
  readonly dataDir: string;
  /** The key that personal data is sealed under. Reference data holds nothing personal, so none of it is sealed. */
  readonly masterKey?: Buffer;
}

/**
 * Every process that seeds takes this advisory lock, so that two starting together do not make two sets of accounts.
 */
const SEED_LOCK = 7_312_345;

/** A pack for every ticket, from before the first; and one in seconds for what the simulator makes. */
const ASSIGNMENTS = [
  { id: 'default', pack: 'default', channel: null, priority: 0 },
  { id: 'simulation', pack: 'demo', channel: 'simulation', priority: 100 },
] as const;
const ASSIGNED_FROM = inChina('2020-01-01').toISOString();

/**
 * Puts in what a server cannot work without, in one transaction; may be repeated at every start. Calendars, policy
 * packs, assignments and office hours are added where they are missing and never touched again, for they are the
 * administrator's from then on. The invented city, which is ours, follows its files, but for what an administrator
 * changed in it.
 */
export async function seed(databaseUrl: string, options: SeedOptions): Promise<{ summary: string }> {
  const { pool, close } = openDatabase(databaseUrl, { connections: 1, onError: () => undefined, patient: true });
  try {
    const done = await inTables(pool, async (tx) => {
      await takeLock(tx, SEED_LOCK);
      return [...(await seedRules(tx, options.demo)), ...(options.demo ? await seedCity(tx, options.dataDir) : [])];
    });
    return { summary: done.length > 0 ? done.join(', ') : 'nothing was missing' };
  } finally {
    await close();
  }
}

async function seedRules(tx: Tables, demo: boolean): Promise<string[]> {
  const packs = await readPolicyPacks();
  return [
    counted(await seedCalendar(tx, demo), 'calendar year'),
    counted(await seedOfficeHours(tx, STANDARD_OFFICE_HOURS), 'set of office hours', 'sets of office hours'),
    counted(await seedPacks(tx, packs), 'policy pack'),
    counted(await seedAssignments(tx, packs), 'policy assignment'),
  ].flat();
}

async function seedCity(tx: Tables, dataDir: string): Promise<string[]> {
  const units = await readUnits();
  return [
    counted(await seedUnits(tx, units), 'unit'),
    counted(await seedClasses(tx), 'class', 'classes'),
    counted((await saveOutlines(inside(tx), await readOutlines())).length, 'outline of an area', 'outlines of areas'),
    counted(await seedContacts(tx, units), 'contact'),
    counted(await upsertServices(tx), 'row of the public service list', 'rows of the public service list'),
    counted(
      await seedOfficeHours(tx, DISTRICT_OFFICE_HOURS),
      'district with hours of its own',
      'districts with hours of their own',
    ),
    await seedDemoAccounts(tx, dataDir, units),
  ].flat();
}

function counted(count: number, one: string, many = `${one}s`): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}

/**
 * The demonstration also takes over a year whose notice has been published since. Elsewhere that is a command, because
 * tickets with dates in that year must be told.
 */
async function seedCalendar(tx: Tables, demo: boolean): Promise<number> {
  let count = 0;
  for (const year of await readCalendarYears()) {
    const row = { year: year.year, status: year.status, source: year.source, data: asJson(year) };
    const added = await tx.calendarYear.createMany({ data: [row], skipDuplicates: true });
    const replaced =
      demo && year.status === 'official'
        ? await tx.calendarYear.updateMany({ where: { year: year.year, status: 'provisional' }, data: row })
        : { count: 0 };
    count += added.count + replaced.count;
  }
  return count;
}

async function seedOfficeHours(tx: Tables, { id, unitId, data }: SeedOfficeHours): Promise<number> {
  const { count } = await tx.officeHours.createMany({
    data: [{ id, unitId, data: asJson(data) }],
    skipDuplicates: true,
  });
  return count;
}

/** A published pack never changes: tickets hold on to its code and version. */
async function seedPacks(tx: Tables, packs: readonly SeedPack[]): Promise<number> {
  const rows = packs.map(({ code, version, data }) => ({ code, version, data: asJson(data as object) }));
  const { count } = await tx.policyPack.createMany({ data: rows, skipDuplicates: true });
  return count;
}

async function seedAssignments(tx: Tables, packs: readonly SeedPack[]): Promise<number> {
  const rows = ASSIGNMENTS.map((row) => {
    const pack = packs.find(({ code }) => code === row.pack);
    if (!pack)
      throw new Error(`data/policies/ has no pack ${row.pack}, which is assigned from the start. Restore the file.`);
    return { ...row, version: pack.version, effectiveFrom: ASSIGNED_FROM };
  });
  const { count } = await tx.policyAssignment.createMany({ data: rows, skipDuplicates: true });
  return count;
}

/** What an administrator changed is left alone; everything else follows its files. */
async function seedUnits(tx: Tables, units: readonly SeedUnit[]): Promise<number> {
  const changed = await tx.unit.findMany({ where: { version: { gt: 1 } }, select: { id: true } });
  const ids = new Set(changed.map(({ id }) => id));
  return countOf(
    await saveUnits(
      tx,
      units.filter(({ id }) => !ids.has(id)),
      false,
    ),
  );
}

async function seedClasses(tx: Tables): Promise<number> {
  const changed = await tx.ticketClass.findMany({ where: { version: { gt: 1 } }, select: { code: true } });
  const codes = new Set(changed.map(({ code }) => code));
  const classes = await readClasses();
  return countOf(
    await saveClasses(
      tx,
      classes.filter(({ code }) => !codes.has(code)),
      false,
    ),
  );
}

const countOf = ({ added, changed }: Saved): number => added.length + changed.length;

async function upsertServices(tx: Tables): Promise<number> {
  const there = new Map((await tx.open311Service.findMany()).map(({ classCode, data }) => [classCode, data]));
  let count = 0;
  for (const { classCode, ...service } of await readServices()) {
    const data = asJson(service);
    // PostgreSQL keeps no order of keys.
    if (isDeepStrictEqual(there.get(classCode), data)) continue;
    await tx.open311Service.upsert({ where: { classCode }, create: { classCode, data }, update: { data } });
    count += 1;
  }
  return count;
}

import pg from 'pg';
import { inChina } from '../../domain/calendar/china-time.js';
import type { Queryable } from '../access/api-keys.js';
import { saveClasses, saveUnits, type Saved } from './city-store.js';
import { seedDemoAccounts } from '../access/seed-accounts.js';
import { seedContacts } from './seed-contacts.js';
import {
  DISTRICT_OFFICE_HOURS,
  readCalendarYears,
  readClasses,
  readPolicyPacks,
  readServices,
  readUnits,
  STANDARD_OFFICE_HOURS,
  type SeedOfficeHours,
  type SeedPack,
} from './seed-data.js';

export interface SeedOptions {
  /** With the invented city, its classes and its accounts; for a database that serves no real citizen. */
  readonly demo: boolean;
  /** Where the demonstration's accounts are written. */
  readonly dataDir: string;
  /** The key that personal data is sealed under. Reference data holds nothing personal, so none of it is sealed. */
  readonly masterKey?: Buffer;
}

/** Every process that seeds takes this advisory lock, so that two starting together do not make two sets of accounts. */
const SEED_LOCK = 7_312_345;

/** A pack for every ticket, from before the first; and one in seconds for what the simulator makes. */
const ASSIGNMENTS = [
  { id: 'default', pack: 'default', channel: null, priority: 0 },
  { id: 'simulation', pack: 'demo', channel: 'simulation', priority: 100 },
] as const;
const ASSIGNED_FROM = inChina('2020-01-01').toISOString();

/**
 * Puts in what a server cannot work without, in one transaction; may be repeated at every start. Calendars, policy packs,
 * assignments and office hours are added where they are missing and never touched again, for they are the
 * administrator's from then on. The invented city, which is ours, follows its files.
 */
export async function seed(databaseUrl: string, options: SeedOptions): Promise<{ summary: string }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK]);
    const done = [
      ...(await seedRules(client, options.demo)),
      ...(options.demo ? await seedCity(client, options.dataDir) : []),
    ];
    await client.query('COMMIT');
    return { summary: done.length > 0 ? done.join(', ') : 'nothing was missing' };
  } finally {
    // Ending the connection also rolls back what was not committed.
    await client.end();
  }
}

async function seedRules(database: Queryable, demo: boolean): Promise<string[]> {
  const packs = await readPolicyPacks();
  return [
    counted(await seedCalendar(database, demo), 'calendar year'),
    counted(await seedOfficeHours(database, STANDARD_OFFICE_HOURS), 'set of office hours', 'sets of office hours'),
    counted(await seedPacks(database, packs), 'policy pack'),
    counted(await seedAssignments(database, packs), 'policy assignment'),
  ].flat();
}

async function seedCity(database: Queryable, dataDir: string): Promise<string[]> {
  const units = await readUnits();
  return [
    counted(countOf(await saveUnits(database, units)), 'unit'),
    counted(countOf(await saveClasses(database, await readClasses())), 'class', 'classes'),
    counted(await seedContacts(database, units), 'contact'),
    counted(await upsertServices(database), 'row of the public service list', 'rows of the public service list'),
    counted(
      await seedOfficeHours(database, DISTRICT_OFFICE_HOURS),
      'district with hours of its own',
      'districts with hours of their own',
    ),
    await seedDemoAccounts(database, dataDir, units),
  ].flat();
}

function counted(count: number, one: string, many = `${one}s`): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}

/**
 * The demonstration also takes over a year whose notice has been published since. Elsewhere that is a command, because
 * tickets with dates in that year must be told.
 */
async function seedCalendar(database: Queryable, demo: boolean): Promise<number> {
  const rows = (await readCalendarYears()).map((data) => ({ ...data, data }));
  const { rowCount } = await database.query(
    `INSERT INTO calendar_year (year, status, source, data)
     SELECT year, status, source, data
       FROM jsonb_to_recordset($1::jsonb) AS shipped(year int, status text, source text, data jsonb)
     ON CONFLICT (year) DO UPDATE SET status = excluded.status, source = excluded.source, data = excluded.data
      WHERE $2::boolean AND calendar_year.status = 'provisional' AND excluded.status = 'official'`,
    [JSON.stringify(rows), demo],
  );
  return rowCount ?? 0;
}

async function seedOfficeHours(database: Queryable, { id, unitId, data }: SeedOfficeHours): Promise<number> {
  const { rowCount } = await database.query(
    'INSERT INTO office_hours (id, unit_id, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [id, unitId, JSON.stringify(data)],
  );
  return rowCount ?? 0;
}

/** A published pack never changes: tickets hold on to its code and version. */
async function seedPacks(database: Queryable, packs: readonly SeedPack[]): Promise<number> {
  const { rowCount } = await database.query(
    `INSERT INTO policy_pack (code, version, data)
     SELECT code, version, data FROM jsonb_to_recordset($1::jsonb) AS shipped(code text, version text, data jsonb)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(packs)],
  );
  return rowCount ?? 0;
}

async function seedAssignments(database: Queryable, packs: readonly SeedPack[]): Promise<number> {
  const rows = ASSIGNMENTS.map((row) => {
    const pack = packs.find(({ code }) => code === row.pack);
    if (!pack)
      throw new Error(`data/policies/ has no pack ${row.pack}, which is assigned from the start. Restore the file.`);
    return { ...row, version: pack.version };
  });
  const { rowCount } = await database.query(
    `INSERT INTO policy_assignment (id, pack, version, channel, priority, effective_from)
     SELECT id, pack, version, channel, priority, $2
       FROM jsonb_to_recordset($1::jsonb) AS shipped(id text, pack text, version text, channel text, priority int)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows), ASSIGNED_FROM],
  );
  return rowCount ?? 0;
}

const countOf = ({ added, changed }: Saved): number => added.length + changed.length;

async function upsertServices(database: Queryable): Promise<number> {
  const rows = (await readServices()).map(({ classCode, ...data }) => ({ classCode, data }));
  const { rowCount } = await database.query(
    `INSERT INTO open311_service (class_code, data)
     SELECT "classCode", data FROM jsonb_to_recordset($1::jsonb) AS shipped("classCode" text, data jsonb)
     ON CONFLICT (class_code) DO UPDATE SET data = excluded.data
      WHERE open311_service IS DISTINCT FROM excluded`,
    [JSON.stringify(rows)],
  );
  return rowCount ?? 0;
}

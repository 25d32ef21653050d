import type pg from 'pg';
import { classTree, type ClassWish, type PlacedClass } from '../../domain/city/class-tree.js';
import { unitTree, type ListFault, type PlacedUnit, type UnitWish } from '../../domain/city/unit-tree.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { Queryable } from '../access/api-keys.js';

/** What a list did: ids of what is new, and of what reads otherwise now. */
export interface Saved {
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/** A list of units or classes that cannot be taken; nothing of it was. */
export class ListRefused extends Error {
  override readonly name = 'ListRefused';
  constructor(readonly faults: readonly ListFault[]) {
    super(faults.map(({ of, says }) => `${of}: ${says}`).join(' '));
  }
}

export interface CityStore {
  saveUnits(wishes: readonly UnitWish[]): Promise<Saved>;
  saveClasses(wishes: readonly ClassWish[]): Promise<Saved>;
}

/** Whoever changes the city's lists takes this advisory lock, so that what was looked at is what is changed. */
const CITY_LOCK = 7_312_346;

/** What is added and changed is whole or not at all. Nothing is ever removed: tickets name it. */
export function createCityStore(pool: pg.Pool): CityStore {
  async function inTransaction(work: (client: pg.PoolClient) => Promise<Saved>): Promise<Saved> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const saved = await work(client);
      await client.query('COMMIT');
      client.release();
      return saved;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      client.release();
      throw error;
    }
  }
  return {
    saveUnits: (wishes) => inTransaction((client) => saveUnits(client, wishes)),
    saveClasses: (wishes) => inTransaction((client) => saveClasses(client, wishes)),
  };
}

/** In the caller's transaction. */
export async function saveUnits(database: Queryable, wishes: readonly UnitWish[]): Promise<Saved> {
  await database.query('SELECT pg_advisory_xact_lock($1)', [CITY_LOCK]);
  const { rows: known } = await database.query<PlacedUnit>(
    'SELECT id, name, name_en AS "nameEn", level, parent_id AS parent, path FROM unit ORDER BY cardinality(path), id',
  );
  const tree = unitTree(known, wishes);
  if ('faults' in tree) throw new ListRefused(tree.faults);
  const before = new Map(known.map((unit) => [unit.id, unit]));
  const moved = tree.units.filter(({ id, path }) => before.has(id) && before.get(id)?.path.join() !== path.join());
  await refuseMovesOfBusy(
    database,
    moved.map(({ id }) => id),
  );
  const { rows } = await database.query<{ id: string; added: boolean }>(
    `INSERT INTO unit (id, name, name_en, level, parent_id, path)
     SELECT id, name, "nameEn", level, parent, path
       FROM jsonb_to_recordset($1::jsonb) AS given(id text, name text, "nameEn" text, level text, parent text, path text[])
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, level = excluded.level,
       parent_id = excluded.parent_id, path = excluded.path
      WHERE unit IS DISTINCT FROM excluded
     RETURNING id, xmax = 0 AS added`,
    [JSON.stringify(tree.units)],
  );
  return savedOf(rows);
}

/** An open ticket carries the path of its units; it would be out of the sight of those above who have it now. */
async function refuseMovesOfBusy(database: Queryable, moved: readonly string[]): Promise<void> {
  if (moved.length === 0) return;
  const ended = Object.entries(STATE_KIND).flatMap(([state, kind]) => (kind === 'end' ? [state] : []));
  const { rows } = await database.query<{ id: string; tickets: number }>(
    `SELECT m.id, count(*)::int AS tickets FROM unnest($1::text[]) AS m (id)
       JOIN ticket t ON t.lead_path @> ARRAY[m.id] OR t.task_units @> ARRAY[m.id] OR t.area_path @> ARRAY[m.id]
      WHERE t.state <> ALL ($2::text[]) GROUP BY m.id ORDER BY m.id`,
    [moved, ended],
  );
  if (rows.length === 0) return;
  throw new ListRefused(
    rows.map(({ id, tickets }) => ({
      of: id,
      field: 'parent',
      says: `${id} has open tickets (${tickets}) and cannot be moved in the tree. Make a new unit beside it.`,
    })),
  );
}

/** In the caller's transaction. */
export async function saveClasses(database: Queryable, wishes: readonly ClassWish[]): Promise<Saved> {
  await database.query('SELECT pg_advisory_xact_lock($1)', [CITY_LOCK]);
  const { rows: units } = await database.query<{ id: string }>('SELECT id FROM unit');
  const { rows: known } = await database.query<PlacedClass>(
    `SELECT code, name, name_en AS "nameEn", parent_code AS parent, level, owners, department_only AS "departmentOnly",
            never_decline AS "neverDecline", CASE WHEN statutory_days IS NOT NULL THEN
              json_build_object('workingDays', statutory_days, 'lawRef', coalesce(law_ref, '')) END AS statutory
       FROM ticket_class ORDER BY level, code`,
  );
  const tree = classTree(known, wishes, new Set(units.map(({ id }) => id)));
  if ('faults' in tree) throw new ListRefused(tree.faults);
  const { rows } = await database.query<{ id: string; added: boolean }>(
    `INSERT INTO ticket_class (code, name, name_en, parent_code, level, department_only, never_decline, statutory_days, law_ref, owners)
     SELECT code, name, "nameEn", parent, level, "departmentOnly", "neverDecline", (statutory->>'workingDays')::int, statutory->>'lawRef', owners
       FROM jsonb_to_recordset($1::jsonb)
         AS given(code text, name text, "nameEn" text, parent text, level int, "departmentOnly" boolean, "neverDecline" boolean,
                  statutory jsonb, owners text[])
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, parent_code = excluded.parent_code,
       level = excluded.level, department_only = excluded.department_only, never_decline = excluded.never_decline,
       statutory_days = excluded.statutory_days, law_ref = excluded.law_ref, owners = excluded.owners
      WHERE ticket_class IS DISTINCT FROM excluded
     RETURNING code AS id, xmax = 0 AS added`,
    [JSON.stringify(tree.classes)],
  );
  return savedOf(rows);
}

function savedOf(rows: readonly { id: string; added: boolean }[]): Saved {
  const ids = (added: boolean): string[] => rows.filter((row) => row.added === added).map(({ id }) => id);
  return { added: ids(true), changed: ids(false) };
}

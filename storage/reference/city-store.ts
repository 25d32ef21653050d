import type pg from 'pg';
import { classTree, type ClassWish, type PlacedClass } from '../../domain/city/class-tree.js';
import { unitTree, type ListFault, type PlacedUnit, type UnitWish } from '../../domain/city/unit-tree.js';
import { STATE_KIND, type UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { TicketClass, Unit } from '../generated/client.js';
import { int, listOf, text } from '../postgres/kinds.js';
import { inside, inTables, takeLock, type Tables } from '../postgres/prisma.js';
import { statement, type Queryable } from '../postgres/statement.js';

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
  return {
    saveUnits: (wishes) => inTables(pool, (tx) => saveUnits(tx, wishes)),
    saveClasses: (wishes) => inTables(pool, (tx) => saveClasses(tx, wishes)),
  };
}

/** In the caller's transaction. */
export async function saveUnits(tx: Tables, wishes: readonly UnitWish[]): Promise<Saved> {
  await takeLock(tx, CITY_LOCK);
  const known = (await tx.unit.findMany()).map(placedUnit);
  known.sort((one, other) => one.path.length - other.path.length || (one.id < other.id ? -1 : 1));
  const tree = unitTree(known, wishes);
  if ('faults' in tree) throw new ListRefused(tree.faults);
  const before = new Map(known.map((unit) => [unit.id, unit]));
  const moved = tree.units.filter(({ id, path }) => before.has(id) && before.get(id)?.path.join() !== path.join());
  await refuseMovesOfBusy(
    inside(tx),
    moved.map(({ id }) => id),
  );
  const rows = tree.units.map(unitRow);
  // Parents come first in the tree, and so does what names them.
  const { added, changed } = compared(known.map(unitRow), rows, ({ id }) => id);
  await tx.unit.createMany({ data: added });
  for (const { id, ...data } of changed) await tx.unit.update({ where: { id }, data });
  return { added: added.map(({ id }) => id), changed: changed.map(({ id }) => id) };
}

const BUSY = statement(
  `SELECT m.id, count(*)::int AS tickets FROM unnest($1::text[]) AS m (id)
     JOIN ticket t ON t.lead_path @> ARRAY[m.id] OR t.task_units @> ARRAY[m.id] OR t.area_path @> ARRAY[m.id]
    WHERE t.state <> ALL ($2::text[]) GROUP BY m.id ORDER BY m.id`,
  { takes: [listOf(text), listOf(text)], gives: { id: text, tickets: int } },
);

/** An open ticket carries the path of its units; it would be out of the sight of those above who have it now. */
async function refuseMovesOfBusy(database: Queryable, moved: readonly string[]): Promise<void> {
  if (moved.length === 0) return;
  const ended = Object.entries(STATE_KIND).flatMap(([state, kind]) => (kind === 'end' ? [state] : []));
  const rows = await BUSY.rows(database, [moved, ended]);
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
export async function saveClasses(tx: Tables, wishes: readonly ClassWish[]): Promise<Saved> {
  await takeLock(tx, CITY_LOCK);
  const units = await tx.unit.findMany({ select: { id: true } });
  const known = (await tx.ticketClass.findMany({ orderBy: [{ level: 'asc' }, { code: 'asc' }] })).map(placedClass);
  const tree = classTree(known, wishes, new Set(units.map(({ id }) => id)));
  if ('faults' in tree) throw new ListRefused(tree.faults);
  const { added, changed } = compared(known.map(classRow), tree.classes.map(classRow), ({ code }) => code);
  await tx.ticketClass.createMany({ data: added });
  for (const { code, ...data } of changed) await tx.ticketClass.update({ where: { code }, data });
  return { added: added.map(({ code }) => code), changed: changed.map(({ code }) => code) };
}

/** What is new, and what reads otherwise now. */
function compared<Row>(
  known: readonly Row[],
  wanted: readonly Row[],
  nameOf: (row: Row) => string,
): { added: Row[]; changed: Row[] } {
  const before = new Map(known.map((row) => [nameOf(row), JSON.stringify(row)]));
  return {
    added: wanted.filter((row) => !before.has(nameOf(row))),
    changed: wanted.filter((row) => before.has(nameOf(row)) && before.get(nameOf(row)) !== JSON.stringify(row)),
  };
}

function placedUnit({ id, name, nameEn, level, parentId, path }: Unit): PlacedUnit {
  return { id, name, nameEn, level: level as UnitLevel, parent: parentId, path };
}

function unitRow({ id, name, nameEn, level, parent, path }: PlacedUnit): Unit {
  return { id, name, nameEn, level, parentId: parent, path: [...path] };
}

function placedClass({ parentCode, statutoryDays, lawRef, ...same }: TicketClass): PlacedClass {
  const statutory = statutoryDays === null ? null : { workingDays: statutoryDays, lawRef: lawRef ?? '' };
  return { ...same, parent: parentCode, statutory };
}

function classRow({ code, name, nameEn, parent, level, departmentOnly, neverDecline, statutory, owners }: PlacedClass) {
  return {
    ...{ code, name, nameEn, parentCode: parent, level, departmentOnly, neverDecline },
    statutoryDays: statutory?.workingDays ?? null,
    lawRef: statutory?.lawRef ?? null,
    owners: [...owners],
  };
}

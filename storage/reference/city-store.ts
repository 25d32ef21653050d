import { classTree, type ClassWish, type PlacedClass } from '../../domain/city/class-tree.js';
import { closingFaults, noMoreBelow, type Closing, type OpenOrClosed } from '../../domain/city/closing.js';
import { unitTree, type ListFault, type PlacedUnit, type UnitWish } from '../../domain/city/unit-tree.js';
import { STATE_KIND, type UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { Change } from '../admin/change-trail.js';
import type { TicketClass, Unit } from '../generated/client.js';
import { int, listOf, text } from '../postgres/kinds.js';
import { inside, takeLock, type Tables } from '../postgres/prisma.js';
import { statement, type Queryable } from '../postgres/statement.js';

/** What a list did: ids of what is new, and of what reads otherwise now; and the same for the trail. */
export interface Saved {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly changes: readonly Change[];
}

/** A list of units or classes that cannot be taken; nothing of it was. */
export class ListRefused extends Error {
  override readonly name = 'ListRefused';
  constructor(readonly faults: readonly ListFault[]) {
    super(faults.map(({ of, says }) => `${of}: ${says}`).join(' '));
  }
}

/** Whoever changes the city's lists takes this advisory lock, so that what was looked at is what is changed. */
const CITY_LOCK = 7_312_346;

/**
 * In the caller's transaction. Whole or not at all; nothing is ever removed, for tickets name it. Not `counted`: what
 * is changed is no change by an administrator.
 */
export async function saveUnits(tx: Tables, wishes: readonly UnitWish[], counted = true): Promise<Saved> {
  await takeLock(tx, CITY_LOCK);
  const rows = await tx.unit.findMany();
  const closed = new Set(rows.filter(({ closedAt }) => closedAt !== null).map(({ id }) => id));
  const known = rows.map(placedUnit);
  known.sort((one, other) => one.path.length - other.path.length || (one.id < other.id ? -1 : 1));
  const tree = unitTree(known, wishes);
  if ('faults' in tree) throw new ListRefused(tree.faults);
  const before = new Map(rows.map((row) => [row.id, row]));
  const moved = tree.units.filter(({ id, path }) => before.has(id) && before.get(id)?.path.join() !== path.join());
  const faults = noMoreBelow(tree.units, new Map(known.map(({ id, parent }) => [id, parent])), closed);
  if (faults.length > 0) throw new ListRefused(faults);
  await refuseMovesOfBusy(
    inside(tx),
    moved.map(({ id }) => id),
  );
  // Parents come first in the tree, and so does what names them.
  const { added, changed } = compared(known.map(unitRow), tree.units.map(unitRow), ({ id }) => id);
  await tx.unit.createMany({ data: added });
  const changes: Change[] = added.map((row) => changeOfUnit(null, { ...row, ...OPEN, version: 1 }));
  for (const row of changed) {
    const was = before.get(row.id);
    if (!was) continue;
    // What it stood under and stands under no more is kept in mind: what was said of that was said of its own house.
    const left = was.path.filter((id) => !row.path.includes(id));
    const formerAbove = [...new Set([...was.formerAbove, ...left])];
    const version = was.version + (counted && readsOtherwise(was, row) ? 1 : 0);
    await tx.unit.update({ where: { id: row.id }, data: { ...row, formerAbove, version } });
    if (version > was.version) changes.push(changeOfUnit(was, { ...was, ...row, version }));
  }
  return { added: added.map(({ id }) => id), changed: changed.map(({ id }) => id), changes };
}

const OPEN = { closedAt: null, successorId: null } as const;

/** A unit as the trail tells of it. */
export interface UnitValue {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly nameEn: string;
  readonly level: UnitLevel;
  readonly parent: string | null;
  /** When it was closed; absent: it is open. */
  readonly closedAt?: string;
  readonly successor?: string | null;
}

type UnitRow = Pick<Unit, 'id' | 'name' | 'nameEn' | 'level' | 'parentId' | 'closedAt' | 'successorId' | 'version'>;

export function unitValue({ name, nameEn, level, parentId, closedAt, successorId }: UnitRow): UnitValue {
  return {
    ...{ name, nameEn, level: level as UnitLevel, parent: parentId },
    ...(closedAt !== null && { closedAt: closedAt.toISOString(), successor: successorId }),
  };
}

function changeOfUnit(was: UnitRow | null, is: UnitRow): Change {
  return {
    ...{ noun: 'unit', subject: is.id, act: was === null ? 'added' : 'changed', version: is.version },
    ...{ before: was && unitValue(was), after: unitValue(is) },
  };
}

/** Where a unit stands follows from those above it; that is no change of its own. */
function readsOtherwise(was: Unit, { name, nameEn, level, parentId }: ReturnType<typeof unitRow>): boolean {
  return was.name !== name || was.nameEn !== nameEn || was.level !== level || was.parentId !== parentId;
}

/** In the caller's transaction: closes a unit, or (`null`) opens it again. It keeps its place in the tree. */
export async function setClosed(tx: Tables, id: string, closing: Closing | null): Promise<void> {
  await takeLock(tx, CITY_LOCK);
  if (closing !== null) {
    const rows = await tx.unit.findMany();
    const faults = closingFaults(
      id,
      closing,
      rows.map((row) => ({ ...placedUnit(row), closed: row.closedAt !== null })),
    );
    if (faults.length > 0) throw new ListRefused(faults);
    await refuseOwnReports(inside(tx), id, closing.successor);
  }
  const data = { closedAt: closing?.at ?? null, successorId: closing?.successor ?? null, version: { increment: 1 } };
  await tx.unit.update({ where: { id }, data });
}

const OWN_REPORTS = statement(
  `SELECT count(*)::int AS tickets FROM ticket t
    WHERE t.accused_unit = $1 AND (t.lead_path @> ARRAY[$2] OR t.task_units @> ARRAY[$2]) AND t.state <> ALL ($3::text[])`,
  { takes: [text, text, listOf(text)], gives: { tickets: int } },
);

/** Whoever goes on for a unit is taken for it, and no unit handles what is about itself. */
async function refuseOwnReports(database: Queryable, id: string, successor: string): Promise<void> {
  const [row] = await OWN_REPORTS.rows(database, [id, successor, ENDED]);
  if (row === undefined || row.tickets === 0) return;
  const says = `${successor} has open tickets about ${id} (${row.tickets}), which would be about itself. Have them handled elsewhere first.`;
  throw new ListRefused([{ of: id, field: 'successor', says }]);
}

const ENDED = Object.entries(STATE_KIND).flatMap(([state, kind]) => (kind === 'end' ? [state] : []));

const BUSY = statement(
  `SELECT m.id, count(*)::int AS tickets FROM unnest($1::text[]) AS m (id)
     JOIN ticket t ON t.lead_path @> ARRAY[m.id] OR t.task_units @> ARRAY[m.id] OR t.area_path @> ARRAY[m.id]
    WHERE t.state <> ALL ($2::text[]) GROUP BY m.id ORDER BY m.id`,
  { takes: [listOf(text), listOf(text)], gives: { id: text, tickets: int } },
);

/** An open ticket carries the path of its units; it would be out of the sight of those above who have it now. */
async function refuseMovesOfBusy(database: Queryable, moved: readonly string[]): Promise<void> {
  if (moved.length === 0) return;
  const rows = await BUSY.rows(database, [moved, ENDED]);
  if (rows.length === 0) return;
  throw new ListRefused(
    rows.map(({ id, tickets }) => ({
      of: id,
      field: 'parent',
      says: `${id} has open tickets (${tickets}) and cannot be moved in the tree. Make a new unit beside it.`,
    })),
  );
}

/** In the caller's transaction. Whole or not at all; nothing is ever removed, for tickets name it. */
export async function saveClasses(tx: Tables, wishes: readonly ClassWish[], counted = true): Promise<Saved> {
  await takeLock(tx, CITY_LOCK);
  const units = await tx.unit.findMany({ select: { id: true, closedAt: true, successorId: true } });
  const rows = await tx.ticketClass.findMany({ orderBy: [{ level: 'asc' }, { code: 'asc' }] });
  const tree = classTree(rows.map(placedClass), wishes, new Map(units.map((one) => [one.id, openOrClosed(one)])));
  if ('faults' in tree) throw new ListRefused(tree.faults);
  const known = new Map(rows.map((row) => [row.code, row]));
  const after = new Map(tree.classes.map((one) => [one.code, one]));
  const { added, changed } = compared(
    rows.map(placedClass).map(classRow),
    tree.classes.map(classRow),
    ({ code }) => code,
  );
  await tx.ticketClass.createMany({ data: added });
  for (const { code, ...data } of changed)
    await tx.ticketClass.update({ where: { code }, data: { ...data, version: { increment: counted ? 1 : 0 } } });
  const changes = [...added, ...changed].flatMap(({ code }): Change[] => {
    const [was, is] = [known.get(code), after.get(code)];
    if (!is) return [];
    return [
      {
        ...{ noun: 'class', subject: code, act: was ? 'changed' : 'added', version: (was?.version ?? 0) + 1 },
        ...{ before: was ? classValue(placedClass(was)) : null, after: classValue(is) },
      },
    ];
  });
  return { added: added.map(({ code }) => code), changed: changed.map(({ code }) => code), changes };
}

function openOrClosed({ closedAt, successorId }: Pick<Unit, 'closedAt' | 'successorId'>): OpenOrClosed {
  return { closedAt: closedAt?.toISOString() ?? null, successor: successorId };
}

/** A class as the trail tells of it; how deep it lies follows from the branch above. */
export interface ClassValue extends Omit<ClassWish, 'code'> {
  readonly [field: string]: unknown;
}

export function classValue({ code: _code, level: _level, ...same }: PlacedClass): ClassValue {
  return same;
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

function unitRow({
  id,
  name,
  nameEn,
  level,
  parent,
  path,
}: PlacedUnit): Omit<Unit, 'version' | 'closedAt' | 'successorId' | 'formerAbove'> {
  return { id, name, nameEn, level, parentId: parent, path: [...path] };
}

export function placedClass({
  parentCode,
  statutoryDays,
  lawRef,
  version: _version,
  ...same
}: TicketClass): PlacedClass {
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

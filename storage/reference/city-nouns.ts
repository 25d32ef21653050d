import type { NounStore } from '../admin/noun-store.js';
import type { ClassValue, UnitValue } from './city-store.js';
import { classValue, ListRefused, placedClass, saveClasses, saveUnits, setClosed, unitValue } from './city-store.js';

/** A unit that is closed takes new names; it is opened again by taking the closing back. */
export const unitNoun: NounStore<UnitValue> = {
  noun: 'unit',
  async read(tx, id) {
    const row = await tx.unit.findUnique({ where: { id } });
    return row && { version: row.version, value: unitValue(row) };
  },
  async put(tx, id, { name, nameEn, level, parent, closedAt, successor }, before) {
    await saveUnits(tx, [{ id, name, nameEn, level, parent }]);
    if (closedAt === before?.value.closedAt && successor === before?.value.successor) return;
    if (closedAt !== undefined && successor == null) {
      throw new ListRefused([{ of: id, field: 'successor', says: 'A closed unit has a successor.' }]);
    }
    await setClosed(tx, id, closedAt === undefined || successor == null ? null : { at: new Date(closedAt), successor });
  },
};

export const classNoun: NounStore<ClassValue> = {
  noun: 'class',
  async read(tx, code) {
    const row = await tx.ticketClass.findUnique({ where: { code } });
    return row && { version: row.version, value: classValue(placedClass(row)) };
  },
  async put(tx, code, value) {
    await saveClasses(tx, [{ ...value, code }]);
  },
};

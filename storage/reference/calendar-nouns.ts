import type { CalendarYear, WorkingHours } from '../../domain/calendar/types.js';
import type { NounStore } from '../admin/noun-store.js';
import { asJson, type Tables } from '../postgres/prisma.js';

export interface YearValue extends Omit<CalendarYear, 'year'> {
  readonly [field: string]: unknown;
}
export interface HoursValue extends WorkingHours {
  readonly [field: string]: unknown;
}

/** A year by its number. Open tickets that are dated into it are told by whoever keeps the calendar. */
export const calendarYearNoun: NounStore<YearValue> = {
  noun: 'calendarYear',
  async read(tx, id) {
    const row = await tx.calendarYear.findUnique({ where: { year: Number(id) } });
    if (!row) return null;
    const { status, source, daysOff, makeUpDays } = row.data as unknown as CalendarYear;
    return { version: row.version, value: { status, source, daysOff, makeUpDays } };
  },
  async put(tx, id, value, before) {
    const year = Number(id);
    const { status, source } = value;
    const row = { status, source, data: asJson({ year, ...value }), version: (before?.version ?? 0) + 1 };
    await tx.calendarYear.upsert({ where: { year }, create: { year, ...row }, update: row });
    await noteRevision(tx, year);
  },
};

/** The hours of all that have none of their own. */
export const STANDARD_HOURS = 'default';

/** Office hours by the unit that keeps them. */
export const officeHoursNoun: NounStore<HoursValue> = {
  noun: 'officeHours',
  async read(tx, id) {
    const row = await tx.officeHours.findUnique({ where: { id } });
    return row && { version: row.version, value: row.data as unknown as HoursValue };
  },
  async put(tx, id, value, before) {
    const unitId = id === STANDARD_HOURS ? null : id;
    const row = { data: asJson(value), version: (before?.version ?? 0) + 1 };
    await tx.officeHours.upsert({ where: { id }, create: { id, unitId, ...row }, update: row });
    await noteRevision(tx, ALL_YEARS);
  },
  async remove(tx, id) {
    await tx.officeHours.deleteMany({ where: { id, unitId: { not: null } } });
    await noteRevision(tx, ALL_YEARS);
  },
};

const ALL_YEARS = 2_000;

/** Dates from this year on may have become others; tickets are told once every process knows the new calendar. */
async function noteRevision(tx: Tables, fromYear: number): Promise<void> {
  await tx.calendarRevision.create({ data: { fromYear, madeAt: new Date() } });
}

import type pg from 'pg';
import { prismaOver } from '../postgres/prisma.js';
import { FRESH_FOR_MS } from './reference-data.js';

/** Until no process dates by the calendar before, with room for the step that it was at. */
export const UNTIL_EVERYWHERE_MS = FRESH_FOR_MS + 2_000;

export interface CalendarRevisions {
  /** Those that every process knows and tickets were not told of: the first year that they concern, and their ids. */
  untold(now: Date): Promise<{ readonly fromYear: number; readonly ids: readonly bigint[] } | null>;
  told(ids: readonly bigint[], now: Date): Promise<void>;
}

/** What became of the calendar, so that a process that dies before it has told everybody leaves that to the next. */
export function createCalendarRevisions(pool: pg.Pool): CalendarRevisions {
  return {
    async untold(now) {
      const { calendarRevision } = await prismaOver(pool);
      const known = new Date(now.getTime() - UNTIL_EVERYWHERE_MS);
      const rows = await calendarRevision.findMany({ where: { toldAt: null, madeAt: { lt: known } } });
      if (rows.length === 0) return null;
      return { fromYear: Math.min(...rows.map(({ fromYear }) => fromYear)), ids: rows.map(({ id }) => id) };
    },
    async told(ids, now) {
      const { calendarRevision } = await prismaOver(pool);
      await calendarRevision.updateMany({ where: { id: { in: [...ids] } }, data: { toldAt: now } });
    },
  };
}

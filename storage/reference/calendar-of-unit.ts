import type { WorkingCalendar } from '../../domain/calendar/types.js';
import type { ReferenceSnapshot } from './reference-data.js';

/** By which hours a unit works; `null`: those that have none of their own, as the hotline. */
export function calendarOfUnit({
  units,
  calendarFor,
}: Pick<ReferenceSnapshot, 'units' | 'calendarFor'>): (unit: string | null) => WorkingCalendar {
  return (unit) => calendarFor(unit === null ? [] : (units.get(unit)?.path ?? [unit]));
}

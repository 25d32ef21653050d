import type { NoticeIntent, PlacedUnit } from '../notice/intent.js';
import type { NoticeAddressee, StaffTemplate } from '../notice/vocabulary.js';
import type { Alert } from './alert.js';

interface Rung {
  /** Milliseconds after it was to be acknowledged; `null`: at once. */
  readonly afterDue: number | null;
  readonly template: StaffTemplate & ('alertRaised' | 'alertOverdue');
  readonly level: number;
  readonly tells: Readonly<Record<'unit' | 'desk', readonly NoticeAddressee[]>>;
}

const HALF_AN_HOUR_MS = 30 * 60_000;

/** An alert that nobody takes is told higher up each time. Never a scan: each waits for its next rung. */
const RUNGS: readonly Rung[] = [
  {
    ...{ afterDue: null, template: 'alertRaised', level: 0 },
    tells: { unit: ['unitLiaison', 'dutyDesk'], desk: ['dutyDesk'] },
  },
  {
    ...{ afterDue: 0, template: 'alertOverdue', level: 1 },
    tells: { unit: ['unitDeputyHead', 'dutyDesk'], desk: ['dutyDesk', 'supervisor'] },
  },
  {
    ...{ afterDue: HALF_AN_HOUR_MS, template: 'alertOverdue', level: 2 },
    tells: { unit: ['unitHead', 'dutyDesk'], desk: ['dutyDesk', 'governmentOffice'] },
  },
];

export interface RungDue {
  /** Counts from nought; also the place among the notices of the alert. */
  readonly rung: number;
  readonly at: Date;
}

/** The rungs that nobody was told of yet: those that are due by now, and when the next one is. */
export function alertRungsOf(
  { raisedAt, acknowledgeBy, acknowledgedAt, told }: Alert,
  now: Date,
): { readonly due: readonly RungDue[]; readonly next: Date | null } {
  const left = RUNGS.map(({ afterDue }, rung): RungDue => {
    return { rung, at: afterDue === null ? raisedAt : new Date(acknowledgeBy.getTime() + afterDue) };
  })
    .slice(told)
    // Who sees to it is reminded no more.
    .filter(({ at }) => acknowledgedAt === null || at.getTime() <= acknowledgedAt.getTime());
  const due = left.filter(({ at }) => at.getTime() <= now.getTime());
  return { due, next: left[due.length]?.at ?? null };
}

/** Whom a rung tells what: codes and numbers, nothing that anybody said. */
export function alertIntentsOf(alert: Alert, rung: number, unit: PlacedUnit | null): NoticeIntent[] {
  const row = RUNGS[rung];
  if (row === undefined) return [];
  const { rule, classCode, place, tickets, citizens, acknowledgeBy } = alert;
  const params = { alertRule: rule, classCode, place, tickets, citizens, dueAt: acknowledgeBy.toISOString() };
  return row.tells[unit === null ? 'desk' : 'unit'].map((addressee) => ({
    ...{ template: row.template, addressee, params, level: row.level },
    unit: addressee.startsWith('unit') ? unit : null,
  }));
}

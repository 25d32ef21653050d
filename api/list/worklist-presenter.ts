import type { WorklistItem } from '../../contracts/worklist.js';
import { remainingOf } from '../../domain/calendar/remaining.js';
import { allowedActions } from '../../domain/ticket/decide.js';
import type { WorklistEntry } from '../../storage/list/worklist-views.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { chinaTime } from '../http/time.js';
import { asShown, levelOf, noteDisclosed, shownOf, withheldOf } from '../ticket/disclosed.js';
import type { Account } from '../access/account.js';

export function presentWorklistItem(
  { kind, clockId, paused, overdue, unit, state, citizen, written, leasedBy }: WorklistEntry,
  account: Account,
  reference: Pick<ReferenceSnapshot, 'units' | 'calendarFor'>,
  now: Date,
): WorklistItem {
  const clock = state.clocks.find(({ id }) => id === clockId);
  if (!clock) throw new Error('The clocks of a ticket and its picture were not written by the same step.');
  const shown = shownOf({ state, citizen }, account);
  noteDisclosed({ state, citizen }, { title: written.content?.title }, shown);
  const {
    minutes,
    unit: countedIn,
    late,
    words,
  } = remainingOf(reference.calendarFor(state.lead?.path ?? []), clock, now.toISOString());
  return {
    kind,
    id: state.id,
    number: state.number,
    protection: levelOf({ state, citizen }),
    title: asShown(shown.title, written, 'title'),
    withheld: withheldOf(shown, { title: written.content?.title }),
    type: state.type,
    urgency: state.urgency,
    state: state.state,
    level: state.level,
    version: state.version,
    unit: unit === null ? null : { id: unit, name: reference.units.get(unit)?.name ?? null },
    clock: { id: clock.id, key: clock.key, ref: clock.ref },
    dueAt: chinaTime(clock.dueAt),
    provisional: clock.provisional,
    paused,
    overdue,
    remaining: { minutes, unit: countedIn, late, words },
    allowedActions: allowedActions(state, account, now.toISOString()),
    leasedBy: leasedBy && { ...leasedBy, until: chinaTime(leasedBy.until) },
  };
}

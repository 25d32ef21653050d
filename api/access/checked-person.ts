import type { AccountWish } from '../../contracts/accounts.js';
import { inChina } from '../../domain/calendar/china-time.js';
import { isSamePosition } from '../../domain/access/people.js';
import { assertTakesNew, type OpenOrClosed } from '../../domain/city/closing.js';
import type { PersonPosition, PersonWish } from '../../storage/access/person-store.js';

const DAY_MS = 86_400_000;

/**
 * A person as it is kept, of what somebody wrote: with instants for days, and units that there are. A position that the
 * person has already goes on from when it began, also in a unit that is closed by now.
 */
export function checkedPerson(
  { signInName, name, positions }: AccountWish,
  units: ReadonlyMap<string, OpenOrClosed>,
  there: readonly PersonPosition[],
  now: Date,
): PersonWish {
  return {
    signInName,
    name,
    positions: positions.map(({ role, unit = null, from, until }) => {
      const before = there.find((one) => isSamePosition(one, { role, unit }));
      if (unit !== null && !before) assertTakesNew(unit, units);
      const begun = before?.from ?? now;
      return {
        role,
        unit,
        from: from == null ? begun : inChina(from),
        until: until == null ? null : new Date(inChina(until).getTime() + DAY_MS),
      };
    }),
  };
}

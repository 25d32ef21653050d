import type { AccountWish, PositionWish } from '../../contracts/accounts.js';
import { inChina } from '../../domain/calendar/china-time.js';
import { Refusal } from '../../domain/refusal.js';
import type { PersonPosition, PersonWish } from '../../storage/access/person-store.js';

const DAY_MS = 86_400_000;

/**
 * A person as it is kept, of what somebody wrote: with instants for days, and units that there are. A position that the
 * person has already goes on from when it began.
 */
export function checkedPerson(
  { signInName, name, positions }: AccountWish,
  units: ReadonlyMap<string, unknown>,
  there: readonly PersonPosition[],
  now: Date,
): PersonWish {
  const unitOf = ({ unit = null }: PositionWish): string | null => {
    if (unit === null || units.has(unit)) return unit;
    throw new Refusal('unit-not-found', `There is no unit ${unit}. See GET /api/v1/units.`);
  };
  return {
    signInName,
    name,
    positions: positions.map((wish) => {
      const { role, from, until } = wish;
      const unit = unitOf(wish);
      const begun = there.find((one) => one.role === role && one.unit === unit)?.from ?? now;
      return {
        role,
        unit,
        from: from == null ? begun : inChina(from),
        until: until == null ? null : new Date(inChina(until).getTime() + DAY_MS),
      };
    }),
  };
}

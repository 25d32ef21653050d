import type { components } from '../../generated/api.js';
import { bodyOf, type Values } from '../contract-fields.js';
import type { Held } from '../held.js';
import { AccountWishSchema } from '../../../contracts/accounts.js';

export type Person = components['schemas']['Account'];
type AccountWish = components['schemas']['AccountWish'];
interface PositionRow {
  readonly role: string;
  readonly unit: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

/** The API writes every time in China's; a position ends with the last instant before `until`. */
const dayOf = (at: string): string => at.slice(0, 10);
function dayBefore(at: string): string {
  const CHINA_MS = 8 * 3_600_000;
  return new Date(Date.parse(at) - 1 + CHINA_MS).toISOString().slice(0, 10);
}

/** An account as the form holds it: with days for instants, as the contract of a change wants them. */
export function heldPerson({ signInName, name, positions, version }: Person): Held {
  const rows = positions.map(({ role, unit, from, until }): PositionRow => ({
    ...{ role, unit },
    from: dayOf(from),
    until: until === null ? null : dayBefore(until),
  }));
  return { values: { signInName, name, positions: rows }, version };
}

/** A position that goes on keeps the instant at which it began: its day is not sent again. */
export function personBody(values: Values, before: Person | null): AccountWish {
  const had = before ? (heldPerson(before).values['positions'] as readonly PositionRow[]) : [];
  const rows = (values['positions'] ?? []) as readonly PositionRow[];
  const positions = rows.map(({ role, unit = null, from = null, until = null }) => {
    const goesOn = had.some((one) => one.role === role && one.unit === unit && one.from === from);
    return { ...{ role, unit, until }, ...(!goesOn && { from }) };
  });
  return bodyOf(AccountWishSchema, { ...values, positions }) as unknown as AccountWish;
}

/** How tickets of a class fared with a unit. */
export interface UnitHistory {
  readonly unit: string;
  /** How many ended with it. */
  readonly kept: number;
  /** How many it gave back, and might. */
  readonly returned: number;
}

export type OwnerVia = 'catalogue' | 'area' | 'history';

export interface LikelyOwner extends UnitHistory {
  readonly via: OwnerVia;
  /** The share that it kept; `null`: it had too few. */
  readonly confidence: number | null;
}

/** With fewer a share says nothing. */
const FEWEST_HAD = 5;
/** Who does not own a class is named only where it had that many, and more than half of all. */
const FEWEST_OF_STRANGER = 10;
const MOST = 4;

/**
 * Who would have a ticket of a class: its owners, the one of the place's district first, then those who kept what they
 * were given. Who has most of them without owning the class is named too: the catalogue may be out of date.
 */
export function likelyOwners(
  owners: readonly string[],
  history: readonly UnitHistory[],
  isOfPlace: (unit: string) => boolean,
): LikelyOwner[] {
  const known = new Map(history.map((one) => [one.unit, one]));
  const named = owners.map((unit, nth) =>
    likely(known.get(unit) ?? { unit, kept: 0, returned: 0 }, isOfPlace(unit) ? 'area' : 'catalogue', nth),
  );
  const all = history.reduce((sum, { kept }) => sum + kept, 0);
  const strangers = history
    .filter(({ unit, kept }) => !owners.includes(unit) && kept >= FEWEST_OF_STRANGER && kept * 2 > all)
    .map((one) => likely(one, 'history', owners.length));
  return [...named, ...strangers]
    .sort((a, b) => PLACE[a.via] - PLACE[b.via] || gaveBack(a) - gaveBack(b) || a.nth - b.nth)
    .slice(0, MOST)
    .map(({ nth: _order, ...one }) => one);
}

/** Who kept most of all goes before the catalogue, where no owner is of the place. */
const PLACE: Readonly<Record<OwnerVia, number>> = { area: 0, history: 1, catalogue: 1 };

function likely(
  { unit, kept, returned }: UnitHistory,
  via: OwnerVia,
  nth: number,
): LikelyOwner & { readonly nth: number } {
  const had = kept + returned;
  return { unit, via, kept, returned, confidence: had < FEWEST_HAD ? null : kept / had, nth };
}

/** Whoever gave back more than it kept stands behind those of whom that is not known. */
function gaveBack({ confidence }: LikelyOwner): number {
  return confidence !== null && confidence < 0.5 ? 1 : 0;
}

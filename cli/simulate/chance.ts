/**
 * A number from 0 up to 1, always the same for the same name. Being stateless, it does not mind in which order things
 * happen.
 */
export type Chance = (name: string) => number;

/** Seeded chance: every question has a name, and the seed with the name is the answer. */
export function chanceOf(seed: string): Chance {
  return (name) => hash(`${seed}\u0000${name}`) / 2 ** 32;
}

export function happens(chance: Chance, name: string, probability: number): boolean {
  return chance(name) < probability;
}

/** A whole number from `from` to `to`, both included. */
export function between(chance: Chance, name: string, from: number, to: number): number {
  return from + Math.floor(chance(name) * (to - from + 1));
}

export function pick<const T>(chance: Chance, name: string, items: readonly [T, ...T[]]): T {
  return items[Math.floor(chance(name) * items.length)] ?? items[0];
}

export function shuffled<T>(chance: Chance, name: string, items: readonly T[]): T[] {
  return items
    .map((item, index) => ({ item, rank: chance(`${name}:${index}`) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** FNV-1a over the UTF-16 units, then stirred so that neighbouring names fall far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

import { stableFraction } from '../../domain/stable-fraction.js';

/**
 * A number from 0 up to 1, always the same for the same name. Being stateless, it does not mind in which order things
 * happen.
 */
export type Chance = (name: string) => number;

/** Seeded chance: every question has a name, and the seed with the name is the answer. */
export function chanceOf(seed: string): Chance {
  return (name) => stableFraction(`${seed}\u0000${name}`);
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

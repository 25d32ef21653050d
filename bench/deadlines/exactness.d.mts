import type { Summary } from '../support/statistics.mjs';
export type Exactness = Readonly<{
  expected: number;
  fired: number;
  lost: number;
  doubled: number;
  early: number;
  elsewhere: number;
  latenessMs: Summary;
}>;
export function exactness(
  fired: readonly Readonly<{ id: string; scheduledAt: number; placeAt?: number; firedAt: number }>[],
  expected: number,
  dueAt: number,
): Exactness;
export function isExact(found: Exactness): boolean;

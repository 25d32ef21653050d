export type Summary = Readonly<{
  count: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}>;
export type Judged = Readonly<{
  name: string;
  value: number | null;
  sense: 'atLeast' | 'atMost';
  target: number;
  goal: number | null;
  verdict: 'goal' | 'ok' | 'missed';
}>;
export function percentile(sample: readonly number[], p: number): number | null;
export function summary(sample: readonly number[]): Summary;
export function sumOf(records: readonly Readonly<Record<string, number>>[]): Record<string, number>;
export function difference(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number>;
export function judged(
  name: string,
  value: number | null,
  limit: Readonly<{ atLeast?: number; atMost?: number; goal?: number }>,
): Judged;

import type { Judged } from './statistics.mjs';
export function table(rows: readonly (readonly string[])[]): string;
export function shown(value: number | null | undefined, unit?: string): string;
export function verdicts(judged: readonly Judged[]): string;

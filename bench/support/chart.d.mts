export type Panel = Readonly<{
  title: string;
  unit: string;
  parts: readonly string[];
  bars: readonly Readonly<{ label: string; values: readonly number[] }>[];
}>;
export function barChart(chart: Readonly<{ title: string; note: string; panels: readonly Panel[] }>): string;

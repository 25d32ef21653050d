import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useStore } from '../api/store.js';
import { shade } from '../shell/theme.js';
import type { Language } from '../../domain/ticket/words.js';
import { format, ZONE } from '../words/time.js';

export interface Line {
  readonly name: string;
  readonly values: readonly number[];
  /** Lines are told apart by how they are drawn, and not by colour alone. */
  readonly dash: readonly number[];
  readonly colour: '--strong' | '--done' | '--late';
}

const HEIGHT = 240;

/** Drawn anew when it is wide or dark in another way; the numbers stand in the table beside it. */
export function TrendChart({
  at,
  lines,
  byHour,
  language,
  label,
}: {
  /** In seconds. */
  at: readonly number[];
  lines: readonly Line[];
  byHour: boolean;
  language: Language;
  label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const inShade = useStore(shade);
  useEffect(() => {
    const into = place.current;
    if (!into) return undefined;
    const styles = getComputedStyle(document.documentElement);
    const colour = (name: string): string => styles.getPropertyValue(name).trim();
    const when = format(
      language,
      byHour ? { day: '2-digit', hour: '2-digit', hourCycle: 'h23' } : { month: '2-digit', day: '2-digit' },
    );
    const axis = {
      stroke: colour('--quiet'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1 },
      font: '12px system-ui, "WenQuanYi Micro Hei", sans-serif',
    };
    const chart = new uPlot(
      {
        width: into.clientWidth,
        height: HEIGHT,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), ZONE),
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_chart, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] } },
        axes: [
          { ...axis, values: (_chart, ticks) => ticks.map((seconds) => when.format(seconds * 1_000)) },
          { ...axis, size: 56, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] },
        ],
        series: [
          {},
          ...lines.map(({ name, dash, colour: of }) => ({
            label: name,
            stroke: colour(of),
            width: 2,
            dash: [...dash],
            points: { show: at.length <= 31, size: 5 },
          })),
        ],
      },
      [[...at], ...lines.map(({ values }) => [...values])],
      into,
    );
    const watch = new ResizeObserver(() => chart.setSize({ width: into.clientWidth, height: HEIGHT }));
    watch.observe(into);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [at, lines, byHour, language, inShade]);
  return <div ref={place} className="trend-chart" role="img" aria-label={label} />;
}

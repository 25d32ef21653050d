import { useQuery } from '@tanstack/react-query';
import { Segmented, Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayOf, daysUntil, hourOf } from '../words/time.js';
import { searchBehind } from './behind.js';
import { Figure } from './figures.js';
import type { Line } from './trend-chart.js';

const TrendChart = lazy(() => import('./trend-chart.js').then((module) => ({ default: module.TrendChart })));
type Series = components['schemas']['Series'];

export const SPANS = { hours: 2, week: 7, month: 30, season: 90 } as const;
export type Span = keyof typeof SPANS;
const SPAN_NAMES = Object.keys(SPANS) as Span[];
const AGAIN_MS = 60_000;

const MEASURES = ['registered', 'closed', 'overdue'] as const;
const DRAWN = {
  registered: { dash: [], colour: '--strong' },
  closed: { dash: [8, 4], colour: '--done' },
  overdue: { dash: [2, 3], colour: '--late' },
} as const;

export function Trend({ under, span, onSpan }: { under: string | undefined; span: Span; onSpan: (to: Span) => void }) {
  const { t, language } = useWords();
  const { data, error } = useQuery({
    queryKey: ['series', under ?? null, span],
    queryFn: () => ask(api.GET('/api/v1/stats/series', { params: { query: questionOf(under, span) } })),
    refetchInterval: AGAIN_MS,
  });
  const nameOf = (measure: (typeof MEASURES)[number]): string => t(`board.${measure === 'overdue' ? 'late' : measure}`);
  return (
    <section className="card trend">
      <div className="card-head">
        <h2>{t('board.trend')}</h2>
        <Segmented<Span>
          aria-label={t('board.trendSpan')}
          value={span}
          options={SPAN_NAMES.map((value) => ({ value, label: t(`board.span.${value}`) }))}
          onChange={onSpan}
        />
      </div>
      {error && <ProblemNote error={error} />}
      {data ? <Drawn data={data} nameOf={nameOf} /> : !error && <Skeleton active />}
      {data && (
        <details>
          <summary>{t('board.table')}</summary>
          <table className="plain trend-table">
            <thead>
              <tr>
                <th scope="col">{t(data.step === 'day' ? 'board.day' : 'board.hour')}</th>
                {MEASURES.map((measure) => (
                  <th key={measure} scope="col" className="number">
                    {nameOf(measure)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {[...data.buckets].reverse().map((bucket) => {
                const when = (data.step === 'day' ? dayOf : hourOf)(bucket.from, language);
                return (
                  <tr key={bucket.from}>
                    <th scope="row">{when}</th>
                    {MEASURES.map((measure) => (
                      <td key={measure} className="number">
                        <Figure
                          name={`${when} · ${nameOf(measure)}`}
                          count={bucket[measure].total}
                          filters={searchBehind(bucket[measure].tickets)}
                        />
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

function Drawn({ data, nameOf }: { data: Series; nameOf: (measure: (typeof MEASURES)[number]) => string }) {
  const { t, language } = useWords();
  const at = useMemo(() => data.buckets.map(({ from }) => Date.parse(from) / 1_000), [data]);
  const lines = useMemo(
    () =>
      MEASURES.map((measure): Line => ({
        name: measure,
        values: data.buckets.map((bucket) => bucket[measure].total),
        ...DRAWN[measure],
      })),
    [data],
  );
  const step = t(data.step === 'day' ? 'board.perDay' : 'board.perHour');
  const hint = t('board.trendHint', { from: data.from, to: data.to, step });
  return (
    <>
      <ul className="trend-legend">
        {MEASURES.map((measure) => (
          <li key={measure}>
            <svg width="34" height="8" aria-hidden>
              <line x1="1" y1="4" x2="33" y2="4" className={`line-of-${measure}`} />
            </svg>
            {nameOf(measure)}
          </li>
        ))}
        <li className="quiet">{hint}</li>
      </ul>
      <Suspense fallback={<div className="trend-chart" />}>
        <TrendChart
          at={at}
          lines={lines}
          byHour={data.step === 'hour'}
          language={language}
          label={`${t('board.trend')}: ${hint}`}
        />
      </Suspense>
    </>
  );
}

function questionOf(under: string | undefined, span: Span) {
  return {
    ...daysUntil(Date.now(), SPANS[span]),
    step: span === 'hours' ? ('hour' as const) : ('day' as const),
    ...(under !== undefined && { unit: under }),
  };
}

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { LISTS } from '../../domain/ticket/lists.js';
import { api, ask } from '../api/client.js';
import { useWords } from '../words/i18n.js';
import type { Place } from './area-chart.js';
import { searchBehind } from './behind.js';
import { Figure } from './figures.js';

const AreaChart = lazy(() => import('./area-chart.js').then((module) => ({ default: module.AreaChart })));
const AGAIN_MS = 60_000;

/** What is in progress, by the place that it is about. */
export function AreaMap() {
  const { t, say, language } = useWords();
  const navigate = useNavigate();
  const { data: outlines } = useQuery({
    queryKey: ['outlines'],
    queryFn: () => ask(api.GET('/api/v1/outlines')),
    staleTime: Infinity,
  });
  const { data: board } = useQuery({
    queryKey: ['board', 'areas'],
    queryFn: () => ask(api.GET('/api/v1/stats/units', { params: { query: { by: 'area', unitLevel: 'township' } } })),
    refetchInterval: AGAIN_MS,
  });
  const rows = board?.units;
  const places = useMemo(
    () =>
      rows?.map(({ unit, name, nameEn, inFlight, overdue }): Place => ({
        ...{ unit, count: inFlight.total, late: overdue.total },
        name: (language === 'zh' ? name : nameEn) ?? unit,
      })) ?? [],
    [rows, language],
  );
  if (!rows || rows.length === 0 || !outlines) return null;
  const heads = [t('board.inFlight'), say(LISTS.overdue)];
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('board.map')}</h2>
        <span className="quiet">{t(outlines.features.length === 0 ? 'board.noOutlines' : 'board.mapHint')}</span>
      </div>
      <div className="map-columns">
        {outlines.features.length > 0 && (
          <Suspense fallback={<div className="area-map" />}>
            <AreaChart
              outlines={outlines}
              places={places}
              label={t('board.map')}
              onOpen={(unit) => {
                const row = rows.find((one) => one.unit === unit);
                if (row) void navigate({ to: '/search', search: searchBehind(row.inFlight.tickets) });
              }}
            />
          </Suspense>
        )}
        <table className="plain trend-table">
          <caption className="unseen">{t('board.map')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('board.area')}</th>
              {heads.map((head) => (
                <th key={head} scope="col" className="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ unit, name, nameEn, inFlight, overdue }) => {
              const place = (language === 'zh' ? name : nameEn) ?? unit;
              return (
                <tr key={unit}>
                  <th scope="row">{place}</th>
                  {[inFlight, overdue].map(({ total, tickets }, index) => (
                    <td key={heads[index]} className={total === 0 ? 'number is-none' : 'number'}>
                      <Figure name={`${place} · ${heads[index] ?? ''}`} count={total} filters={searchBehind(tickets)} />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { api, ask } from '../api/client.js';
import type { Place } from '../board/area-chart.js';
import '../board/board.css';
import { useWords } from '../words/i18n.js';
import type { AlertBody } from './alert.js';

const AreaChart = lazy(() => import('../board/area-chart.js').then((module) => ({ default: module.AreaChart })));

/** Where they are; what it shows stands in the table beside it, for keys as well. */
export function AlertMap({ items }: { items: readonly AlertBody[] }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { data: outlines } = useQuery({
    queryKey: ['outlines'],
    queryFn: () => ask(api.GET('/api/v1/outlines')),
    staleTime: Infinity,
  });
  const places = useMemo(() => placesOf(items), [items]);
  if (!outlines) return null;
  return (
    <section className="card">
      <h2>{t('alerts.map')}</h2>
      {outlines.features.length === 0 ? (
        <p className="quiet">{t('alerts.noMap')}</p>
      ) : (
        <Suspense fallback={<div className="area-map" />}>
          <AreaChart
            outlines={outlines}
            places={places}
            label={t('alerts.map')}
            onOpen={(unit) => {
              const first = items.find(({ place }) => place?.id === unit);
              if (first) void navigate({ to: '/alerts', search: { id: first.id } });
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

/** How many tickets there are at each place, and how many alerts that nobody has taken in time. */
function placesOf(items: readonly AlertBody[]): Place[] {
  const places = new Map<string, Place>();
  for (const { place, tickets, state, isLate } of items) {
    if (place === null) continue;
    const { count = 0, late = 0 } = places.get(place.id) ?? {};
    const waits = state === 'raised' && isLate ? 1 : 0;
    places.set(place.id, { unit: place.id, name: place.name, count: count + tickets, late: late + waits });
  }
  return [...places.values()];
}

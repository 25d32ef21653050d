import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Empty, Select, Skeleton } from 'antd';
import { ALERT_RULE_WORDS, ALERT_STATE_WORDS } from '../../domain/sentinel/alert-words.js';
import { ALERT_STATES, type AlertState } from '../../domain/sentinel/vocabulary.js';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { AlertBody } from './alert.js';
import { AlertTag } from './alert-tag.js';
import { AlertMap } from './alert-map.js';
import { AlertPage } from './alert-page.js';
import './alerts.css';

const route = getRouteApi('/alerts');
const AGAIN_MS = 15_000;

/** What the sentinel raised: as a table and on the map, and one with all that is known of it. */
export function AlertsPage() {
  const { t } = useWords();
  const { id } = route.useSearch();
  useTitle(t('page.alerts'));
  return <div className="page alerts-page">{id === undefined ? <AlertList /> : <AlertPage key={id} id={id} />}</div>;
}

function AlertList() {
  const { t, say } = useWords();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['alerts', state ?? null],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/alerts', {
          params: { query: { ...(state && { state }), ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: AGAIN_MS,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{t('page.alerts')}</h1>
        <Select
          allowClear
          aria-label={t('alerts.state')}
          placeholder={t('alerts.state')}
          className="alert-state"
          value={state}
          options={ALERT_STATES.map((one) => ({ value: one, label: say(ALERT_STATE_WORDS[one]) }))}
          onChange={(one: AlertState | undefined) =>
            void navigate({ search: one === undefined ? {} : { state: one }, replace: true })
          }
        />
      </div>
      {error && <ProblemNote error={error} />}
      {isPending && <Skeleton active />}
      {data && items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('alerts.none')} />}
      {items.length > 0 && (
        <div className="alert-columns">
          <section className="card">
            <AlertTable items={items} />
            {hasNextPage && (
              <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t('more')}
              </Button>
            )}
          </section>
          <AlertMap items={items} />
        </div>
      )}
    </>
  );
}

function AlertTable({ items }: { items: readonly AlertBody[] }) {
  const { t, say, language } = useWords();
  return (
    <table className="plain">
      <caption className="unseen">{t('page.alerts')}</caption>
      <thead>
        <tr>
          {(['rule', 'place', 'size', 'since', 'owner'] as const).map((head) => (
            <th key={head} scope="col">
              {t(`alerts.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((alert) => (
          <tr key={alert.id}>
            <th scope="row">
              <Link from="/alerts" to="/alerts" search={{ id: alert.id }}>
                {say(ALERT_RULE_WORDS[alert.rule])}
              </Link>{' '}
              <AlertTag alert={alert} />
            </th>
            <td>
              {alert.place?.name ?? t('alerts.city')}
              <br />
              <span className="quiet">{alert.class?.name ?? t('alerts.several')}</span>
            </td>
            <td>{t('alerts.sizeOf', { citizens: alert.citizens, tickets: alert.tickets })}</td>
            <td>{dayAndTime(alert.since, language)}</td>
            <td>{alert.owner?.name ?? t('alerts.desk')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

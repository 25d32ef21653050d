import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { TYPE_WORDS } from '../../domain/ticket/code-words.js';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { useReference } from '../api/reference.js';
import { BulkBar } from '../inbox/bulk-bar.js';
import { rememberList } from '../parts/list-place.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { StateWord, UrgencyWord } from '../parts/state-word.js';
import { TicketTable, TitleWords, type Column } from '../parts/ticket-table.js';
import { wishedFilter } from '../records/exports.js';
import { useKeys } from '../shell/keys.js';
import type { SearchFilters } from '../shell/search-filters.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { Filters } from './filters.js';
import { OtherFilters } from './other-filters.js';

type Summary = components['schemas']['TicketSummary'];

/** What a number of the board counts by, and an export does not. */
const BOARDS = ['open', 'lead', 'channel', 'request', 'level', 'registeredFrom', 'closedFrom'] as const;

/** Every filter stands in the address, so that a search can be kept, and sent to a colleague. */
export function SearchPage() {
  const { t } = useWords();
  const filters = useSearch({ from: '/search' });
  const navigate = useNavigate();
  const { data: me } = useMe();
  const columns = useColumns();
  useTitle(t('page.search'));
  const query = useInfiniteQuery({
    queryKey: ['search', filters],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/tickets', {
          params: {
            query: {
              ...(filters as Record<string, never>),
              limit: 100,
              ...(pageParam === null ? { count: 'capped' as const } : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  useEffect(() => rememberList(rows), [rows]);
  useKeys({ r: () => void query.refetch() });
  const first = query.data?.pages[0];
  const choosable = me != null && mayWith(me, 'giveInBulk');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setChosen(new Set()), [filters]);
  const picked = rows.filter(({ id }) => chosen.has(id));
  const choose = ({ id }: Summary): void =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const look = (next: SearchFilters): void => void navigate({ to: '/search', search: next });
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.search')}</h1>
        {first?.total !== undefined && (
          <span aria-live="polite">
            {t(first.totalIsAtLeast ? 'search.atLeast' : 'search.count', { count: first.total })}
          </span>
        )}
        {me && mayWith(me, 'askForExport') && !BOARDS.some((name) => name in filters) && (
          <Link
            to="/admin/$page"
            params={{ page: 'exports' }}
            search={{ id: 'new' }}
            onClick={() => wishedFilter.set(filters)}
          >
            {t('exports.fromSearch')}
          </Link>
        )}
      </div>
      <Filters filters={filters} onFilter={look} />
      <OtherFilters filters={filters} onFilter={look} />
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending ? (
        <Loading />
      ) : rows.length === 0 && !query.error ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('search.empty')} />
      ) : (
        <>
          <TicketTable
            caption={t('page.search')}
            rows={rows}
            keyOf={({ id }) => id}
            columns={columns}
            chosen={chosen}
            {...(choosable && { onChoose: choose })}
          />
          <div className="list-end">
            <span className="quiet">{t('table.shown', { count: rows.length })}</span>
            {choosable && picked.length < rows.length && (
              <Button onClick={() => setChosen(new Set(rows.map(({ id }) => id)))}>
                {t('search.chooseAll', { count: rows.length })}
              </Button>
            )}
            {query.hasNextPage && (
              <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            )}
          </div>
        </>
      )}
      {picked.length > 0 && (
        <BulkBar items={picked} onClear={() => setChosen(new Set())} onDone={() => void query.refetch()} />
      )}
    </div>
  );
}

function useColumns(): readonly Column<Summary>[] {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  return useMemo(
    () => [
      { key: 'state', head: t('table.state'), first: true, cell: ({ state }) => <StateWord state={state} /> },
      {
        key: 'title',
        head: t('table.title'),
        cell: ({ title, withheld }) => <TitleWords title={title} withheld={withheld} />,
      },
      { key: 'type', head: t('table.type'), cell: ({ type }) => say(TYPE_WORDS[type]) },
      { key: 'urgency', head: t('table.urgency'), cell: ({ urgency }) => <UrgencyWord urgency={urgency} /> },
      {
        key: 'unit',
        head: t('table.unit'),
        cell: ({ lead }) => (lead === null ? t('table.hotline') : unitName(lead.id, language)),
      },
      {
        key: 'due',
        head: t('table.due'),
        cell: ({ unitDueAt, overdue }) =>
          unitDueAt === null ? '' : `${dayAndTime(unitDueAt, language)}${overdue ? ` · ${t('table.late')}` : ''}`,
      },
      {
        key: 'registered',
        head: t('table.registered'),
        cell: ({ registeredAt }) => dayAndTime(registeredAt, language),
      },
    ],
    [t, say, language, unitName],
  );
}

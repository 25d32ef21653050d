import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Skeleton } from 'antd';
import { ADMIN_NOUNS } from '../../domain/admin/admin-change.js';
import { ChangeWords, UndoButton } from '../admin/changes.js';
import { canBeUndone, type AdminNounName } from '../admin/trail.js';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import './trail.css';
import { beginning, ClearFilters, Days, end, FilterChoice, FilterText, useTrailFilters } from './trail-filters.js';

const KEY = 'trail-changes';

/** Who changed what, as it was and as it is; what can be taken back is, by who may. */
export function ChangesPage() {
  const { t } = useWords();
  const { data: me } = useMe();
  const client = useQueryClient();
  const { filters, change, clear } = useTrailFilters('changes');
  const { noun, subject, actor, from, to } = filters;
  const query = useInfiniteQuery({
    queryKey: [KEY, noun, subject, actor, from, to],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/admin/changes', {
          params: {
            query: {
              ...(noun !== undefined && { noun: noun as AdminNounName }),
              ...(noun !== undefined && subject !== undefined && { subject }),
              ...(actor !== undefined && { actor }),
              ...(from !== undefined && { from: beginning(from) }),
              ...(to !== undefined && { to: end(to) }),
              limit: 50,
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  useKeys({ r: () => void query.refetch() });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <h1>{t('admin.pages.changes')}</h1>
      <p className="quiet about">{t('trail.changesAbout')}</p>
      <div className="filters" role="search">
        <FilterChoice
          label={t('trail.noun')}
          value={noun}
          options={ADMIN_NOUNS.map((value) => ({ value, label: t(`trail.nouns.${value}`) }))}
          onChange={(value) => change({ noun: value, ...(value === undefined && { subject: undefined }) })}
        />
        {noun !== undefined && (
          <FilterText label={t('trail.subject')} value={subject} onEnter={(value) => change({ subject: value })} />
        )}
        <FilterText label={t('trail.actor')} value={actor} onEnter={(value) => change({ actor: value })} />
        <Days filters={filters} onChange={change} />
        <ClearFilters onClear={clear} />
      </div>
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending ? (
        <Skeleton active />
      ) : items.length === 0 && !query.error ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('trail.empty')} />
      ) : (
        <ol className="trail">
          {items.map((one) => (
            <li key={one.number} className="card">
              <h2>
                {t(`trail.nouns.${one.noun}`)} <bdi className="code">{one.subject}</bdi>{' '}
                <span className="quiet">#{one.number}</span>
              </h2>
              <ChangeWords change={one} />
              {one.withheld.length > 0 && (
                <p className="quiet">{t('trail.withheld', { count: one.withheld.length })}</p>
              )}
              <div className="trail-foot">
                {one.actor && (
                  <Button size="small" type="link" onClick={() => change({ actor: one.actor?.id })}>
                    {t('trail.onlyThem')}
                  </Button>
                )}
                <Button size="small" type="link" onClick={() => change({ noun: one.noun, subject: one.subject })}>
                  {t('trail.onlyThis')}
                </Button>
                <span className="quiet">
                  {[one.address, one.key === null ? null : t('trail.byKey', { key: one.key })]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </span>
              </div>
              {me && mayWith(me, 'undoAdminChange') && canBeUndone(one) && (
                <UndoButton change={one.number} onUndone={() => void client.invalidateQueries({ queryKey: [KEY] })} />
              )}
            </li>
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <div className="list-end">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('trail.more')}
          </Button>
        </div>
      )}
    </>
  );
}

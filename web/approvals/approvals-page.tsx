import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Empty } from 'antd';
import { useEffect } from 'react';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { rememberList } from '../parts/list-place.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { ApprovalCard } from './approval-card.js';
import { DeclineSample } from './decline-sample.js';
import { WaitingDecisions } from './waiting-decisions.js';

/** What waits for the reader's decision, longest first; each with the date that it is now and would be. */
export function ApprovalsPage() {
  const { t } = useWords();
  const { data: me } = useMe();
  useTitle(t('page.approvals'));
  const query = useInfiniteQuery({
    queryKey: ['approvals'],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/approvals', {
          params: { query: { limit: 50, ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  useEffect(() => rememberList(items.map(({ ticket }) => ticket)), [items]);
  useKeys({ r: () => void query.refetch() });
  return (
    <div className="page narrow-page">
      <div className="page-head">
        <h1>{t('page.approvals')}</h1>
        <Link to="/search" search={{ list: 'waitingForMe' }}>
          {t('page.search')}
        </Link>
      </div>
      {me && mayWith(me, 'listWaitingDecisions') && <WaitingDecisions />}
      {me && mayWith(me, 'checkDecline') && <DeclineSample />}
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('approvals.empty')} />
      ) : (
        items.map((item) => (
          <ApprovalCard key={`${item.ticket.id} ${item.request.id}`} item={item} onDone={() => void query.refetch()} />
        ))
      )}
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t('more')}</Button>}
    </div>
  );
}

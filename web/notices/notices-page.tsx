import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Empty } from 'antd';
import { useState } from 'react';
import { api, ask } from '../api/client.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { DECIDED_AT, DecisionLink, type DecisionKind } from '../records/decision-link.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

/** Of which request a notice tells that waits. */
const ASKED_FOR: Readonly<Record<string, DecisionKind | undefined>> = {
  exportWaiting: 'export',
  dataRequestWaiting: 'dataRequest',
  disclosureWaiting: 'disclosure',
  erasureWaiting: 'erasure',
};

/** What this position was told. Nothing is read by being shown. */
export function NoticesPage() {
  const { t, say, language } = useWords();
  const client = useQueryClient();
  const [unread, setUnread] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useTitle(t('page.notices'));
  const query = useInfiniteQuery({
    queryKey: ['notices', 'list', unread],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/notices', {
          params: { query: { unread, limit: 100, ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const read = async (id: string): Promise<void> => {
    try {
      await ask(api.POST('/api/v1/notices/{id}/read', { params: { path: { id } } }));
      await client.invalidateQueries({ queryKey: ['notices'] });
    } catch (problem) {
      setError(problem);
    }
  };
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const problem = error ?? query.error;
  return (
    <div className="page narrow-page">
      <div className="page-head">
        <h1>{t('page.notices')}</h1>
        <Checkbox checked={unread} onChange={({ target }) => setUnread(target.checked)}>
          {t('notices.unreadOnly')}
        </Checkbox>
      </div>
      {problem !== null && <ProblemNote error={problem} />}
      {query.isPending ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('notices.empty')} />
      ) : (
        <ul className="notices">
          {items.map(({ id, ticket, template, subject, text, at, readAt, level }) => (
            <li key={id} className={readAt === null ? 'is-unread' : undefined}>
              <div className="notice-head">
                <h2>{say(subject)}</h2>
                <time dateTime={at}>{dayAndTime(at, language)}</time>
              </div>
              <p className="said">{say(text)}</p>
              <div className="notice-foot">
                {level > 0 && <span>{t('ticket.level', { level })}</span>}
                {ticket && (
                  <Link to="/tickets/$id" params={{ id: ticket.number }}>
                    {t('notices.ticket')} {ticket.number}
                  </Link>
                )}
                {ASKED_FOR[template] !== undefined && (
                  <DecisionLink kind={ASKED_FOR[template]} ticket={ticket}>
                    {t(`admin.pages.${DECIDED_AT[ASKED_FOR[template]]}`)}
                  </DecisionLink>
                )}
                {template.startsWith('alert') && (
                  <Link to="/alerts" search={{}}>
                    {t('page.alerts')}
                  </Link>
                )}
                {template.startsWith('knowledge') && (
                  <Link to="/knowledge" search={{ tasks: true }}>
                    {t('page.knowledge')}
                  </Link>
                )}
                {readAt === null && (
                  <Button size="small" onClick={() => void read(id)}>
                    {t('notices.read')}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t('more')}</Button>}
    </div>
  );
}

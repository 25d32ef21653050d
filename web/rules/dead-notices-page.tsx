import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Empty, Skeleton } from 'antd';
import { useState } from 'react';
import { CHANNEL_OF_NOTICE_WORDS } from '../../domain/notice/delivery-words.js';
import { ADDRESSEE_WORDS } from '../../domain/notice/notice-words.js';
import type { NoticeAddressee } from '../../domain/notice/vocabulary.js';
import { NounTable } from '../admin/noun-table.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { useNoticeWords } from './notice-words.js';

const KEY = ['dead-notices'] as const;

/** What could not be told, to whom and why; once that is mended it is sent again. */
export function DeadNoticesPage() {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const noticeWord = useNoticeWords();
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const query = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/notices/dead', {
          params: { query: { limit: 50, ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  async function resend(id: string): Promise<void> {
    setBusy(id);
    setError(null);
    try {
      await ask(api.POST('/api/v1/notices/{id}/resend', { params: { path: { id } } }));
      speak(t('deadNotices.resent'));
      await client.invalidateQueries({ queryKey: KEY });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(null);
    }
  }
  const problem = error ?? query.error;
  return (
    <>
      <h1>{t('admin.pages.deadNotices')}</h1>
      <p className="quiet about">{t('deadNotices.about')}</p>
      {problem !== null && <ProblemNote error={problem} />}
      {query.isPending ? (
        <Skeleton active />
      ) : items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('deadNotices.empty')} />
      ) : (
        <NounTable
          caption={t('admin.pages.deadNotices')}
          rows={items}
          idOf={({ id }) => id}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
          columns={[
            { key: 'template', head: t('deadNotices.template'), cell: ({ template }) => noticeWord(template) },
            {
              key: 'ticket',
              head: t('table.number'),
              cell: ({ ticket }) => (
                <Link to="/tickets/$id" params={{ id: ticket.number }} className="row-link">
                  {ticket.number}
                </Link>
              ),
            },
            {
              key: 'to',
              head: t('deadNotices.to'),
              cell: ({ unit, addressee }) => {
                const who = say(ADDRESSEE_WORDS[addressee as NoticeAddressee]) || addressee;
                return unit === null ? who : `${unitName(unit, language)} ${who}`;
              },
            },
            {
              key: 'channel',
              head: t('deadNotices.channel'),
              cell: ({ channel }) => say(CHANNEL_OF_NOTICE_WORDS[channel]),
            },
            {
              key: 'why',
              head: t('deadNotices.why'),
              cell: ({ lastError, attempts }) =>
                `${lastError ?? t('unknown')} · ${t('deadNotices.times', { count: attempts })}`,
            },
            { key: 'at', head: t('deadNotices.at'), cell: ({ at }) => dayAndTime(at, language) },
            {
              key: 'do',
              head: t('deadNotices.resend'),
              cell: ({ id, ticket }) => (
                <Button
                  size="small"
                  loading={busy === id}
                  aria-label={`${t('deadNotices.resend')} ${ticket.number}`}
                  onClick={() => void resend(id)}
                >
                  {t('deadNotices.resend')}
                </Button>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

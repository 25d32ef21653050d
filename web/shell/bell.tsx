import { BellOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Badge, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { LEVEL_WORDS } from '../../domain/ticket/code-words.js';
import type { Level } from '../../domain/ticket/vocabulary.js';
import { onceAttended } from '../api/attention.js';
import { api, ask } from '../api/client.js';
import { AT_MOST_EVERY_MS, unreadNotices } from '../api/news.js';
import { queryClient } from '../api/query-client.js';
import { seldom } from '../api/seldom.js';
import { useStore } from '../api/store.js';
import { useWords } from '../words/i18n.js';

const NOTICES = 'notices';
const UNREAD = [NOTICES, 'unread'] as const;
/** From here on a notice is for reading now; what is less waits in the box. */
const TOAST_FROM_LEVEL = 2;
const TOAST_S = 12;
const LATEST = 10;

const readAnew = seldom(AT_MOST_EVERY_MS, () => onceAttended(readNotices));
const readNotices = (): void => void queryClient.invalidateQueries({ queryKey: [NOTICES] });

/** How many notices are unread, as the stream says it; what they are is asked for when there are others. */
export function Bell() {
  const { t } = useWords();
  const heard = useStore(unreadNotices);
  const { data } = useQuery({
    queryKey: UNREAD,
    queryFn: async () => {
      const box = await ask(api.GET('/api/v1/notices', { params: { query: { unread: true, limit: LATEST } } }));
      unreadNotices.set(box.unread);
      return box;
    },
    staleTime: 60_000,
  });
  const known = data?.unread;
  useEffect(() => {
    if (heard !== null && known !== undefined && heard !== known) readAnew();
  }, [heard, known]);
  useToasts(data?.items);
  const unread = heard ?? known ?? 0;
  return (
    <Link to="/notices" className="bell" aria-label={t('bar.notices', { count: unread })}>
      <Badge count={unread} size="small" overflowCount={99}>
        <BellOutlined />
      </Badge>
    </Link>
  );
}

interface Notice {
  /** Grows with time. */
  readonly id: string;
  readonly level: number;
  readonly ticket: { readonly number: string } | null;
}

/** What came while the page was open and is urgent: its level and number, and no words of people. */
function useToasts(items: readonly Notice[] | undefined): void {
  const { t, say } = useWords();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const seenUpTo = useRef<number | null>(null);
  useEffect(() => {
    if (!items) return;
    const before = seenUpTo.current;
    seenUpTo.current = Math.max(before ?? 0, ...items.map(({ id }) => Number(id)));
    if (before === null) return;
    for (const { id, level, ticket } of items) {
      if (Number(id) <= before || level < TOAST_FROM_LEVEL) continue;
      const go = (): void => {
        notification.destroy(id);
        void navigate(ticket ? { to: '/tickets/$id', params: { id: ticket.number } } : { to: '/notices' });
      };
      notification.warning({
        key: id,
        title: `${t('ticket.level', { level })} · ${say(LEVEL_WORDS[level as Level])}`,
        description: ticket && `${t('page.ticket')} ${ticket.number}`,
        duration: TOAST_S,
        actions: (
          <Button size="small" onClick={go}>
            {t(ticket ? 'notices.ticket' : 'page.notices')}
          </Button>
        ),
      });
    }
  }, [items, notification, navigate, t, say]);
}

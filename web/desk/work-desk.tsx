import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Empty, Skeleton } from 'antd';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { WORKLIST_WORDS } from '../../domain/ticket/code-words.js';
import type { WorklistKind } from '../../domain/ticket/worklist.js';
import { api, ask } from '../api/client.js';
import { useNews, type News } from '../api/news.js';
import { INBOX, type InboxItem } from '../inbox/inbox.js';
import { Lanes } from '../inbox/lanes.js';
import { rememberList } from '../parts/list-place.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import './desk.css';
import { DeskList } from './desk-list.js';

export interface Pane {
  readonly number: string;
  readonly kind: WorklistKind | undefined;
  /** It is done: on to the next one. */
  readonly onDone: () => void;
  /** Back to the list, where the screen has no room for both. */
  readonly onBack: () => void;
}

const PAGE = 100;
const HAS_ROOM = '(min-width: 768px)';

function useOwed(kinds: readonly WorklistKind[]) {
  return useInfiniteQuery({
    queryKey: [INBOX, 'desk', ...kinds],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/inbox', {
          params: { query: { limit: PAGE, kind: [...kinds], ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** What waits on the left, what lies open on the right; one after the other without going back. */
export function WorkDesk({
  at,
  title,
  kinds,
  pane,
}: {
  at: '/review' | '/dispatch';
  title: string;
  kinds: readonly WorklistKind[];
  pane: (pane: Pane) => ReactNode;
}) {
  const { t, say } = useWords();
  const { kind: wanted, ticket } = useSearch({ from: at });
  const navigate = useNavigate();
  const client = useQueryClient();
  const kind = kinds.find((one) => one === wanted);
  const query = useOwed(kind ? [kind] : kinds);
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  useTitle(title);

  /** What was done here stands in the list as it was before, until that is read anew. */
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => oneEach(query.data?.pages.flatMap(({ items }) => items) ?? []).filter((row) => !done.has(versionOf(row))),
    [query.data, done],
  );
  useEffect(() => rememberList(rows), [rows]);
  useNews(useCallback((news: News) => setChanged((before) => new Set(before).add(news.ticket.id)), []));

  const open = useCallback(
    (number: string | undefined, replace = true): void => {
      const search = { ...(kind && { kind }), ...(number !== undefined && { ticket: number }) };
      void navigate({ to: at, search, replace, resetScroll: true });
    },
    [navigate, at, kind],
  );
  const first = rows[0]?.number;
  useEffect(() => {
    if (ticket === undefined && first !== undefined && matchMedia(HAS_ROOM).matches) open(first);
  }, [ticket, first, open]);

  const place = rows.findIndex(({ number }) => number === ticket);
  const step = (by: 1 | -1): void => {
    const next = rows[place === -1 ? 0 : place + by];
    if (next) open(next.number);
  };
  const apply = (): void => {
    setChanged(new Set());
    void client.invalidateQueries({ queryKey: [INBOX] });
    if (ticket !== undefined) void client.invalidateQueries({ queryKey: ['ticket', ticket] });
  };
  useKeys({ j: () => step(1), k: () => step(-1), ']': () => step(1), '[': () => step(-1), r: apply });

  const onDone = (): void => {
    const next = rows[place + 1] ?? rows[place - 1];
    const row = rows[place];
    if (row) setDone((before) => new Set(before).add(versionOf(row)));
    void client.invalidateQueries({ queryKey: [INBOX] });
    open(place === -1 ? undefined : next?.number);
  };
  const counts = query.data?.pages[0]?.counts;
  return (
    <div className={ticket === undefined ? 'page desk' : 'page desk is-open'}>
      <div className="page-head">
        <h1>{title}</h1>
        {changed.size > 0 && (
          <Button className="news" onClick={apply}>
            {t('inbox.changed', { count: changed.size })} · {t('inbox.apply')} <kbd>r</kbd>
          </Button>
        )}
        <span className="quiet only-wide">{t('desk.keys')}</span>
      </div>
      <div className="desk-columns">
        <nav className="desk-list" aria-label={title}>
          {kinds.length > 1 && (
            <Lanes
              lanes={kinds}
              counts={counts}
              here={kind}
              onLook={(one) => void navigate({ to: at, search: { ...(one && { kind: one }) } })}
            />
          )}
          {query.error && (
            <ProblemNote
              error={query.error}
              action={<Button onClick={() => void query.refetch()}>{t('again')}</Button>}
            />
          )}
          {query.isPending ? (
            <Skeleton active />
          ) : rows.length === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={kind ? t('inbox.emptyLane', { name: say(WORKLIST_WORDS[kind]) }) : t('desk.empty')}
            />
          ) : (
            <DeskList rows={rows} here={ticket} changed={changed} several={kinds.length > 1} onOpen={open} />
          )}
          {query.hasNextPage && (
            <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('more')}
            </Button>
          )}
        </nav>
        <div className="desk-pane">
          {ticket === undefined ? (
            <p className="quiet desk-nothing">{t(rows.length === 0 ? 'desk.allDone' : 'desk.choose')}</p>
          ) : (
            pane({ number: ticket, kind: rows[place]?.kind, onDone, onBack: () => open(undefined) })
          )}
        </div>
      </div>
    </div>
  );
}

const versionOf = ({ id, version }: InboxItem): string => `${id} ${version}`;

/** A ticket that owes two things lies on the desk once, as the sooner one. */
function oneEach(items: readonly InboxItem[]): readonly InboxItem[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}

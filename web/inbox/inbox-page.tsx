import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Empty, Input } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { WORKLIST_WORDS } from '../../domain/ticket/code-words.js';
import { owedBy } from '../../domain/ticket/worklist.js';
import { mayWith, useMe } from '../api/me.js';
import { useNews, type News } from '../api/news.js';
import { rememberList } from '../parts/list-place.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { TicketTable } from '../parts/ticket-table.js';
import { useKeys } from '../shell/keys.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { BulkBar } from './bulk-bar.js';
import { INBOX, keyOfItem, useInbox, type InboxItem } from './inbox.js';
import { useInboxColumns } from './inbox-columns.js';
import { Lanes } from './lanes.js';
import { WordsToRelease } from './words-to-release.js';

export function InboxPage() {
  const { t, say } = useWords();
  const { data: me } = useMe();
  const { kind: wanted, overdue = false, q } = useSearch({ from: '/inbox' });
  const navigate = useNavigate();
  const client = useQueryClient();
  const lanes = me ? owedBy(me.role) : [];
  const kind = lanes.find((one) => one.kind === wanted)?.kind;
  const query = useInbox(kind, overdue, q);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const columns = useInboxColumns();
  useTitle(t('page.inbox'));

  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  useEffect(() => rememberList(rows), [rows]);
  useNews(
    useCallback(
      ({ ticket }: News) => setChanged((before) => (before.has(ticket.id) ? before : new Set(before).add(ticket.id))),
      [],
    ),
  );

  const apply = useCallback((): void => {
    setChanged(new Set());
    void client.invalidateQueries({ queryKey: [INBOX] });
  }, [client]);
  useKeys({ r: apply });
  const choose = (row: InboxItem): void =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(keyOfItem(row))) after.add(keyOfItem(row));
      return after;
    });
  const chooseAll = (isChosen: boolean): void => setChosen(new Set(isChosen ? rows.map(keyOfItem) : []));
  /** What is not named stays as it is. */
  const look = (next: { kind?: string | null; overdue?: boolean; q?: string }): void => {
    const { kind: lane, overdue: late, q: words } = { kind, overdue, q, ...next };
    setChosen(new Set());
    const search = { ...(lane && { kind: lane }), ...(late && { overdue: true as const }), ...(words && { q: words }) };
    void navigate({ to: '/inbox', search });
  };

  if (lanes.length === 0) return <div className="page">{t('inbox.nothingOwed')}</div>;
  const counts = query.data?.pages[0]?.counts;
  const picked = rows.filter((row) => chosen.has(keyOfItem(row)));
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.inbox')}</h1>
        <Checkbox checked={overdue} onChange={({ target }) => look({ overdue: target.checked })}>
          {t('inbox.overdueOnly')}
        </Checkbox>
        <Input.Search
          key={q ?? ''}
          className="inbox-search"
          defaultValue={q}
          allowClear
          maxLength={200}
          aria-label={t('inbox.find')}
          placeholder={t('inbox.find')}
          onSearch={(words) => look({ q: words.trim() })}
        />
        {changed.size > 0 && (
          <Button className="news" onClick={apply}>
            {t('inbox.changed', { count: changed.size })} · {t('inbox.apply')} <kbd>r</kbd>
          </Button>
        )}
      </div>
      {me && <WordsToRelease role={me.role} />}
      <Lanes
        lanes={lanes.map((one) => one.kind)}
        counts={counts}
        here={kind}
        onLook={(one) => look({ kind: one ?? null })}
      />
      {query.error && (
        <ProblemNote error={query.error} action={<Button onClick={() => void query.refetch()}>{t('again')}</Button>} />
      )}
      {query.isPending ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={
            q !== undefined
              ? t('inbox.notFound', { q })
              : kind
                ? t('inbox.emptyLane', { name: say(WORKLIST_WORDS[kind]) })
                : t('inbox.empty')
          }
        />
      ) : (
        <>
          <TicketTable
            caption={t('page.inbox')}
            rows={rows}
            keyOf={keyOfItem}
            columns={columns}
            chosen={chosen}
            changed={changed}
            {...(me && mayWith(me, 'giveInBulk') && { onChoose: choose, onChooseAll: chooseAll })}
          />
          <div className="list-end">
            <span className="quiet">{t('table.shown', { count: rows.length })}</span>
            {query.hasNextPage && (
              <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            )}
          </div>
        </>
      )}
      {picked.length > 0 && <BulkBar items={picked} onClear={() => setChosen(new Set())} onDone={apply} />}
    </div>
  );
}

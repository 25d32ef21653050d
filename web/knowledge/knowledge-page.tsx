import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Checkbox, Empty, Segmented, Select, Skeleton } from 'antd';
import { ENTRY_STATE_WORDS } from '../../domain/knowledge/entry-words.js';
import { ENTRY_STATES, type EntryState } from '../../domain/knowledge/vocabulary.js';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { newUuid } from '../api/new-key.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { EntryPage } from './entry-page.js';
import { TaskList } from './task-list.js';
import './knowledge.css';

const route = getRouteApi('/knowledge');

/** The entries of the city, last changed first; which one lies open stands in the address. */
export function KnowledgePage() {
  const { t } = useWords();
  const { id, version, tasks, ticket } = route.useSearch();
  useTitle(t('page.knowledge'));
  return (
    <div className="page knowledge-page">
      {id !== undefined ? (
        <EntryPage key={id} id={id} version={version} ticket={ticket} />
      ) : (
        <>
          <Head />
          {tasks === true ? <TaskList /> : <Entries />}
        </>
      )}
    </div>
  );
}

/** Entries or tasks, with how many of one's own are open. */
function Head() {
  const { t } = useWords();
  const { data: me } = useMe();
  const { tasks } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useQuery({
    queryKey: ['knowledge', 'tasks', 'mine'],
    queryFn: () => ask(api.GET('/api/v1/knowledge/tasks', { params: { query: { mine: true, limit: 1 } } })),
  });
  const { open = 0, late = 0 } = data?.mine ?? {};
  return (
    <div className="page-head">
      <h1>{t('page.knowledge')}</h1>
      <Segmented
        aria-label={t('page.knowledge')}
        value={tasks === true ? 'tasks' : 'entries'}
        options={[
          { value: 'entries', label: t('knowledge.entries') },
          {
            value: 'tasks',
            label: t(late > 0 ? 'knowledge.tasksLate' : open > 0 ? 'knowledge.tasksOpen' : 'knowledge.tasks', {
              ...{ open, late },
            }),
          },
        ]}
        onChange={(shown) => void navigate({ search: shown === 'tasks' ? { tasks: true } : {} })}
      />
      {me && mayWith(me, 'writeKnowledgeDraft') && (
        <Button type="primary" onClick={() => void navigate({ search: { id: newUuid() } })}>
          {t('knowledge.add')}
        </Button>
      )}
    </div>
  );
}

function Entries() {
  const { t, say, language } = useWords();
  const { data: me } = useMe();
  const { unitName } = useReference();
  const { state, own } = route.useSearch();
  const navigate = route.useNavigate();
  const unit = own === true && me?.unit ? me.unit : undefined;
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['knowledge', 'entries', state, unit],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/knowledge', {
          params: {
            query: { ...(state && { state }), ...(unit && { unit }), ...(pageParam !== null && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          aria-label={t('knowledge.state')}
          placeholder={t('knowledge.state')}
          className="knowledge-state"
          value={state}
          options={ENTRY_STATES.map((one) => ({ value: one, label: say(ENTRY_STATE_WORDS[one]) }))}
          onChange={(one: EntryState | undefined) =>
            void navigate({ search: (now) => ({ ...now, state: one }), replace: true })
          }
        />
        {me?.unit && me.unit !== 'hotline' && (
          <Checkbox
            checked={own === true}
            onChange={({ target }) =>
              void navigate({ search: (now) => ({ ...now, own: target.checked ? true : undefined }), replace: true })
            }
          >
            {t('knowledge.own')}
          </Checkbox>
        )}
      </div>
      {error && <ProblemNote error={error} />}
      {isPending && <Skeleton active />}
      {data && items.length === 0 && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={t(state || unit ? 'knowledge.noneSuch' : 'knowledge.none')}
        />
      )}
      <ul className="knowledge-list">
        {items.map(({ id, version: { state: stands, content, changedAt } }) => (
          <li key={id} className="card">
            <Link className="row-link strong" from="/knowledge" to="/knowledge" search={(now) => ({ ...now, id })}>
              {content.question}
            </Link>
            <span className="quiet">
              {[
                say(ENTRY_STATE_WORDS[stands]),
                unitName(content.ownerUnit, language),
                dayAndTime(changedAt, language),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('knowledge.more')}
        </Button>
      )}
    </>
  );
}

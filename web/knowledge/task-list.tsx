import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Checkbox, Empty, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { CORRECTION_KIND_WORDS, TASK_KIND_WORDS, TASK_OUTCOME_WORDS } from '../../domain/knowledge/entry-words.js';
import { TASK_KINDS, type TaskKind } from '../../domain/knowledge/vocabulary.js';
import { Deed } from '../admin/deed.js';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { ReasonArea } from './reason-area.js';

export type KnowledgeTask = components['schemas']['KnowledgeTask'];
const route = getRouteApi('/knowledge');

/** What has to be done for the knowledge base, the soonest first. */
export function TaskList() {
  const { t, say } = useWords();
  const { kind, all } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['knowledge', 'tasks', kind, all],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/knowledge/tasks', {
          params: {
            query: { mine: all !== true, ...(kind && { kind }), ...(pageParam !== null && { cursor: pageParam }) },
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
          aria-label={t('knowledge.task')}
          placeholder={t('knowledge.task')}
          className="knowledge-state"
          value={kind}
          options={TASK_KINDS.map((one) => ({ value: one, label: say(TASK_KIND_WORDS[one]) }))}
          onChange={(one: TaskKind | undefined) =>
            void navigate({ search: (now) => ({ ...now, kind: one }), replace: true })
          }
        />
        <Checkbox
          checked={all === true}
          onChange={({ target }) =>
            void navigate({ search: (now) => ({ ...now, all: target.checked ? true : undefined }), replace: true })
          }
        >
          {t('knowledge.allUnits')}
        </Checkbox>
      </div>
      {error && <ProblemNote error={error} />}
      {isPending && <Skeleton active />}
      {data && items.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('knowledge.noTasks')} />
      )}
      <ul className="knowledge-list">
        {items.map((task) => (
          <li key={task.id} className="card">
            <Link
              className="row-link strong"
              from="/knowledge"
              to="/knowledge"
              search={(now) => ({ ...now, id: task.entry })}
            >
              {task.question}
            </Link>
            <TaskFacts task={task} />
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

/** What kind of task it is, whose, by when, and what was said; with the way to end what does not need doing. */
export function TaskFacts({ task }: { task: KnowledgeTask }) {
  const { t, say, language } = useWords();
  const { kind, about, unit, dueAt, isLate, times, text, outcome, reason } = task;
  return (
    <>
      <span className="quiet">
        <Tag color={isLate && outcome === null ? 'error' : undefined}>{say(TASK_KIND_WORDS[kind])}</Tag>
        {[
          about && say(CORRECTION_KIND_WORDS[about]),
          unit?.name ?? t('knowledge.hotline'),
          t(isLate && outcome === null ? 'knowledge.wasDue' : 'knowledge.due', { at: dayAndTime(dueAt, language) }),
          times > 1 && t('knowledge.times', { count: times }),
          outcome && say(TASK_OUTCOME_WORDS[outcome]),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {text !== null && (
        <span className="said">
          <bdi>{text}</bdi>
        </span>
      )}
      {reason !== null && <bdi>{reason}</bdi>}
      {task.mayDismiss && <Dismiss task={task} />}
    </>
  );
}

function Dismiss({ task }: { task: KnowledgeTask }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  return (
    <span>
      <Deed
        words={t('knowledge.dismiss')}
        explains={
          <>
            <p>{t('knowledge.dismissExplains')}</p>
            <ReasonArea value={reason} onChange={setReason} />
          </>
        }
        send={() =>
          ask(
            api.POST('/api/v1/knowledge/tasks/{task}/commands/dismiss', {
              params: { path: { task: task.id } },
              body: { reason },
            }),
          )
        }
        onDone={() => void queries.invalidateQueries({ queryKey: ['knowledge'] })}
      />
    </span>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { Suspense, useState } from 'react';
import { EXTENSION_WORDS } from '../../domain/ticket/public-words.js';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import { CLOCK_WORDS, ROLE_WORDS } from '../../domain/ticket/words.js';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { ActionForm } from '../forms/lazy-action-form.js';
import { ClockWords } from '../parts/clock-words.js';
import { ProblemNote } from '../parts/problem-note.js';
import { UrgencyWord } from '../parts/state-word.js';
import { TitleWords } from '../parts/ticket-table.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

type Approval = components['schemas']['Approval'];

export function ApprovalCard({ item, onDone }: { item: Approval; onDone: () => void }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const [open, setOpen] = useState(false);
  const { request, decision, ticket } = item;
  const { title, by, at, amount, until, code, grantedBefore } = request;
  return (
    <article className="card approval">
      <div className="card-head">
        <h2>
          {say(title)}
          {amount !== null && ` · ${t('ticket.amount', { count: amount })}`}
          {until !== null && ` · ${t('ticket.untilDate', { at: dayAndTime(until, language) })}`}
        </h2>
        {decision && (
          <ClockWords
            overdue={decision.late}
            paused={false}
            provisional={false}
            dueAt={decision.dueAt}
            words={decision.words}
          />
        )}
      </div>
      <p>
        <Link to="/tickets/$id" params={{ id: ticket.number }}>
          {ticket.number}
        </Link>{' '}
        <UrgencyWord urgency={ticket.urgency} /> <TitleWords title={ticket.title} withheld={ticket.withheld} />
      </p>
      <p className="quiet">
        {t('approvals.by')}：{by.unit === null ? say(ROLE_WORDS[by.role as ActorRole]) : unitName(by.unit, language)} ·{' '}
        {dayAndTime(at, language)}
        {code !== null && ` · ${say(EXTENSION_WORDS[code])}`}
        {grantedBefore > 0 && ` · ${t('approvals.grantedBefore', { count: grantedBefore })}`}
      </p>
      <Dates item={item} />
      {open ? (
        <Decision id={ticket.id} request={request.id} onDone={onDone} onClose={() => setOpen(false)} />
      ) : (
        <Button type="primary" onClick={() => setOpen(true)}>
          {t('approvals.decide')}
        </Button>
      )}
    </article>
  );
}

/** What a grant would move, asked of the API without doing it. */
function Dates({ item: { request, ticket } }: { item: Approval }) {
  const { t, say, language } = useWords();
  const { kind, amount, until } = request;
  const extension = kind === 'extension' && amount !== null ? { workingDays: amount } : undefined;
  const suspension = kind === 'suspension' && until !== null ? { until } : undefined;
  const moves = extension !== undefined || suspension !== undefined;
  const { data, error } = useQuery({
    queryKey: ['approvals', 'what-if', ticket.id, request.id],
    queryFn: () =>
      ask(
        api.POST('/api/v1/tickets/{id}/explain', {
          params: { path: { id: ticket.id } },
          body: { ...(extension && { extension }), ...(suspension && { suspension }) },
        }),
      ),
    enabled: moves,
    retry: false,
  });
  if (!moves) return <p className="quiet">{t('approvals.none')}</p>;
  if (error) return <ProblemNote error={error} />;
  if (!data) return <p className="quiet">{t('loading')}</p>;
  return (
    <table className="plain dates">
      <caption className="unseen">{t('approvals.moved')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('why.clock')}</th>
          <th scope="col">{t('approvals.before')}</th>
          <th scope="col">{t('approvals.after')}</th>
        </tr>
      </thead>
      <tbody>
        {data.moved.map(({ clock, key, before, after }) => (
          <tr key={clock}>
            <th scope="row">{say(CLOCK_WORDS[key])}</th>
            <td>{dayAndTime(before, language)}</td>
            <td className="strong">{dayAndTime(after, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The form wants the ticket as it is now, whose version is decided on. */
function Decision({
  id,
  request,
  onDone,
  onClose,
}: {
  id: string;
  request: string;
  onDone: () => void;
  onClose: () => void;
}) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ['ticket', id, 'page'],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}', { params: { path: { id } } })),
  });
  if (error) return <ProblemNote error={error} />;
  if (!data) return <p>{t('loading')}</p>;
  const only = { ...data, requests: data.requests.filter((one) => one.id === request) };
  return (
    <Suspense fallback={<p>{t('loading')}</p>}>
      <ActionForm ticket={only} command="decide" onDone={onDone} onClose={onClose} onStale={() => void refetch()} />
    </Suspense>
  );
}

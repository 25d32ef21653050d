import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { StateWord } from '../parts/state-word.js';
import { TitleWords } from '../parts/ticket-table.js';
import { useKeys } from '../shell/keys.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { EarlierTicket, useEarlier } from './look-up.js';
import '../parts/known-tickets.css';

/** Who calls, as far as the number tells: what they asked before, and a key to hurry what is still in progress. */
export function CallerPanel({ earlier, callKey }: { earlier: ReturnType<typeof useEarlier>; callKey: string }) {
  const { t } = useWords();
  const { data, isFetching } = earlier;
  const first = data?.items.find(({ mayNudge }) => mayNudge);
  useKeys({
    '6': () => document.querySelector<HTMLElement>('#intake-earlier button, #intake-earlier a')?.focus(),
    ...(first && { c: () => document.getElementById(`nudge-${first.id}`)?.click() }),
  });
  return (
    <section className="card" id="intake-earlier" aria-labelledby="intake-earlier-title">
      <h2 id="intake-earlier-title">
        <kbd>6</kbd> {t('intake.caller')}
        {data && data.total > 0 && (
          <span className="strong">
            {' '}
            {t(data.more ? 'intake.earlierMore' : 'intake.earlier', {
              count: data.total,
              open: data.inProgress,
            })}
          </span>
        )}
      </h2>
      {!data && <p className="quiet">{t(isFetching ? 'loading' : 'intake.callerHint')}</p>}
      {data?.total === 0 && <p className="quiet">{t('intake.firstCall')}</p>}
      {data && data.total > 0 && (
        <ul className="known-tickets">
          {data.items.map((ticket) => (
            <Earlier key={ticket.id} ticket={ticket} callKey={callKey} hasKey={ticket === first} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Earlier({ ticket, callKey, hasKey }: { ticket: EarlierTicket; callKey: string; hasKey: boolean }) {
  const { t, language } = useWords();
  const [key] = useState(() => `${callKey}.nudge.${ticket.id}`);
  const nudge = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/tickets/{id}/nudges', {
          params: { path: { id: ticket.id }, header: { 'Idempotency-Key': key } },
          body: {},
        }),
      ),
    onSuccess: () => speak(t('intake.nudged')),
  });
  return (
    <li>
      <span className="known-tickets-head">
        <a href={`/console/tickets/${ticket.number}`} target="_blank" rel="noopener">
          {ticket.number}
        </a>
        <StateWord state={ticket.state} />
        {ticket.mayNudge && (
          <Button
            id={`nudge-${ticket.id}`}
            size="small"
            loading={nudge.isPending}
            disabled={nudge.isSuccess}
            onClick={() => nudge.mutate()}
          >
            {t(nudge.isSuccess ? 'intake.nudged' : 'intake.nudge')}
            {hasKey && !nudge.isSuccess && <kbd>c</kbd>}
          </Button>
        )}
      </span>
      <TitleWords title={ticket.title} withheld={ticket.withheld} />
      <span className="quiet">
        {dayAndTime(ticket.registeredAt, language)}
        {ticket.unit?.name != null && ` · ${ticket.unit.name}`}
      </span>
      {nudge.error && <ProblemNote error={nudge.error} />}
    </li>
  );
}

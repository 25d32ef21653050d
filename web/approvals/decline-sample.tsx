import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DECLINE_WORDS } from '../../domain/ticket/public-words.js';
import { Deed } from '../admin/deed.js';
import { api, ask } from '../api/client.js';
import { ReasonArea } from '../knowledge/reason-area.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

/** What was declined last week and is looked at by a second person; nothing where the reader has nothing to say. */
export function DeclineSample() {
  const { t, say, language } = useWords();
  const queries = useQueryClient();
  const key = ['approvals', 'declines'];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: () => ask(api.GET('/api/v1/decline-samples', { params: { query: {} } })),
  });
  if (error) return <ProblemNote error={error} />;
  const waiting = data?.items.filter(({ mayCheck }) => mayCheck) ?? [];
  if (!data || waiting.length === 0) return null;
  return (
    <section className="card" aria-labelledby="decline-sample">
      <h2 id="decline-sample">{t('approvals.declines')}</h2>
      <p className="quiet">
        {t('approvals.declinesDrawn', { week: data.week, declined: data.declined, drawn: data.items.length })}
      </p>
      <ul className="lines">
        {waiting.map(({ ticket, code, declinedAt }) => (
          <li key={ticket.id}>
            <Link to="/tickets/$id" params={{ id: ticket.number }}>
              {ticket.number}
            </Link>
            {` · ${say(DECLINE_WORDS[code])}`}
            <span className="quiet"> · {dayAndTime(declinedAt, language)}</span>
            <span className="form-buttons">
              <Verdict
                ticket={ticket.id}
                verdict="right"
                onDone={() => void queries.invalidateQueries({ queryKey: key })}
              />
              <Verdict
                ticket={ticket.id}
                verdict="wrong"
                onDone={() => void queries.invalidateQueries({ queryKey: key })}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Verdict({ ticket, verdict, onDone }: { ticket: string; verdict: 'right' | 'wrong'; onDone: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const isWrong = verdict === 'wrong';
  return (
    <Deed
      words={t(`approvals.declineWas.${verdict}`)}
      danger={isWrong}
      explains={
        <>
          <p>{t(`approvals.declineExplains.${verdict}`)}</p>
          {isWrong && <ReasonArea value={reason} onChange={setReason} />}
        </>
      }
      send={() =>
        ask(
          api.PUT('/api/v1/decline-samples/{id}', {
            params: { path: { id: ticket } },
            body: { verdict, reason: isWrong && reason.trim() !== '' ? reason : null },
          }),
        )
      }
      onDone={onDone}
    />
  );
}

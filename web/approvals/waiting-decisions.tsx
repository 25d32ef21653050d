import { useQuery } from '@tanstack/react-query';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { DecisionLink } from '../records/decision-link.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

/** What others asked for beside the life of a ticket, for who may say yes to it; nothing where nothing waits. */
export function WaitingDecisions() {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const { data, error } = useQuery({
    queryKey: ['approvals', 'decisions'],
    queryFn: () => ask(api.GET('/api/v1/decisions')),
  });
  if (error) return <ProblemNote error={error} />;
  if (!data || data.items.length === 0) return null;
  return (
    <section className="card" aria-label={t('approvals.others')}>
      <h2>{t('approvals.others')}</h2>
      <ul className="lines">
        {data.items.map(({ kind, id, ticket, askedBy, decideUntil }) => (
          <li key={id}>
            <DecisionLink kind={kind} ticket={ticket}>
              {t(`approvals.kinds.${kind}`)}
              {ticket && ` ${ticket.number}`}
            </DecisionLink>
            {' · '}
            {say(ROLE_WORDS[askedBy.role as ActorRole])}
            {askedBy.unit !== null && askedBy.unit !== 'hotline' && ` · ${unitName(askedBy.unit, language)}`}
            <span className="quiet"> · {t('approvals.until', { at: dayAndTime(decideUntil, language) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

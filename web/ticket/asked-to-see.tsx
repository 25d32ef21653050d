import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

/** Who asked to be shown what this ticket keeps back, and for what; asked for when somebody opens it. */
export function AskedToSee({ id }: { id: string }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['ticket', id, 'disclosures'],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/disclosures', { params: { path: { id } } })),
    enabled: open,
  });
  return (
    <details className="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('disclose.askedBy')}</summary>
      {error && <ProblemNote error={error} />}
      {open && !data && !error && <p>{t('loading')}</p>}
      {data?.items.length === 0 && <p className="quiet">{t('disclose.nobody')}</p>}
      <ul className="lines">
        {data?.items.map(({ id: of, askedAt, askedBy, fields, purpose, state, words, relay, until }) => (
          <li key={of}>
            {dayAndTime(askedAt, language)} · {say(ROLE_WORDS[askedBy.role as ActorRole])}
            {askedBy.unit !== null && askedBy.unit !== 'hotline' && ` · ${unitName(askedBy.unit, language)}`}
            <div>
              {fields.map((field) => t(`disclose.field.${field}`)).join('、')} · {t(`disclose.purposes.${purpose}`)} ·{' '}
              {t(`disclose.states.${state}`)}
            </div>
            {relay !== null && until !== null && (
              <div>
                <strong className="dial-number">{relay}</strong>{' '}
                {t('disclose.relay', { at: dayAndTime(until, language) })}
              </div>
            )}
            {words !== null && (
              <div className="quiet said" dir="auto">
                {words}
              </div>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

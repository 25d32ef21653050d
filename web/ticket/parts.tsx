import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { StateWord } from '../parts/state-word.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { Ticket } from './ticket-data.js';

/** What became of a call with several matters: of the request its parts, of a part its request. */
export function Parts({ ticket }: { ticket: Ticket }) {
  const { t, language } = useWords();
  const { id, parts, partOf, version } = ticket;
  const { data, error } = useQuery({
    queryKey: ['ticket', id, 'parts', version],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/parts', { params: { path: { id } } })),
    enabled: parts.length > 0,
  });
  if (partOf !== null) {
    return (
      <section className="card">
        <h2>{t('split.of')}</h2>
        <Link to="/tickets/$id" params={{ id: partOf.number }}>
          {partOf.number}
        </Link>
      </section>
    );
  }
  if (parts.length === 0) return null;
  return (
    <section className="card" id="parts" aria-labelledby="parts-title">
      <h2 id="parts-title">
        {t('split.parts')} {parts.filter(({ closed }) => closed).length}/{parts.length}
      </h2>
      {error && <ProblemNote error={error} />}
      <ul className="lines">
        {(data?.items ?? []).map(({ number, title, state, citizenDueAt, closedAt }) => (
          <li key={number}>
            <Link to="/tickets/$id" params={{ id: number }}>
              {number}
            </Link>{' '}
            {title}
            <div className="quiet">
              <StateWord state={state} />
              {closedAt === null &&
                citizenDueAt !== null &&
                ` · ${t('split.due', { at: dayAndTime(citizenDueAt, language) })}`}
              {closedAt !== null && ` · ${dayAndTime(closedAt, language)}`}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

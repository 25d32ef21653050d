import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useWords } from '../../words/i18n.js';
import { dayAndTime } from '../../words/time.js';
import { Deed } from '../deed.js';
import type { Person } from './person-values.js';

/** Where a person is signed in; each ended by itself, or all. */
export function Sessions({ person: { id } }: { person: Person }) {
  const { t, language } = useWords();
  const client = useQueryClient();
  const key = ['sessions', id];
  const path = { id };
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: () => ask(api.GET('/api/v1/accounts/{id}/sessions', { params: { path } })),
  });
  const again = (): void => void client.invalidateQueries({ queryKey: key });
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{t('admin.people.sessions')}</h2>
      {error && <ProblemNote error={error} />}
      {data?.items.length === 0 && <p className="quiet">{t('admin.people.noSessions')}</p>}
      <ul className="lines">
        {data?.items.map(({ id: session, current, signedInAt, lastSeenAt, address, agent }) => (
          <li key={session}>
            {t('admin.people.session', {
              at: dayAndTime(signedInAt, language),
              seen: dayAndTime(lastSeenAt, language),
              address: address ?? t('unknown'),
            })}
            {current && `（${t('admin.people.ownSession')}）`}
            <div className="quiet agent">{agent}</div>
            <Deed
              words={t('admin.people.endSession')}
              explains={t('admin.people.endSessionText')}
              danger
              send={() =>
                ask(api.DELETE('/api/v1/accounts/{id}/sessions/{session}', { params: { path: { id, session } } }))
              }
              onDone={again}
            />
          </li>
        ))}
      </ul>
      {(data?.items.length ?? 0) > 1 && (
        <Deed
          words={t('admin.people.endSessions')}
          explains={t('admin.people.endSessionText')}
          danger
          send={() => ask(api.DELETE('/api/v1/accounts/{id}/sessions', { params: { path } }))}
          onDone={again}
        />
      )}
    </section>
  );
}

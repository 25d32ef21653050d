import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import { CodesAnew, FactorSetUp } from '../access/factor-set-up.js';
import { api, ask } from '../api/client.js';
import { ME, useMe, type Me } from '../api/me.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { PasswordForm } from './password-form.js';
import './account.css';

const FEW = 3;
const SESSIONS = ['me', 'sessions'] as const;

/** One's own account: positions, password, second factor, and where one is signed in. */
export function AccountPage() {
  const { t } = useWords();
  const { data: me } = useMe();
  useTitle(t('account.title'));
  if (!me) return null;
  return (
    <div className="page narrow-page">
      <h1>{t('account.title')}</h1>
      {me.person === null ? (
        <p>{t('account.byMachine')}</p>
      ) : (
        <>
          <Person me={me} person={me.person} />
          <Factor person={me.person} />
          <section className="card" aria-labelledby="password">
            <h2 id="password">{t('account.password')}</h2>
            <PasswordForm />
          </section>
          <Sessions me={me} />
        </>
      )}
    </div>
  );
}

type Person = NonNullable<Me['person']>;
type PositionOf = Person['positions'][number];

function usePositionWords(): (position: Pick<PositionOf, 'role' | 'unit'>) => string {
  const { say, language } = useWords();
  const { unitName } = useReference();
  return ({ role, unit }) =>
    unit === null ? say(ROLE_WORDS[role]) : `${unitName(unit, language)} ${say(ROLE_WORDS[role])}`;
}

function Person({ me, person: { name, signInName, positions } }: { me: Me; person: Person }) {
  const { t, language } = useWords();
  const positionWords = usePositionWords();
  return (
    <section className="card" aria-labelledby="person">
      <h2 id="person">
        <bdi>{name}</bdi>
      </h2>
      <dl className="pairs">
        <dt>{t('account.signInName')}</dt>
        <dd>
          <bdi>{signInName}</bdi>
        </dd>
        <dt>{t('account.positions')}</dt>
        <dd>
          <ul className="plain-list">
            {positions.map((position) => (
              <li key={position.id}>
                {positionWords(position)}
                {position.id === me.session?.position && <strong> · {t('account.here')}</strong>}
                <span className="quiet">
                  {Date.parse(position.from) > Date.now() &&
                    ` · ${t('account.from', { at: dayAndTime(position.from, language) })}`}
                  {position.until !== null && ` · ${t('account.until', { at: dayAndTime(position.until, language) })}`}
                </span>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </section>
  );
}

function Factor({ person: { secondFactor, recoveryCodesLeft } }: { person: Person }) {
  const { t } = useWords();
  const client = useQueryClient();
  const [begun, setBegun] = useState<'factor' | 'codes' | null>(null);
  const onDone = (): void => {
    setBegun(null);
    void client.invalidateQueries({ queryKey: ME, exact: true });
  };
  return (
    <section className="card" aria-labelledby="factor">
      <h2 id="factor">{t('account.factor')}</h2>
      {begun === 'factor' && <FactorSetUp onDone={onDone} />}
      {begun === 'codes' && <CodesAnew onDone={onDone} />}
      {begun === null && (
        <>
          <p>{secondFactor ? t('account.factorSet', { count: recoveryCodesLeft }) : t('account.factorNone')}</p>
          {secondFactor && recoveryCodesLeft < FEW && <p className="strong">{t('account.factorFew')}</p>}
          <Button onClick={() => setBegun(secondFactor ? 'codes' : 'factor')}>
            {t(secondFactor ? 'account.factorCodes' : 'account.factorSetUp')}
          </Button>
        </>
      )}
    </section>
  );
}

/** Where one is signed in. What one does not know is ended here. */
function Sessions({ me }: { me: Me }) {
  const { t, language } = useWords();
  const positionWords = usePositionWords();
  const [error, setError] = useState<unknown>(null);
  const query = useQuery({
    queryKey: SESSIONS,
    queryFn: async () => (await ask(api.GET('/api/v1/me/sessions'))).items,
  });
  const end = async (work: Promise<{ ended: number } | undefined>): Promise<void> => {
    setError(null);
    try {
      const answer = await work;
      speak(t('account.ended', { count: answer?.ended ?? 1 }));
      await query.refetch();
    } catch (problem) {
      setError(problem);
    }
  };
  const items = query.data ?? [];
  const problem = error ?? query.error;
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{t('account.sessions')}</h2>
      <p className="quiet">{t('account.sessionsAbout')}</p>
      {problem !== null && <ProblemNote error={problem} />}
      {query.isPending && <Skeleton active />}
      <ul className="lines">
        {items.map((session) => {
          const position = me.person?.positions.find(({ id }) => id === session.position);
          return (
            <li key={session.id} className="session">
              <div>
                <bdi>{session.agent ?? t('unknown')}</bdi>
                {session.current && <strong> · {t('account.thisOne')}</strong>}
                <div className="quiet">
                  {[
                    position ? positionWords(position) : null,
                    `${t('account.signedIn')} ${dayAndTime(session.signedInAt, language)}`,
                    `${t('account.lastSeen')} ${dayAndTime(session.lastSeenAt, language)}`,
                    session.address === null ? null : `${t('account.address')} ${session.address}`,
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </div>
              </div>
              {!session.current && (
                <Button
                  danger
                  aria-label={`${t('account.endOne')} ${dayAndTime(session.signedInAt, language)}`}
                  onClick={() =>
                    void end(ask(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id: session.id } } })))
                  }
                >
                  {t('account.endOne')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {items.length > 1 && (
        <Button danger onClick={() => void end(ask(api.DELETE('/api/v1/me/sessions')))}>
          {t('account.endOthers')}
        </Button>
      )}
    </section>
  );
}

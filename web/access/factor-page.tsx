import { useState } from 'react';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { startAnew, type Me } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { PositionSwitch } from '../shell/position-switch.js';
import { SignOutButton } from '../shell/choices.js';
import { useWords } from '../words/i18n.js';
import { FactorCode, FactorSetUp } from './factor-set-up.js';

/** For a position that needs a second factor: nothing else is open before one was shown. */
export function FactorPage({ me }: { me: Me }) {
  const { t, say } = useWords();
  const [error, setError] = useState<unknown>(null);
  async function prove(code: string): Promise<void> {
    setError(null);
    try {
      await ask(api.POST('/api/v1/me/second-factor/proof', { body: { code } }));
      await startAnew();
    } catch (problem) {
      setError(problem);
    }
  }
  return (
    <main className="sign-in" id="main">
      <h1>{t('factor.title')}</h1>
      <p>{t('factor.why', { role: say(ROLE_WORDS[me.role]) })}</p>
      {error !== null && <ProblemNote error={error} />}
      {me.person?.secondFactor === true ? (
        <FactorCode label={t('factor.prove')} onCode={prove} />
      ) : (
        <FactorSetUp onDone={() => void startAnew()} />
      )}
      <div className="sign-in-choices">
        <PositionSwitch me={me} />
        <SignOutButton />
      </div>
    </main>
  );
}

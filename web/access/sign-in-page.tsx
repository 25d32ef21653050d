import { useQuery } from '@tanstack/react-query';
import { Button, Divider } from 'antd';
import { useState } from 'react';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import { api, ask, ProblemError } from '../api/client.js';
import { startAnew } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { LanguageButton, ShadeButton } from '../shell/choices.js';
import { useWords } from '../words/i18n.js';
import { SignInForm } from './sign-in-form.js';
import { signInToDemo } from './sign-in.js';

export function SignInPage() {
  const { t } = useWords();
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-choices">
        <LanguageButton />
        <ShadeButton />
      </div>
      <h1>{t('productLong')}</h1>
      <SignInForm submit={t('signIn.submit')} done={startAnew} />
      <Providers />
      <DemoPositions />
    </main>
  );
}

/** Those that an administrator has opened. The browser goes there, and comes back to the address that it left. */
function Providers() {
  const { t } = useWords();
  const { data } = useQuery({ queryKey: ['providers'], queryFn: () => ask(api.GET('/api/v1/sign-in/oidc')) });
  if (!data || data.items.length === 0) return null;
  const next = encodeURIComponent(location.pathname);
  return (
    <>
      <Divider plain>{t('signIn.or')}</Divider>
      {data.items.map(({ id, name }) => (
        <Button key={id} block href={`/api/v1/sign-in/oidc/${id}?next=${next}`}>
          {t('signIn.by', { name })}
        </Button>
      ))}
    </>
  );
}

/** There in the demonstration city alone, where the API says so. */
function DemoPositions() {
  const { t, say, language } = useWords();
  const [error, setError] = useState<unknown>(null);
  const { data } = useQuery({ queryKey: ['demo'], queryFn: demoPositions, retry: false });
  if (!data || data.items.length === 0) return null;
  const enter = async (role: string, unit: string | null): Promise<void> => {
    try {
      await signInToDemo(role, unit);
      await startAnew();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <section aria-labelledby="demo-title" className="demo">
      <Divider plain>
        <span id="demo-title">{t('signIn.demo')}</span>
      </Divider>
      {error !== null && <ProblemNote error={error} />}
      <ul className="demo-positions">
        {data.items.map(({ role, unit, unitName }) => (
          <li key={`${role} ${unit ?? ''}`}>
            <Button block onClick={() => void enter(role, unit)}>
              {[say(ROLE_WORDS[role]), ...(role === 'handler' && unitName ? [unitName[language]] : [])].join(' · ')}
            </Button>
          </li>
        ))}
      </ul>
      <p className="quiet">{t('signIn.demoHint')}</p>
    </section>
  );
}

async function demoPositions() {
  try {
    return await ask(api.GET('/api/v1/demo/positions'));
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return { items: [] };
    throw error;
  }
}

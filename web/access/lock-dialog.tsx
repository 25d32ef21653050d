import { Button, Modal } from 'antd';
import { useState } from 'react';
import { ProblemError } from '../api/client.js';
import { lock } from '../api/lock.js';
import { useStore } from '../api/store.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { SignInForm } from './sign-in-form.js';
import { signInToDemo } from './sign-in.js';

/** Over the page, when the session has ended under it. What waited goes on once its person has signed in again. */
export function LockDialog() {
  const { t } = useWords();
  const isLocked = useStore(lock.isLocked);
  const person = lock.person();
  if (!isLocked || person === null) return null;
  return (
    <Modal open title={t('lock.title')} closable={false} keyboard={false} mask={{ closable: false }} footer={null}>
      <p>{t('lock.text')}</p>
      {isOfDemo(person.signInName) ? (
        <DemoAgain />
      ) : (
        <SignInForm
          fixed={{ signInName: person.signInName, position: person.position }}
          submit={t('lock.go')}
          done={() => Promise.resolve(lock.open())}
        />
      )}
      <p className="lock-other">
        <Button type="link" onClick={() => location.assign('/console/')}>
          {t('lock.other')}
        </Button>
        <span className="quiet">{t('lock.otherHint')}</span>
      </p>
    </Modal>
  );
}

/** People of the demonstration have no password. */
const isOfDemo = (signInName: string): boolean => signInName.startsWith('demo.');

function DemoAgain() {
  const { t } = useWords();
  const person = lock.person();
  const [error, setError] = useState<unknown>(null);
  if (person === null) return null;
  const enter = async (): Promise<void> => {
    try {
      await signInToDemo(person.role, person.unit);
      lock.open();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <>
      {error instanceof ProblemError && <ProblemNote error={error} />}
      <Button type="primary" block autoFocus onClick={() => void enter()}>
        {person.name} · {t('lock.go')}
      </Button>
    </>
  );
}

import { Alert, Button } from 'antd';
import { useState } from 'react';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';

/** A second person says yes or no. Said twice it is answered alike, so nothing is asked back. */
export function DecideButtons({
  own,
  decide,
  onDone,
}: {
  /** It is the reader's own request, which another person decides. */
  own: boolean;
  decide: (grant: boolean) => Promise<unknown>;
  onDone: () => void;
}) {
  const { t } = useWords();
  const [busy, setBusy] = useState<boolean | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (own) return <Alert type="info" showIcon title={t('records.ownRequest')} />;
  const press = async (grant: boolean): Promise<void> => {
    setBusy(grant);
    setError(null);
    try {
      await decide(grant);
      speak(t('records.decided'));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(null);
      onDone();
    }
  };
  return (
    <>
      <div className="form-buttons">
        <Button type="primary" loading={busy === true} disabled={busy === false} onClick={() => void press(true)}>
          {t('records.grant')}
        </Button>
        <Button danger loading={busy === false} disabled={busy === true} onClick={() => void press(false)}>
          {t('records.deny')}
        </Button>
      </div>
      {error !== null && <ProblemNote error={error} />}
    </>
  );
}

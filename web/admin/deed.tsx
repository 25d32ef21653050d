import { Button, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { newKey } from '../api/new-key.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';

/** A deed that asks no more than whether it is meant: it says first what will come of it. */
export function Deed<Answer>({
  words,
  explains,
  danger,
  send,
  onDone,
  disabled,
}: {
  words: string;
  explains: ReactNode;
  danger?: boolean;
  send: (key: string) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  disabled?: boolean;
}) {
  const { t } = useWords();
  const [key, setKey] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = (): void => {
    setKey(null);
    setError(null);
  };
  async function press(): Promise<void> {
    if (key === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      const answer = await send(key);
      close();
      onDone(answer);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button danger={danger} disabled={disabled} onClick={() => setKey(newKey())}>
        {words}
      </Button>
      <Modal
        open={key !== null}
        title={words}
        onCancel={close}
        footer={[
          <Button key="do" type="primary" danger={danger} loading={busy} onClick={() => void press()}>
            {words}
          </Button>,
          <Button key="not" onClick={close}>
            {t('cancel')}
          </Button>,
        ]}
      >
        <div>{explains}</div>
        {error !== null && <ProblemNote error={error} />}
      </Modal>
    </>
  );
}

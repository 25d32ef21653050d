import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { components } from '../../generated/api.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { speak } from '../../shell/say.js';
import { useWords } from '../../words/i18n.js';

type Answer = components['schemas']['AccountImportAnswer'];

/** Many people at once: each line of the file is tried first, and taken once somebody has looked. */
export function PeopleFile() {
  const { t } = useWords();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [csv, setCsv] = useState('');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [unread, setUnread] = useState(false);
  const [busy, setBusy] = useState(false);

  async function send(text: string, dryRun: boolean): Promise<void> {
    setError(null);
    setBusy(true);
    try {
      const told = await ask(api.POST('/api/v1/accounts/import', { body: { csv: text, dryRun } }));
      setAnswer(told);
      speak(t(dryRun ? 'admin.people.fileTry' : 'admin.people.fileDone', told));
      if (!dryRun) await client.invalidateQueries({ queryKey: ['accounts'] });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    setAnswer(null);
    try {
      // What is written otherwise would give people names with signs in the place of letters.
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
      setUnread(false);
      setCsv(text);
      await send(text, true);
    } catch {
      setUnread(true);
    }
  }
  return (
    <details className="people-file">
      <summary>{t('admin.people.file')}</summary>
      <p className="quiet">{t('admin.people.fileAbout')}</p>
      <input
        ref={input}
        type="file"
        accept="text/csv,.csv"
        className="unseen"
        tabIndex={-1}
        aria-label={t('admin.people.file')}
        onChange={({ target }) => {
          void take(target.files?.[0]);
          // The same file, once it is mended, is chosen again.
          target.value = '';
        }}
      />
      <Button loading={busy} onClick={() => input.current?.click()}>
        {t('admin.people.file')}
      </Button>
      {unread && <p role="alert">{t('admin.people.fileUnread')}</p>}
      {error !== null && <ProblemNote error={error} />}
      {answer && (
        <>
          <Lines answer={answer} />
          {answer.dryRun && answer.taken > 0 && (
            <Button type="primary" loading={busy} onClick={() => void send(csv, false)}>
              {t('admin.people.fileTake', { count: answer.taken })}
            </Button>
          )}
        </>
      )}
    </details>
  );
}

function Lines({ answer }: { answer: Answer }) {
  const { t } = useWords();
  const title = t(answer.dryRun ? 'admin.people.fileTry' : 'admin.people.fileDone', answer);
  return (
    <>
      <p className="strong">{title}</p>
      <ul className="plain-list">
        {answer.lines.map(({ line, signInName, result, problem }) => (
          <li key={line} className={result === 'refused' ? 'strong' : undefined}>
            {t('admin.people.fileLine', { line })} · <bdi>{signInName}</bdi> · {t(`admin.people.fileResults.${result}`)}
            {problem && `：${problem.detail}`}
          </li>
        ))}
      </ul>
    </>
  );
}

import { DeleteOutlined, UploadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import type { Controlled } from './controlled.js';
import { nameOfSent, sendFile } from './send-file.js';

interface Sending {
  readonly name: string;
  readonly share: number;
}
interface Failed {
  readonly name: string;
  readonly error: unknown;
}

/**
 * Files are sent as they are chosen, and belong to a ticket once the command that names them is done. What is shown is
 * what the form sends, no more and no less; one that is refused says why, and the others go on.
 */
export function UploadField({ id, value = [], onChange }: Controlled<readonly string[]>) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<Sending | null>(null);
  const [failed, setFailed] = useState<readonly Failed[]>([]);

  async function send(files: readonly File[]): Promise<void> {
    setFailed([]);
    let all = value;
    for (const file of files) {
      const { name } = file;
      setSending({ name, share: 0 });
      try {
        const sent = await sendFile(file, (share) => setSending({ name, share }));
        all = [...all, sent.id];
        onChange?.(all);
      } catch (error) {
        setFailed((before) => [...before, { name, error }]);
      }
    }
    setSending(null);
    if (input.current) input.current.value = '';
  }

  return (
    <>
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        className="unseen"
        tabIndex={-1}
        aria-hidden
        onChange={({ target }) => void send([...(target.files ?? [])])}
      />
      <Button icon={<UploadOutlined />} loading={sending !== null} onClick={() => input.current?.click()}>
        {t(sending ? 'form.uploading' : 'ticket.upload')}
      </Button>
      <ul className="files-sent">
        {value.map((one) => (
          <li key={one}>
            <bdi>{nameOfSent(one) ?? one}</bdi> · {t('form.uploaded')}
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('form.removeFile', { name: nameOfSent(one) ?? one })}
              onClick={() => onChange?.(value.filter((other) => other !== one))}
            />
          </li>
        ))}
        {sending && (
          <li>
            <bdi>{sending.name}</bdi>
            <progress value={sending.share} aria-label={t('form.uploadingName', { name: sending.name })} />
            {Math.round(sending.share * 100)}%
          </li>
        )}
      </ul>
      {failed.map(({ name, error }) => (
        <div key={name}>
          <p>
            <bdi>{name}</bdi> · {t('form.notUploaded')}
          </p>
          <ProblemNote error={error} />
        </div>
      ))}
    </>
  );
}

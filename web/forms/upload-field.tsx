import { UploadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { sendFile } from './send-file.js';

interface Sent {
  readonly id: string;
  readonly name: string;
}

/** Files are sent as they are chosen, and belong to a ticket once the command that names them is done. */
export function UploadField({ id, onChange }: { id?: string; onChange?: (ids: readonly string[]) => void }) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function send(files: readonly File[]): Promise<void> {
    setBusy(true);
    setError(null);
    let all = sent;
    try {
      for (const file of files) {
        all = [...all, await sendFile(file)];
        setSent(all);
        onChange?.(all.map((one) => one.id));
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
      if (input.current) input.current.value = '';
    }
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
      <Button icon={<UploadOutlined />} loading={busy} onClick={() => input.current?.click()}>
        {t(busy ? 'form.uploading' : 'ticket.upload')}
      </Button>
      {sent.length > 0 && (
        <ul className="files-sent">
          {sent.map((file) => (
            <li key={file.id}>
              {file.name} · {t('form.uploaded')}
            </li>
          ))}
        </ul>
      )}
      {error !== null && <ProblemNote error={error} />}
    </>
  );
}

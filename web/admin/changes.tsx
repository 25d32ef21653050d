import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { newKey } from '../api/new-key.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { useFieldWords } from './field-words.js';
import { useShownValue } from './shown-value.js';
import {
  canBeUndone,
  changesOf,
  differences,
  trailKey,
  undo,
  useNames,
  type AdminChange,
  type Subject,
} from './trail.js';

/** Who changed a thing, when and how, newest first; what can be taken back is, as a change of its own. */
export function Changes({ subject, onUndone }: { subject: Subject; onUndone: () => void }) {
  const { t } = useWords();
  const { data, error } = useQuery({ queryKey: trailKey(subject), queryFn: () => changesOf(subject) });
  return (
    <section className="card" aria-labelledby="admin-changes">
      <h2 id="admin-changes">{t('admin.changes.title')}</h2>
      {error && <ProblemNote error={error} />}
      {data?.length === 0 && <p className="quiet">{t('admin.changes.none')}</p>}
      <ul className="lines">
        {data?.map((change, at) => (
          <li key={change.number}>
            <ChangeWords change={change} />
            {at === 0 && canBeUndone(change) && <UndoButton change={change.number} onUndone={onUndone} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One change: who, when, and each field as it was and as it is. */
export function ChangeWords({ change: { at, actor, act, before, after, undoneBy } }: { change: AdminChange }) {
  const { t, language } = useWords();
  const nameOf = useNames();
  const shown = useShownValue();
  const fieldWord = useFieldWords();
  const changed = act === 'added' || act === 'removed' ? [] : differences(before, after);
  return (
    <>
      <time dateTime={at}>{dayAndTime(at, language)}</time>{' '}
      <bdi>{actor ? nameOf(actor.id) : t('admin.changes.line')}</bdi> {t(`admin.acts.${act}`)}
      {undoneBy !== null && <span className="quiet">（{t('admin.changes.undone')}）</span>}
      {changed.map(({ field, before: was, after: is }) => (
        <div key={field} className="change-field">
          {fieldWord(field)}: <bdi className="was">{shown(field, was)}</bdi> → <bdi>{shown(field, is)}</bdi>
        </div>
      ))}
    </>
  );
}

/** Takes a change back. Once it was pressed, it is one deed however often it is sent. */
export function UndoButton({ change, onUndone }: { change: string; onUndone: () => void }) {
  const { t } = useWords();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  async function press(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await undo(change, key);
      speak(t('admin.undone'));
      await client.invalidateQueries();
      onUndone();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button loading={busy} onClick={() => void press()}>
        {t('admin.undo')}
      </Button>
      {error !== null && <ProblemNote error={error} />}
    </>
  );
}

/** What was done just now, and the way back. */
export interface Done {
  readonly text: string;
  readonly change: AdminChange | null;
}

export function DoneNote({ done, onClose, onUndone }: { done: Done; onClose: () => void; onUndone: () => void }) {
  const { change, text } = done;
  return (
    <Alert
      className="done-note"
      type="success"
      showIcon
      title={text}
      closable={{ onClose }}
      action={change && canBeUndone(change) && <UndoButton change={change.number} onUndone={onUndone} />}
    />
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { DoneNote, type Done } from './changes.js';
import { lastChange, type Subject } from './trail.js';

/** Says what was done, with the way back where the trail knows one; what was read before is read anew. */
export function useDone(): { readonly note: ReactNode; readonly say: (text: string, subject?: Subject) => void } {
  const { t } = useWords();
  const client = useQueryClient();
  const [done, setDone] = useState<Done | null>(null);
  async function tell(text: string, subject?: Subject): Promise<void> {
    speak(text);
    setDone({ text, change: null });
    await client.invalidateQueries();
    const change = subject ? await lastChange(subject).catch(() => null) : null;
    setDone({ text, change });
  }
  const note = done && (
    <DoneNote
      done={done}
      onClose={() => setDone(null)}
      onUndone={() => setDone({ text: t('admin.undone'), change: null })}
    />
  );
  return { note, say: (text, subject) => void tell(text, subject) };
}

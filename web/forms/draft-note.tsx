import { Alert, Button } from 'antd';
import { useStore } from '../api/store.js';
import { useWords } from '../words/i18n.js';
import { clockTime } from '../words/time.js';
import type { Draft } from './drafts.js';

/** Since when the draft is kept, and whether another page has written it meanwhile. */
export function DraftNote({ draft, onThrowAway }: { draft: Draft; onThrowAway: () => void }) {
  const { t, language } = useWords();
  const { savedAt, elsewhere } = useStore(draft.said);
  if (elsewhere) {
    return (
      <Alert
        type="warning"
        showIcon
        title={t('form.draftElsewhere')}
        action={<Button onClick={() => draft.kept.takeTheirs()}>{t('form.draftTake')}</Button>}
      />
    );
  }
  if (savedAt === null) return null;
  return (
    <>
      <Button type="text" onClick={onThrowAway}>
        {t('form.draftClear')}
      </Button>
      <span className="quiet">{t('form.draftSaved', { time: clockTime(savedAt, language) })}</span>
    </>
  );
}

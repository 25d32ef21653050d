import { useMemo } from 'react';
import { WORKLIST_WORDS } from '../../domain/ticket/code-words.js';
import { ClockWords } from '../parts/clock-words.js';
import { Here } from '../parts/here.js';
import { StateWord, UrgencyWord } from '../parts/state-word.js';
import { TitleWords, type Column } from '../parts/ticket-table.js';
import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import type { InboxItem } from './inbox.js';

export function useInboxColumns(): readonly Column<InboxItem>[] {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  return useMemo(
    () => [
      {
        key: 'left',
        head: t('table.left'),
        first: true,
        cell: ({ overdue, paused, provisional, dueAt, remaining }) => (
          <ClockWords {...{ overdue, paused, provisional, dueAt }} words={remaining.words} />
        ),
      },
      { key: 'todo', head: t('table.todo'), cell: ({ kind }) => say(WORKLIST_WORDS[kind]) },
      {
        key: 'title',
        head: t('table.title'),
        cell: ({ title, withheld }) => <TitleWords title={title} withheld={withheld} />,
      },
      { key: 'urgency', head: t('table.urgency'), cell: ({ urgency }) => <UrgencyWord urgency={urgency} /> },
      {
        key: 'unit',
        head: t('table.unit'),
        cell: ({ id, unit }) => (
          <>
            {unit === null ? t('table.hotline') : unitName(unit.id, language)}
            <Here ticket={id} />
          </>
        ),
      },
      { key: 'state', head: t('table.state'), cell: ({ state }) => <StateWord state={state} /> },
    ],
    [t, say, language, unitName],
  );
}

import { useEffect, useRef } from 'react';
import { WORKLIST_WORDS } from '../../domain/ticket/code-words.js';
import type { InboxItem } from '../inbox/inbox.js';
import { ClockWords } from '../parts/clock-words.js';
import { UrgencyWord } from '../parts/state-word.js';
import { TitleWords } from '../parts/ticket-table.js';
import { useWords } from '../words/i18n.js';

/** What waits, soonest first; the one that lies open is marked, and stays in sight. */
export function DeskList({
  rows,
  here,
  changed,
  several,
  onOpen,
}: {
  rows: readonly InboxItem[];
  here: string | undefined;
  changed: ReadonlySet<string>;
  /** Of several kinds, so that each says its own. */
  several: boolean;
  onOpen: (number: string, replace: boolean) => void;
}) {
  const { t, say } = useWords();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  return (
    <ol className="desk-rows" ref={list}>
      {rows.map(({ id, number, kind, title, withheld, urgency, overdue, paused, provisional, dueAt, ...row }) => (
        <li key={id}>
          <button
            type="button"
            className="desk-row"
            aria-current={number === here}
            onClick={() => onOpen(number, here !== undefined)}
          >
            <span className="desk-row-head">
              <ClockWords {...{ overdue, paused, provisional, dueAt }} words={row.remaining.words} />
              <UrgencyWord urgency={urgency} />
            </span>
            <span className="desk-row-title">
              <TitleWords title={title} withheld={withheld} />
            </span>
            <span className="desk-row-foot quiet">
              <span>{number}</span>
              {several && <span>{say(WORKLIST_WORDS[kind])}</span>}
              {row.leasedBy && <span>{t('desk.with', { name: row.leasedBy.name })}</span>}
              {changed.has(id) && <span className="changed">{t('table.changed')}</span>}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

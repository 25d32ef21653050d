import type { ReactNode } from 'react';
import type { components } from '../generated/api.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { StateWord } from './state-word.js';
import { TitleWords } from './ticket-table.js';
import './known-tickets.css';

export type SameMatter = components['schemas']['Suggestions']['sameMatter'];

/** Open tickets that say the same, each with enough to judge by; `children`: what is done with one here. */
export function SameMatterList({
  found,
  children,
}: {
  found: SameMatter;
  children?: (one: SameMatter[number]) => ReactNode;
}) {
  const { t, language } = useWords();
  return (
    <ul className="known-tickets">
      {found.map((one) => {
        const { ticketId, number, title, state, unit, area, registeredAt, stateSince, sharedWords } = one;
        return (
          <li key={ticketId}>
            <span className="known-tickets-head">
              <a href={`/console/tickets/${number}`} target="_blank" rel="noopener">
                {number}
              </a>
              <StateWord state={state} />
              {children?.(one)}
            </span>
            <TitleWords title={title} withheld={[]} />
            <span className="quiet">
              {[area?.name, unit?.name, dayAndTime(registeredAt, language)].filter(Boolean).join(' · ')}
              {' · '}
              {t('intake.stateSince', { at: dayAndTime(stateSince, language) })}
            </span>
            {sharedWords.length > 0 && (
              <span className="quiet">{t('intake.shared', { words: sharedWords.join('、') })}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

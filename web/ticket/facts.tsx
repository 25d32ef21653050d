import { LEVEL_WORDS, PROTECTION_WORDS, TYPE_WORDS } from '../../domain/ticket/code-words.js';
import type { Level } from '../../domain/ticket/vocabulary.js';
import { CLOSING_WORDS } from '../../domain/ticket/words.js';
import { StateWord, UrgencyWord } from '../parts/state-word.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { Ticket } from './ticket-data.js';

/** How a ticket stands, in a line. */
export function TicketFacts({ ticket }: { ticket: Ticket }) {
  const { t, say, language } = useWords();
  const { urgency, state, type, level, protection, round, closingCode, closedAt } = ticket;
  return (
    <ul className="facts">
      <li>
        <StateWord state={state} />
      </li>
      <li>
        <UrgencyWord urgency={urgency} />
      </li>
      <li>{say(TYPE_WORDS[type])}</li>
      {ticket.demonstration && <li>{t('demo.ticket')}</li>}
      {protection !== 'open' && <li className="strong">{say(PROTECTION_WORDS[protection])}</li>}
      {level > 0 && (
        <li className="strong">
          {t('ticket.level', { level })} · {say(LEVEL_WORDS[level as Level])}
        </li>
      )}
      {round > 1 && <li>{t('ticket.round', { count: round })}</li>}
      {closingCode !== null && (
        <li>
          {say(CLOSING_WORDS[closingCode])}
          {closedAt !== null && ` · ${dayAndTime(closedAt, language)}`}
        </li>
      )}
    </ul>
  );
}

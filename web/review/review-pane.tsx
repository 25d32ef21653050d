import type { RefObject } from 'react';
import { DISSATISFACTION_WORDS, SOLVED_WORDS } from '../../domain/ticket/code-words.js';
import { DISSATISFACTION_CODES } from '../../domain/ticket/vocabulary.js';
import { ReplyCard } from '../desk/reply-card.js';
import { TicketPane } from '../desk/ticket-pane.js';
import type { Pane } from '../desk/work-desk.js';
import type { FormHandle } from '../forms/action-form.js';
import { useKeys } from '../shell/keys.js';
import { useHistory, type Ticket } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';
import { Rounds } from './rounds.js';

const DEEDS = ['reviewReply', 'judge'] as const;

/** A reply beside the request that it answers, or what the citizen says of it beside both. */
export function ReviewPane(pane: Pane) {
  return (
    <TicketPane {...pane} opens={() => DEEDS} below={({ ticket }) => <Rounds ticket={ticket} />}>
      {({ ticket, handle }) => (
        <>
          {ticket.state === 'dissatisfiedReview' && <CitizensAnswer ticket={ticket} />}
          <ReplyCard ticket={ticket} />
          <Verdict handle={handle} />
        </>
      )}
    </TicketPane>
  );
}

/** The two verdicts have a key each; then only the reason is left to write. */
function Verdict({ handle }: { handle: RefObject<FormHandle | null> }) {
  const { t } = useWords();
  const say = (yes: boolean): void => {
    const form = handle.current;
    if (form?.command === 'reviewReply') form.set({ accept: yes });
    else if (form?.command === 'judge') form.set({ redo: yes });
    else return;
    if (!yes || form.command === 'judge') form.focus('reason');
  };
  useKeys({ '1': () => say(true), '2': () => say(false) });
  return <p className="quiet only-wide desk-hint">{t('desk.verdictKeys')}</p>;
}

/** Why it came before a reviewer. */
function CitizensAnswer({ ticket: { number, solved, satisfied } }: { ticket: Ticket }) {
  const { t, say } = useWords();
  const { data } = useHistory(number);
  const said = (data?.pages ?? [])
    .flatMap(({ items }) => items)
    .findLast(({ type }) => type === 'callbackRecorded' || type === 'rated');
  const code = DISSATISFACTION_CODES.find((one) => one === said?.data['reasonCode']);
  const { reason } = said?.text ?? {};
  return (
    <section className="card" aria-labelledby="answer-title">
      <h2 id="answer-title">{t('desk.citizensAnswer')}</h2>
      <p className="strong">
        {[
          ...(solved === null ? [] : [say(SOLVED_WORDS[solved])]),
          ...(satisfied === null ? [] : [t('ticket.satisfied', { count: satisfied })]),
          ...(code === undefined ? [] : [say(DISSATISFACTION_WORDS[code])]),
        ].join(' · ')}
      </p>
      {typeof reason === 'string' && (
        <p className="said" dir="auto">
          {reason}
        </p>
      )}
    </section>
  );
}

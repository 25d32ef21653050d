import { Button } from 'antd';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { useStore } from '../api/store.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { outbox, type Sent } from './outbox.js';
import '../parts/known-tickets.css';

/** The number and the code, to be read out, and by somebody who stands behind the chair. */
export function BigNumber({ sent }: { sent: Sent }) {
  const { t } = useWords();
  if (sent.ticket === null) {
    return (
      <div className="intake-big" role="status">
        <p className="intake-later">{t(sent.waiting === null ? 'intake.sending' : 'intake.numberLater')}</p>
        {sent.waiting !== null && <p>{t('intake.inMemory')}</p>}
      </div>
    );
  }
  const { number, queryCode } = sent.ticket;
  return (
    <div className="intake-big" role="status">
      <p className="intake-number">{number}</p>
      {queryCode !== null && (
        <p>
          {t('ticket.queryCode')} <span className="intake-code">{queryCode}</span>
        </p>
      )}
      <FollowUpWords sent={sent} />
    </div>
  );
}

/** What becomes of it, in a sentence. */
export function FollowUpWords({ sent: { call, stage, waiting, ticket, problem } }: { sent: Sent }) {
  const { t, say } = useWords();
  const action = call.then === null ? '' : say(COMMAND_WORDS[call.then.command]);
  return (
    <>
      {ticket?.startsLater === true && <p className="intake-away">{t('intake.startsLater')}</p>}
      {stage === 'acting' && <p>{t(waiting === null ? 'intake.acting' : 'intake.actsLater', { action })}</p>}
      {stage === 'done' && call.then !== null && <p>{t('form.sent', { action })}</p>}
      {stage === 'registeredOnly' && (
        <>
          <p>{t('intake.registeredOnly', { action })}</p>
          <ProblemNote error={problem} />
        </>
      )}
    </>
  );
}

/** Those before this one, and what still waits to be sent: nothing is silently lost. */
export function SentCalls({ without, onTakeBack }: { without: string | null; onTakeBack: (sent: Sent) => void }) {
  const { t } = useWords();
  const calls = useStore(outbox).filter(({ call }) => call.key !== without);
  if (calls.length === 0) return null;
  const waiting = calls.filter(({ ticket, stage }) => ticket === null && stage === 'registering').length;
  return (
    <section className="card intake-sent" aria-labelledby="intake-sent-title">
      <h2 id="intake-sent-title">{t('intake.sent')}</h2>
      {waiting > 0 && <p className="intake-away">{t('intake.outbox', { count: waiting })}</p>}
      <ul className="known-tickets">
        {[...calls].reverse().map((sent) => (
          <li key={sent.call.key}>
            <span className="known-tickets-head">
              {sent.ticket ? (
                <a href={`/console/tickets/${sent.ticket.number}`} target="_blank" rel="noopener">
                  {sent.ticket.number}
                </a>
              ) : (
                <span className="strong">{t(sent.stage === 'refused' ? 'intake.refused' : 'intake.unsent')}</span>
              )}
              {sent.ticket?.queryCode != null && <span className="code">{sent.ticket.queryCode}</span>}
              {sent.stage === 'refused' && (
                <Button size="small" onClick={() => onTakeBack(sent)}>
                  {t('intake.takeBack')}
                </Button>
              )}
            </span>
            <bdi>{sent.call.body.title}</bdi>
            <span className="quiet">
              <FollowUpWords sent={sent} />
            </span>
            {sent.stage === 'refused' && <ProblemNote error={sent.problem} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

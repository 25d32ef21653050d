import { Link } from '@tanstack/react-router';
import { Alert, Button, Skeleton } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { TYPE_WORDS } from '../../domain/ticket/code-words.js';
import { useClasses, useReference } from '../api/reference.js';
import { ReplyCard } from '../desk/reply-card.js';
import { useSubmitFromAnywhere } from '../desk/submit-from-anywhere.js';
import type { FormHandle } from '../forms/action-form.js';
import { forgetDraft } from '../forms/drafts.js';
import { ProblemNote } from '../parts/problem-note.js';
import { UrgencyWord } from '../parts/state-word.js';
import { TitleWords } from '../parts/ticket-table.js';
import { Watermark } from '../parts/watermark.js';
import { Files } from '../ticket/files.js';
import { useReadAnew, useTicket, type Ticket } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { InHand, None } from './callback-data.js';
import { Dial } from './dial.js';
import { Script } from './script.js';

const ActionForm = lazy(() => import('../forms/action-form.js').then((module) => ({ default: module.ActionForm })));

const MINUTES = 60;

/** One citizen: what they asked, what the unit answered, the number when it is dialled, and the two questions. */
export function CallDesk({
  inHand,
  lost,
  renew,
  onDone,
  onLeave,
  onNext,
}: {
  inHand: InHand;
  lost: 'lapsed' | None | null;
  renew: (id: string) => Promise<boolean>;
  onDone: () => void;
  onLeave: () => void;
  onNext: () => void;
}) {
  const { t, language } = useWords();
  const { unitName } = useReference();
  const { data: ticket, error } = useTicket(inHand.id);
  const readAnew = useReadAnew(inHand.id);
  const handle = useRef<FormHandle>(null);
  const [round, setRound] = useState(0);
  useSubmitFromAnywhere(handle);

  if (error) return <ProblemNote error={error} action={<Button onClick={onLeave}>{t('callback.giveBack')}</Button>} />;
  if (!ticket) return <Skeleton active />;
  const { call } = inHand;
  return (
    <article>
      <p className="call-facts">
        <span>{t('callback.hours', { from: call.from, to: call.to })}</span>
        <span>{t('callback.attempt', { attempt: call.attempt, attempts: call.attempts })}</span>
        <span>
          {call.minutesSinceLast === null
            ? t('callback.first')
            : t('callback.sinceLast', {
                hours: Math.floor(call.minutesSinceLast / MINUTES),
                minutes: call.minutesSinceLast % MINUTES,
              })}
        </span>
        {lost === null && <span>{t('callback.heldUntil', { at: dayAndTime(inHand.until, language) })}</span>}
      </p>
      {lost !== null && <Lost lost={lost} onNext={onNext} />}
      <div className="call-columns">
        <div>
          <Caller ticket={ticket} inHand={inHand} isLost={lost !== null} renew={renew} />
          <ReplyCard ticket={ticket} parts={['text', 'measures', 'facts', 'basis', 'openTasksReason']} />
          <Told ticket={ticket} />
          <Files ticket={ticket} />
        </div>
        <section className="card script" aria-labelledby="script-title">
          <div className="card-head">
            <h2 id="script-title">{t('callback.script')}</h2>
            {lost === null && <Button onClick={onLeave}>{t('callback.giveBack')}</Button>}
          </div>
          <Suspense fallback={<p>{t('loading')}</p>}>
            <ActionForm
              key={round}
              ticket={ticket}
              command="recordCallback"
              handle={handle}
              submitWord={t('callback.record')}
              stays
              onDone={onDone}
              onClose={() => {
                forgetDraft(ticket.id, 'recordCallback');
                setRound(round + 1);
              }}
              onStale={readAnew}
            >
              <Script
                handle={handle}
                title={ticket.title ?? ticket.number}
                unit={ticket.lead === null ? t('table.hotline') : unitName(ticket.lead.id, language)}
              />
            </ActionForm>
          </Suspense>
        </section>
      </div>
      <Watermark />
    </article>
  );
}

/** What was written stays and may be recorded; only the telephone is not offered any more. */
function Lost({ lost, onNext }: { lost: 'lapsed' | None; onNext: () => void }) {
  const { t, language } = useWords();
  const next = lost === 'lapsed' ? null : lost.next;
  return (
    <Alert
      type="warning"
      showIcon
      title={t(lost === 'lapsed' ? 'callback.lost' : 'callback.hoursOver')}
      description={
        <>
          {next !== null && <strong>{t('callback.nextAt', { at: dayAndTime(next, language) })} </strong>}
          {t('callback.lostKept')}
        </>
      }
      action={<Button onClick={onNext}>{t('callback.takeAnother')}</Button>}
    />
  );
}

function Caller({
  ticket,
  inHand,
  isLost,
  renew,
}: {
  ticket: Ticket;
  inHand: InHand;
  isLost: boolean;
  renew: (id: string) => Promise<boolean>;
}) {
  const { t, say, language } = useWords();
  const classes = useClasses();
  const { number, title, text, withheld, citizen, classCode, address, registeredAt, type, urgency } = ticket;
  const named = classes.find(({ code }) => code === classCode);
  const hasPhone = citizen?.phone != null;
  return (
    <section className="card" aria-labelledby="caller-title">
      <div className="card-head">
        <h2 id="caller-title">
          <bdi>{citizen?.name ?? t('callback.unnamed')}</bdi>
        </h2>
        {isLost ? (
          <span className="quiet">{t('callback.noDialling')}</span>
        ) : hasPhone ? (
          <Dial inHand={inHand} renew={renew} />
        ) : (
          <span className="quiet">{t('callback.noPhone')}</span>
        )}
      </div>
      <h3>
        <TitleWords title={title} withheld={withheld} />
      </h3>
      <p className="said call-text" dir="auto">
        {text ?? <span className="quiet">{t(withheld.includes('text') ? 'table.withheld' : 'table.erased')}</span>}
      </p>
      <ul className="facts">
        <li>
          <Link to="/tickets/$id" params={{ id: number }}>
            {number}
          </Link>
        </li>
        <li>{say(TYPE_WORDS[type])}</li>
        <li>
          <UrgencyWord urgency={urgency} />
        </li>
        {named && <li>{language === 'zh' ? named.name : named.nameEn}</li>}
        {address !== null && (
          <li>
            <bdi>{address.text}</bdi>
          </li>
        )}
        <li>{dayAndTime(registeredAt, language)}</li>
      </ul>
    </section>
  );
}

/** What the citizen has heard already, so that nobody tells it anew or otherwise. */
function Told({ ticket: { words = [], citizenDueAt, callback } }: { ticket: Ticket }) {
  const { t, language } = useWords();
  const contacted = words.findLast(({ about }) => about === 'reply')?.text['contacted'];
  const { attempts } = callback;
  return (
    <section className="card" aria-labelledby="told-title">
      <h2 id="told-title">{t('callback.told')}</h2>
      {typeof contacted === 'string' ? (
        <p className="said" dir="auto">
          {contacted}
        </p>
      ) : (
        <p className="quiet">{t('none')}</p>
      )}
      {citizenDueAt !== null && (
        <p className="quiet">{t('callback.promised', { at: dayAndTime(citizenDueAt, language) })}</p>
      )}
      {attempts.map(({ at, counted }) => (
        <p key={at} className="quiet">
          {dayAndTime(at, language)} {t(counted ? 'callback.missed' : 'callback.missedUncounted')}
        </p>
      ))}
    </section>
  );
}

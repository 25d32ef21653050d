import { Link } from '@tanstack/react-router';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import { useReference } from '../api/reference.js';
import type { Ticket } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

/** As a unit writes it: what was found, on what ground, what was done, what was said, and the answer itself. */
const PARTS = ['facts', 'basis', 'measures', 'contacted', 'text', 'openTasksReason'] as const;
type Part = (typeof PARTS)[number];

/** The reply that stands, part by part, and what helpers answered. */
export function ReplyCard({ ticket, parts = PARTS }: { ticket: Ticket; parts?: readonly Part[] }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const { words = [], master } = ticket;
  const reply = words.findLast(({ about }) => about === 'reply');
  const answers = words.filter(({ about, type }) => about === 'task' && type === 'taskAnswered');
  return (
    <section className="card" aria-labelledby="reply-title">
      <h2 id="reply-title">{t('desk.reply')}</h2>
      {reply === undefined ? (
        <p className="quiet">
          {t(master === null ? 'desk.noReply' : 'desk.replyOfMaster')}{' '}
          {master && (
            <Link to="/tickets/$id" params={{ id: master.number }}>
              {master.number}
            </Link>
          )}
        </p>
      ) : (
        <>
          <p className="quiet">
            {reply.actor.unit === null ? say(ROLE_WORDS[reply.actor.role]) : unitName(reply.actor.unit, language)} ·{' '}
            {dayAndTime(reply.at, language)}
          </p>
          <dl className="reply-parts">
            {parts
              .filter((part) => typeof reply.text[part] === 'string')
              .map((part) => (
                <div key={part}>
                  <dt>{t(part === 'text' ? 'desk.answer' : `form.fields.${part}`)}</dt>
                  <dd className="said" dir="auto">
                    {String(reply.text[part])}
                  </dd>
                </div>
              ))}
          </dl>
          {reply.withheld.length > 0 && <p className="quiet">{t('table.withheld')}</p>}
        </>
      )}
      {answers.map(({ seq, actor, at, text }) => (
        <div key={seq} className="reply-helper">
          <p className="quiet">
            {t('ticket.joint')} · {actor.unit === null ? say(ROLE_WORDS[actor.role]) : unitName(actor.unit, language)} ·{' '}
            {dayAndTime(at, language)}
          </p>
          <p className="said" dir="auto">
            {String(text['result'] ?? '')}
          </p>
        </div>
      ))}
    </section>
  );
}

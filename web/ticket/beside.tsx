import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { SOLVED_WORDS, WHISTLE_WORDS } from '../../domain/ticket/code-words.js';
import { EXTENSION_WORDS } from '../../domain/ticket/public-words.js';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import { REQUEST_WORDS, ROLE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { mayWith, type Me } from '../api/me.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { AskedToSee } from './asked-to-see.js';
import { Deliveries } from './deliveries.js';
import type { LiveTicket, Ticket } from './ticket-data.js';

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const REQUEST_STATUS = {
  open: 'ticket.requestOpen',
  granted: 'ticket.requestGranted',
  denied: 'ticket.requestDenied',
  lapsed: 'ticket.requestLapsed',
} as const;
const TASK_STATUS = {
  assigned: 'ticket.assigned',
  reportedIn: 'ticket.reportedIn',
  answered: 'ticket.answered',
  cancelled: 'ticket.cancelled',
} as const;

/** What else belongs to the ticket: who has it, what was asked, who helps, and what it is merged with. */
export function Beside({ ticket, id, me }: { ticket: Ticket; id: string; me: Me; live: LiveTicket | undefined }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const { lead, requests, tasks, supervisions, master, followers, nudges, solved, satisfied } = ticket;
  return (
    <>
      {lead !== null && (
        <Card title={t('search.unit')}>
          <p className="strong">{unitName(lead.id, language)}</p>
        </Card>
      )}
      {(solved !== null || satisfied !== null) && (
        <Card title={t('ticket.result')}>
          <p>
            {[
              ...(solved === null ? [] : [say(SOLVED_WORDS[solved])]),
              ...(satisfied === null ? [] : [t('ticket.satisfied', { count: satisfied })]),
            ].join(' · ')}
          </p>
        </Card>
      )}
      {requests.length > 0 && (
        <Card title={t('ticket.requests')}>
          <ul className="lines">
            {requests.map(({ id: of, kind, status, amount, until, code, by, at }) => (
              <li key={of}>
                <strong>{say(REQUEST_WORDS[kind])}</strong>{' '}
                {[
                  ...(amount === null ? [] : [t('ticket.amount', { count: amount })]),
                  ...(until === null ? [] : [t('ticket.untilDate', { at: dayAndTime(until, language) })]),
                  ...(code === null ? [] : [say(EXTENSION_WORDS[code])]),
                  t(REQUEST_STATUS[status]),
                ].join(' · ')}
                <div className="quiet">
                  {dayAndTime(at, language)}{' '}
                  {by.unit === null ? say(ROLE_WORDS[by.role as ActorRole]) : unitName(by.unit, language)}
                </div>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {tasks.length > 0 && (
        <Card
          title={`${t('ticket.joint')} ${tasks.filter(({ status }) => status === 'answered').length}/${tasks.length}`}
        >
          <ul className="lines">
            {tasks.map(({ id: of, unit, status, whistleCase }) => (
              <li key={of}>
                {unitName(unit, language)} · {t(TASK_STATUS[status])}
                {whistleCase !== null && ` · ${say(WHISTLE_WORDS[whistleCase])}`}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {supervisions.length > 0 && (
        <Card title={t('ticket.supervisions')}>
          <ul className="lines">
            {supervisions.map(({ id: of, level, at, by, answeredAt }) => (
              <li key={of}>
                {t('ticket.level', { level })} ·{' '}
                {t(answeredAt === null ? 'ticket.supervisionOpen' : 'ticket.supervisionAnswered')}
                <div className="quiet">
                  {dayAndTime(at, language)} {say(ROLE_WORDS[by.role as ActorRole])}
                </div>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {(master !== null || followers.length > 0) && (
        <Card title={t(master === null ? 'ticket.followers' : 'ticket.master')}>
          <ul className="lines">
            {[...(master === null ? [] : [master]), ...followers].map(({ number }) => (
              <li key={number}>
                <Link to="/tickets/$id" params={{ id: number }}>
                  {number}
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {nudges.count + nudges.supplements > 0 && (
        <p className="card">{t('ticket.nudges', { count: nudges.count, supplements: nudges.supplements })}</p>
      )}
      {mayWith(me, 'listTicketNotices') && <Told id={id} />}
      {mayWith(me, 'listDisclosures') && <AskedToSee id={id} />}
      {mayWith(me, 'listErasures') && (
        <p>
          <Link to="/admin/$page" params={{ page: 'oneTicket' }} search={{ id: ticket.number }}>
            {t('admin.pages.oneTicket')}
          </Link>
        </p>
      )}
    </>
  );
}

/** Asked for when somebody opens it: most who look at a ticket do not want to know. */
function Told({ id }: { id: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['ticket', id, 'notices'],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/notices', { params: { path: { id } } })),
    enabled: open,
  });
  return (
    <details className="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('ticket.notices')}</summary>
      {error && <ProblemNote error={error} />}
      {open && !data && !error && <p>{t('loading')}</p>}
      {data && <Deliveries items={data.items} />}
    </details>
  );
}

import { LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useCallback, useState } from 'react';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { ProblemError } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { newUuid } from '../api/new-key.js';
import { useNews, type News } from '../api/news.js';
import { useAttending } from '../api/presence.js';
import { Here } from '../parts/here.js';
import { neighbours } from '../parts/list-place.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { TitleWords } from '../parts/ticket-table.js';
import { Watermark } from '../parts/watermark.js';
import { useKeys } from '../shell/keys.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { Actions } from './actions.js';
import { Awaited } from './awaited.js';
import { Beside } from './beside.js';
import { Clocks } from './clocks.js';
import { TicketFacts } from './facts.js';
import { Files } from './files.js';
import { History } from './history.js';
import { Parts } from './parts.js';
import { RequestCard } from './request-card.js';
import { useLive, useReadAnew, useTicket, type Ticket } from './ticket-data.js';
import './print.css';

export function TicketPage() {
  const { id } = useParams({ from: '/tickets/$id' });
  // Another ticket is another page: nothing of this one stays.
  return <TicketOf key={id} id={id} />;
}

function TicketOf({ id }: { id: string }) {
  const { t } = useWords();
  const { data: ticket, error } = useTicket(id);
  const { data: live } = useLive(id);
  const { data: me } = useMe();
  const readAnew = useReadAnew(id);
  const [changed, setChanged] = useState(false);
  const ticketId = ticket?.id;
  useAttending(ticketId, 'looking');
  useTitle(ticket?.number ?? t('page.ticket'));
  useNews(
    useCallback((news: News) => ticketId === news.ticket.id && setChanged(true), [ticketId]) as (news: News) => void,
  );
  const apply = useCallback((): void => {
    setChanged(false);
    readAnew();
  }, [readAnew]);
  useKeys({ r: apply, p: () => window.print() });

  const gone = error instanceof ProblemError && error.problem.status === 404;
  // Who is writing when it goes to somebody else keeps what they wrote before them.
  if (error && !ticket) {
    return <div className="page">{gone ? <h1>{t('missing.ticket')}</h1> : <ProblemNote error={error} />}</div>;
  }
  if (!ticket || !me) return <Loading className="page" />;
  return (
    <article className="page ticket">
      <Head ticket={ticket} />
      {changed && (
        <Button className="news" onClick={apply}>
          {t('ticket.changed')} · {t('ticket.apply')} <kbd>r</kbd>
        </Button>
      )}
      {gone && <Alert type="warning" showIcon title={t('ticket.gone')} />}
      <Awaited live={live} />
      <div className="ticket-columns">
        <div>
          <RequestCard ticket={ticket} me={me} onShown={readAnew} />
          <Actions ticket={ticket} onDone={apply} onStale={readAnew} />
          <History id={id} />
        </div>
        <aside>
          <Clocks id={id} clocks={live?.clocks ?? []} />
          <Parts ticket={ticket} />
          <Beside ticket={ticket} id={id} me={me} live={live} />
          <Files ticket={ticket} />
        </aside>
      </div>
      <Watermark />
    </article>
  );
}

function Head({ ticket }: { ticket: Ticket }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { data: me } = useMe();
  const { before, after } = neighbours(ticket.number);
  const go = (number: string | undefined): void => {
    if (number !== undefined) void navigate({ to: '/tickets/$id', params: { id: number } });
  };
  useKeys({ '[': () => go(before), ']': () => go(after) });
  const { number, title, withheld, protection, state } = ticket;
  // What protects who asked keeps these words where they are.
  const isOver = STATE_KIND[state] !== 'open' && protection === 'open';
  return (
    <header className="ticket-head">
      <div className="ticket-number">
        <span>{number}</span>
        <Here ticket={ticket.id} />
        <span className="ticket-go">
          {(before ?? after) !== undefined && (
            <>
              <Button
                type="text"
                icon={<LeftOutlined />}
                disabled={!before}
                aria-label={t('keys.previous')}
                title="["
                onClick={() => go(before)}
              />
              <Button
                type="text"
                icon={<RightOutlined />}
                disabled={!after}
                aria-label={t('keys.next')}
                title="]"
                onClick={() => go(after)}
              />
            </>
          )}
          {isOver && me && mayWith(me, 'draftEntryFromTicket') && (
            <Button
              type="text"
              onClick={() => void navigate({ to: '/knowledge', search: { id: newUuid(), ticket: ticket.id } })}
            >
              {t('knowledge.fromTicket')}
            </Button>
          )}
          <Button
            type="text"
            icon={<PrinterOutlined />}
            aria-label={t('ticket.print')}
            title="p"
            onClick={() => window.print()}
          />
        </span>
      </div>
      <h1>
        <TitleWords title={title} withheld={withheld} />
      </h1>
      <TicketFacts ticket={ticket} />
    </header>
  );
}

import { ArrowLeftOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useRef, useState, type ReactNode, type RefObject } from 'react';
import type { AccountCommand } from '../../contracts/commands.js';
import { ProblemError } from '../api/client.js';
import { useMe, type Me } from '../api/me.js';
import { useAttending } from '../api/presence.js';
import type { FormHandle } from '../forms/action-form.js';
import { Here } from '../parts/here.js';
import { ProblemNote } from '../parts/problem-note.js';
import { TitleWords } from '../parts/ticket-table.js';
import { Watermark } from '../parts/watermark.js';
import { Actions } from '../ticket/actions.js';
import { Awaited } from '../ticket/awaited.js';
import { Beside } from '../ticket/beside.js';
import { Clocks } from '../ticket/clocks.js';
import { TicketFacts } from '../ticket/facts.js';
import { Files } from '../ticket/files.js';
import { History } from '../ticket/history.js';
import { RequestCard } from '../ticket/request-card.js';
import { useLive, useReadAnew, useTicket, type Ticket } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';
import { useSubmitFromAnywhere } from './submit-from-anywhere.js';
import type { Pane } from './work-desk.js';

export interface PaneParts {
  readonly ticket: Ticket;
  readonly me: Me;
  readonly handle: RefObject<FormHandle | null>;
}

/** A ticket that lies open on a desk: what was asked on the left, what is to be done about it on the right. */
export function TicketPane({
  number,
  onDone,
  onBack,
  opens,
  ends = [],
  children,
  below,
}: Omit<Pane, 'kind'> & {
  /** The deed of this desk, open from the start where it is allowed. */
  opens: (ticket: Ticket) => readonly AccountCommand[];
  /** Other deeds after which there is nothing left to do here. */
  ends?: readonly AccountCommand[];
  /** What has to be seen for it, above the form. */
  children: (parts: PaneParts) => ReactNode;
  below?: (parts: PaneParts) => ReactNode;
}) {
  const { t } = useWords();
  const { data: ticket, error } = useTicket(number);
  const { data: live } = useLive(number);
  const { data: me } = useMe();
  const readAnew = useReadAnew(number);
  const handle = useRef<FormHandle>(null);
  useSubmitFromAnywhere(handle);
  useAttending(ticket?.id, 'looking');

  // What was written stays when the ticket has gone to somebody else meanwhile.
  if (error && !ticket) {
    const gone = error instanceof ProblemError && error.problem.status === 404;
    return gone ? <p className="desk-nothing">{t('missing.ticket')}</p> : <ProblemNote error={error} />;
  }
  if (!ticket || !me) return <Skeleton active />;
  const parts = { ticket, me, handle };
  const wanted = opens(ticket);
  const mayDoIt = wanted.some((one) => (ticket.allowedActions as readonly string[]).includes(one));
  return (
    <article className="pane" aria-label={ticket.number}>
      <header className="ticket-head">
        <div className="ticket-number">
          <Button className="only-narrow" icon={<ArrowLeftOutlined />} onClick={onBack}>
            {t('desk.back')}
          </Button>
          <span>{ticket.number}</span>
          <Here ticket={ticket.id} />
          <Link to="/tickets/$id" params={{ id: ticket.number }} className="ticket-go">
            {t('desk.whole')}
          </Link>
        </div>
        <h2 className="pane-title">
          <TitleWords title={ticket.title} withheld={ticket.withheld} />
        </h2>
        <TicketFacts ticket={ticket} />
      </header>
      <Awaited live={live} />
      <div className="pane-columns">
        <div>
          <RequestCard ticket={ticket} me={me} onShown={readAnew} />
          <Files ticket={ticket} />
          {below?.(parts)}
          <Clocks id={number} clocks={live?.clocks ?? []} />
          <Beside ticket={ticket} id={number} me={me} live={live} />
          <Whole id={number} />
        </div>
        <div>
          {children(parts)}
          {!mayDoIt && <p className="card quiet">{t('desk.notNow')}</p>}
          <Actions
            ticket={ticket}
            onDone={(command) => {
              readAnew();
              // Who only urges a unit, or adds a file, stays where they are.
              if (command === 'split' || wanted.includes(command) || ends.includes(command)) onDone();
            }}
            onStale={readAnew}
            opens={wanted}
            handle={handle}
          />
        </div>
      </div>
      <Watermark />
    </article>
  );
}

/** The whole history, for who wants it; most look at the last rounds only. */
function Whole({ id }: { id: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <details className="pane-history" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('desk.history')}</summary>
      {open && <History id={id} />}
    </details>
  );
}

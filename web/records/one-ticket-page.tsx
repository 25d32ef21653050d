import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useOpened } from '../admin/opened.js';
import { mayWith, useMe } from '../api/me.js';
import { TicketLooks } from '../trail/looks.js';
import { useWords } from '../words/i18n.js';
import { Disclosures } from './disclosures.js';
import { Erasures } from './erasures.js';
import './records.css';

/** Of one ticket: who asked to be shown what it keeps back, who looked, what keeps it, and its erasure. */
export function OneTicketPage() {
  const { t } = useWords();
  const { data: me } = useMe();
  const { id, open } = useOpened('oneTicket');
  if (!me) return null;
  return (
    <>
      <h1>{t('admin.pages.oneTicket')}</h1>
      <p className="quiet about">{t('oneTicket.about')}</p>
      <Input.Search
        key={id}
        className="admin-search"
        defaultValue={id}
        aria-label={t('records.ticket')}
        placeholder={t('records.ticket')}
        enterButton={t('oneTicket.find')}
        maxLength={64}
        onSearch={(written) => {
          const wanted = written.trim();
          if (wanted !== '') open(wanted);
        }}
      />
      {id !== undefined && (
        <div key={id} className="records-parts">
          <p>
            <Link to="/tickets/$id" params={{ id }}>
              {t('oneTicket.open')} {id}
            </Link>
          </p>
          {mayWith(me, 'listDisclosures') && <Disclosures id={id} me={me} />}
          {mayWith(me, 'listErasures') && <Erasures id={id} me={me} />}
          {mayWith(me, 'listTicketLooks') && <TicketLooks id={id} />}
        </div>
      )}
    </>
  );
}

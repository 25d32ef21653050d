import { Button } from 'antd';
import { useState } from 'react';
import { CHANNEL_WORDS } from '../../domain/ticket/code-words.js';
import { mayWith, type Me } from '../api/me.js';
import { classLabel, useClasses, useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { DiscloseDialog } from './disclose-dialog.js';
import { purposesFor, useShownForAWhile } from './disclosing.js';
import type { Ticket } from './ticket-data.js';

/** What was asked, by whom and where, as far as it is shown to the reader. */
export function RequestCard({ ticket, me, onShown }: { ticket: Ticket; me: Me; onShown: () => void }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const classes = useClasses();
  const [asks, setAsks] = useState(false);
  const { text, citizen, address, channel, classCode, occurredAt, registeredAt, withheld, redactedBy } = ticket;
  const { accusedUnit, queryCode, progressLink, disclosures = [] } = ticket;
  const granted = new Set(disclosures.flatMap(({ fields }) => fields));
  const { isShown, hide } = useShownForAWhile(disclosures.map(({ id }) => id).join());
  const named = classes.find(({ code }) => code === classCode);
  const mayAsk = withheld.length > 0 && mayWith(me, 'askForDisclosure') && purposesFor(me.role).length > 0;
  const secret = (field: 'name' | 'telephone', value: string | null): string =>
    value === null
      ? t(withheld.includes(field) ? 'table.withheld' : 'none')
      : granted.has(field) && !isShown
        ? '••••••'
        : value;
  return (
    <section className="card" aria-labelledby="request-title">
      <h2 id="request-title">{t('ticket.request')}</h2>
      <p className="said" dir="auto">
        {text ?? <span className="quiet">{t(withheld.includes('text') ? 'table.withheld' : 'table.erased')}</span>}
      </p>
      {redactedBy && (
        <p className="quiet">{t(redactedBy === 'person' ? 'ticket.redactedByPerson' : 'ticket.redactedByProgram')}</p>
      )}
      <dl className="pairs">
        {(citizen !== null || withheld.includes('name') || withheld.includes('telephone')) && (
          <>
            <dt>{t('ticket.citizen')}</dt>
            <dd>
              <bdi>{secret('name', citizen?.name ?? null)}</bdi>
            </dd>
            <dt>{t('ticket.phone')}</dt>
            <dd>{secret('telephone', citizen?.phone ?? null)}</dd>
          </>
        )}
        <dt>{t('ticket.address')}</dt>
        <dd>
          {address === null ? (
            <span className="quiet">{t(withheld.includes('address') ? 'table.withheld' : 'none')}</span>
          ) : (
            <bdi>{address.text}</bdi>
          )}
          {address?.area !== undefined && ` · ${unitName(address.area, language)}`}
        </dd>
        <dt>{t('ticket.class')}</dt>
        <dd>{named ? classLabel(named, language) : (classCode ?? t('none'))}</dd>
        {accusedUnit !== null && (
          <>
            <dt>{t('ticket.accused')}</dt>
            <dd>{unitName(accusedUnit, language)}</dd>
          </>
        )}
        <dt>{t('ticket.channel')}</dt>
        <dd>
          {say(CHANNEL_WORDS[channel])} · {dayAndTime(registeredAt, language)}
        </dd>
        {occurredAt !== null && (
          <>
            <dt>{t('ticket.occurred')}</dt>
            <dd>{dayAndTime(occurredAt, language)}</dd>
          </>
        )}
        <dt>{t('ticket.replyWanted')}</dt>
        <dd>{t(ticket.replyWanted ? 'yes' : 'no')}</dd>
        {queryCode !== undefined && (
          <>
            <dt>{t('ticket.queryCode')}</dt>
            <dd className="code">{queryCode}</dd>
          </>
        )}
        {progressLink !== undefined && (
          <>
            <dt>{t('ticket.link')}</dt>
            <dd>
              <Copied text={progressLink} />
            </dd>
          </>
        )}
      </dl>
      {disclosures.map(({ id, until }) => (
        <p key={id} className="strong">
          {t('disclose.holds', { at: until === null ? t('unknown') : dayAndTime(until, language) })}{' '}
          {isShown && (
            <Button size="small" onClick={hide}>
              {t('disclose.hide')}
            </Button>
          )}
        </p>
      ))}
      {mayAsk && (
        <p>
          <span className="quiet">{t('ticket.withheld')}</span>{' '}
          <Button size="small" onClick={() => setAsks(true)}>
            {t('disclose.ask')}
          </Button>
        </p>
      )}
      {asks && (
        <DiscloseDialog
          ticket={ticket}
          me={me}
          onClose={(shown) => {
            setAsks(false);
            if (shown) onShown();
          }}
        />
      )}
    </section>
  );
}

function Copied({ text }: { text: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  return (
    <Button size="small" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {t(copied ? 'ticket.copied' : 'ticket.copy')}
    </Button>
  );
}

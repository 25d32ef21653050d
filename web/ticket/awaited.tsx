import { HourglassOutlined } from '@ant-design/icons';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { LiveTicket } from './ticket-data.js';

/** Who must act, and why it waits, as the workflow says it. */
export function Awaited({ live }: { live: LiveTicket | undefined }) {
  const { t, say, language } = useWords();
  if (!live) return <p className="awaited">{t('loading')}</p>;
  const { waiting, source, ageSeconds, temporal } = live;
  return (
    <p className="awaited">
      <HourglassOutlined aria-hidden /> <strong>{say(waiting.sentence)}</strong>{' '}
      <span className="quiet">
        {t('ticket.since', { at: dayAndTime(waiting.since, language) })} ·{' '}
        {source === 'workflow' ? t('ticket.live') : t('ticket.stored', { seconds: Math.round(ageSeconds ?? 0) })}
      </span>
      {temporal && (
        <>
          {' '}
          <a href={temporal.url} target="_blank" rel="noreferrer">
            {t('ticket.temporal')}
          </a>
        </>
      )}
    </p>
  );
}

import { CHANNEL_OF_NOTICE_WORDS, NOTICE_STATUS_WORDS } from '../../domain/notice/delivery-words.js';
import type { components } from '../generated/api.js';
import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

/** Who was told, by which way, and whether it arrived. */
export function Deliveries({ items }: { items: readonly components['schemas']['NoticeDelivery'][] }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  if (items.length === 0) return <p className="quiet">{t('ticket.noNotices')}</p>;
  return (
    <ul className="lines">
      {items.map(({ id, at, channel, status, unit, lastError }) => (
        <li key={id}>
          {dayAndTime(at, language)} · {say(CHANNEL_OF_NOTICE_WORDS[channel])} · {say(NOTICE_STATUS_WORDS[status])}
          <div className="quiet">
            {[...(unit === null ? [] : [unitName(unit, language)]), ...(lastError === null ? [] : [lastError])].join(
              ' · ',
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

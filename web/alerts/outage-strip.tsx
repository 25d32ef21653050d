import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import type { components } from '../generated/api.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import './alerts.css';

export type KnownOutage = components['schemas']['KnownOutage'];
const AGAIN_MS = 15_000;

/** What is known to be out now, above the call: one press answers it, and the ticket belongs to it from then on. */
export function OutageStrip({ onAnswer }: { onAnswer: (outage: KnownOutage) => void }) {
  const { t, language } = useWords();
  const { data: me } = useMe();
  const { data } = useQuery({
    queryKey: ['alerts', 'outages'],
    queryFn: () => ask(api.GET('/api/v1/alerts/outages')),
    refetchInterval: AGAIN_MS,
    enabled: !!me && mayWith(me, 'listKnownOutages'),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section className="outage-strip" aria-label={t('alerts.known')}>
      {data.items.map((outage) => (
        <Alert
          key={outage.alert}
          type="warning"
          showIcon
          title={[
            outage.place?.name ?? t('alerts.city'),
            outage.class?.name ?? t('alerts.several'),
            outage.until !== null && t('alerts.untilAt', { at: dayAndTime(outage.until, language) }),
          ]
            .filter(Boolean)
            .join(' · ')}
          description={<bdi>{outage.notice}</bdi>}
          action={
            <Button size="small" title={t('alerts.answerAndLinkHint')} onClick={() => onAnswer(outage)}>
              {t('alerts.answerAndLink')}
            </Button>
          }
        />
      ))}
    </section>
  );
}

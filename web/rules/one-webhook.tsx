import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Fragment, useState } from 'react';
import { EVENT_WORDS } from '../../domain/ticket/words.js';
import { Changes } from '../admin/changes.js';
import { Deed } from '../admin/deed.js';
import type { Opened } from '../admin/noun-page.js';
import { useReference } from '../api/reference.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { Deliveries } from './deliveries.js';
import { SecretOnce } from './secret-once.js';
import {
  pauseWebhook,
  readWebhook,
  removeWebhook,
  replayWebhook,
  resumeWebhook,
  rotateSecret,
  testWebhook,
  WEBHOOKS,
  type Webhook,
} from './webhooks.js';

type Tested = Awaited<ReturnType<typeof testWebhook>>;

export function OneWebhook({ row, done }: Omit<Opened<Webhook>, 'row'> & { row: Webhook }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const [tested, setTested] = useState<Tested | null>(null);
  const { id } = row;
  const { data } = useQuery({ queryKey: [...WEBHOOKS, id], queryFn: () => readWebhook(id) });
  const { name, url, unit, status, pausedBecause, late, failingSince, previousSecretUntil, eventTypes } = data ?? row;
  const anew = (): void => void client.invalidateQueries({ queryKey: WEBHOOKS });
  const rows: readonly (readonly [string, string])[] = [
    [t('webhooks.url'), url],
    ...(unit === null ? [] : [[t('webhooks.unit'), unitName(unit, language)] as const]),
    [
      t('webhooks.events'),
      eventTypes.length === 0
        ? t('webhooks.eventsAll')
        : eventTypes.map((one) => say(EVENT_WORDS[one]) || one).join('、'),
    ],
    [t('webhooks.late'), String(late)],
    ...(data
      ? [[t('webhooks.live'), data.live ? t(`webhooks.doing.${data.live.doing}`) : t('webhooks.liveAway')] as const]
      : []),
    ...(previousSecretUntil === null
      ? []
      : [[t('webhooks.previousSecretUntil'), dayAndTime(previousSecretUntil, language)] as const]),
  ];
  return (
    <>
      <section className="card" aria-label={name}>
        <p className="strong" role="status">
          {t(`webhooks.statuses.${status}`)}
          {pausedBecause !== null && `：${t(`webhooks.because.${pausedBecause}`)}`}
          {failingSince !== null && ` · ${t('webhooks.failingSince', { at: dayAndTime(failingSince, language) })}`}
        </p>
        <dl className="pairs">
          {rows.map(([head, value]) => (
            <Fragment key={head}>
              <dt>{head}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </Fragment>
          ))}
        </dl>
        {secret !== null && (
          <SecretOnce
            secret={secret}
            onKept={() => {
              setSecret(null);
              anew();
            }}
          />
        )}
        {tested && <TestedNote of={tested} />}
        <div className="form-buttons">
          <Deed
            words={t('webhooks.test')}
            explains={t('webhooks.testExplains')}
            send={() => testWebhook(id)}
            onDone={(answer) => {
              setTested(answer);
              anew();
            }}
          />
          {status === 'active' ? (
            <Deed
              words={t('webhooks.pause')}
              explains={t('webhooks.pauseExplains')}
              send={() => pauseWebhook(id)}
              onDone={anew}
            />
          ) : (
            <Deed
              words={t('webhooks.resume')}
              explains={t('webhooks.resumeExplains')}
              send={() => resumeWebhook(id)}
              onDone={anew}
            />
          )}
          <Deed
            words={t('webhooks.replay')}
            explains={t('webhooks.replayExplains')}
            send={() => replayWebhook(id)}
            onDone={() => {
              speak(t('webhooks.taken'));
              anew();
            }}
          />
          <Deed
            words={t('webhooks.rotate')}
            explains={t('webhooks.rotateExplains')}
            send={(key) => rotateSecret(id, key)}
            onDone={(answer) => setSecret(answer.secret)}
          />
          <Deed
            words={t('webhooks.remove')}
            explains={t('webhooks.removeExplains')}
            danger
            send={() => removeWebhook(id)}
            onDone={() => done(t('admin.acts.removed') + `：${name}`)}
          />
        </div>
      </section>
      <Deliveries id={id} />
      <Changes subject={{ noun: 'webhook', id }} onUndone={anew} />
    </>
  );
}

function TestedNote({ of: { delivered, status, error, answer, durationMs: ms } }: { of: Tested }) {
  const { t } = useWords();
  return (
    <Alert
      type={delivered ? 'success' : 'error'}
      showIcon
      title={
        delivered
          ? t('webhooks.tested', { status: status ?? '', ms })
          : t('webhooks.testFailed', { what: error ?? status ?? '', ms })
      }
      description={answer === '' ? undefined : <bdi className="said">{answer}</bdi>}
    />
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton } from 'antd';
import { useCallback, useState } from 'react';
import { noteOwnDeed } from '../api/news.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import '../desk/desk.css';
import './callback.css';
import { giveBack, useCallInHand, useFigures, type None } from './callback-data.js';
import { CallDesk } from './call-desk.js';

/** One citizen after the other, as the API gives them out. */
export function CallbackPage() {
  const { t } = useWords();
  const client = useQueryClient();
  const { inHand, none, lost, error, busy, take, renew, leave } = useCallInHand();
  const { data: figures } = useFigures();
  const [recorded, setRecorded] = useState<string | null>(null);
  useTitle(t('page.callback'));

  const countAnew = useCallback(() => void client.invalidateQueries({ queryKey: ['callback', 'figures'] }), [client]);
  const goOn = (): void => {
    countAnew();
    void take();
  };
  useKeys({ r: () => !inHand && goOn() });

  return (
    <div className="page callback-page">
      <div className="page-head">
        <h1>{t('page.callback')}</h1>
        {figures && (
          <span className="figures">
            <span>{t('callback.today', { count: figures.all.made })}</span>
            <span>{t('callback.mine', { count: figures.mine.made, reached: figures.mine.reached })}</span>
            <span>{t('callback.waiting', { count: figures.waiting })}</span>
          </span>
        )}
      </div>
      {recorded !== null && <Alert type="success" showIcon title={t('callback.recorded', { number: recorded })} />}
      {error !== null && <ProblemNote error={error} action={<Button onClick={goOn}>{t('again')}</Button>} />}
      {inHand ? (
        <CallDesk
          key={`${inHand.id} ${inHand.call.lastAt ?? ''}`}
          inHand={inHand}
          lost={lost}
          renew={renew}
          onDone={() => {
            setRecorded(inHand.number);
            noteOwnDeed(inHand.id);
            goOn();
          }}
          onLeave={() => {
            setRecorded(null);
            void leave().then(countAnew);
          }}
          onNext={() => {
            setRecorded(null);
            void giveBack()
              .catch(() => undefined)
              .then(goOn);
          }}
        />
      ) : busy ? (
        <Skeleton active />
      ) : (
        error === null && <NobodyToCall none={none} onTake={goOn} />
      )}
    </div>
  );
}

/** Why nobody is given, and from when on somebody will be. */
function NobodyToCall({ none, onTake }: { none: None | null; onTake: () => void }) {
  const { t, language } = useWords();
  const next = none?.next ?? null;
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <p>{t(none === null ? 'callback.none.idle' : `callback.none.${none.why}`)}</p>
          {next !== null && <p className="strong">{t('callback.nextAt', { at: dayAndTime(next, language) })}</p>}
        </>
      }
    >
      <Button type={none === null ? 'primary' : 'default'} onClick={onTake} title="r">
        {t(none === null ? 'callback.take' : 'callback.lookAgain')} <kbd>R</kbd>
      </Button>
    </Empty>
  );
}

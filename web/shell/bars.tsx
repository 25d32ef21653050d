import { useEffect, useState } from 'react';
import { busyUntil } from '../api/busy.js';
import { reachable } from '../api/reachable.js';
import { useStore } from '../api/store.js';
import { useWords } from '../words/i18n.js';

/** Over every page, while the API is out of reach or too busy: what is shown stays, and what is written. */
export function Bars() {
  const { t } = useWords();
  const isReachable = useStore(reachable);
  const seconds = useSecondsUntil(useStore(busyUntil));
  if (!isReachable) {
    return (
      <div className="offline" role="alert">
        {t('offline')}
      </div>
    );
  }
  if (seconds <= 0) return null;
  return (
    <div className="offline">
      <span role="alert" className="unseen">
        {t('busyShort')}
      </span>
      <span aria-hidden>{t('busy', { seconds })}</span>
    </div>
  );
}

const SECOND_MS = 1_000;

/** Counts down; what nobody asks for any more is over with its time. */
function useSecondsUntil(until: number | null): number {
  const left = (): number => (until === null ? 0 : Math.ceil((until - performance.now()) / SECOND_MS));
  const [, draw] = useState(0);
  const seconds = left();
  const counts = seconds > 0;
  useEffect(() => {
    if (!counts) return undefined;
    const timer = setInterval(() => draw((times) => times + 1), SECOND_MS);
    return () => clearInterval(timer);
  }, [counts]);
  return seconds;
}

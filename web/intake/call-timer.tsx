import { useEffect, useState } from 'react';
import { useWords } from '../words/i18n.js';

/** How long somebody has been on the line: since the first key, for the telephone does not tell us when it rang. */
export function CallTimer({ since }: { since: number | null }) {
  const { t } = useWords();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (since === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [since]);
  const seconds = since === null ? 0 : Math.max(0, Math.floor((now - since) / 1_000));
  const two = (part: number): string => String(part).padStart(2, '0');
  return (
    <span className="intake-timer" role="timer" aria-label={t('intake.timer')}>
      {two(Math.floor(seconds / 60))}:{two(seconds % 60)}
    </span>
  );
}

import { useEffect, useState } from 'react';
import { useMe } from '../api/me.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import './watermark.css';

const MARKS = 12;
const MINUTE_MS = 60_000;

/**
 * Who looks, by which account, and in which minute, over everything personal on a screen and on each sheet that is
 * printed of it: a photograph of the screen says whose it was. It is no text of the page: it is neither read aloud, nor
 * found, nor copied.
 */
export function Watermark() {
  const { language } = useWords();
  const { data: me } = useMe();
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  if (!me) return null;
  const words = [me.person?.name ?? me.name, me.person?.signInName, dayAndTime(now, language)]
    .filter((word) => word !== undefined)
    .join(' · ');
  return (
    <div className="watermark" aria-hidden>
      {Array.from({ length: MARKS }, (_, place) => (
        <span key={place} data-words={words} />
      ))}
    </div>
  );
}

import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { CLOCK_WORDS, EFFECT_WORDS } from '../../domain/ticket/words.js';
import { ClockWords } from '../parts/clock-words.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { LiveTicket } from './ticket-data.js';

const WhyDialog = lazy(() => import('./why-dialog.js').then((module) => ({ default: module.WhyDialog })));

type Clock = LiveTicket['clocks'][number];
/** Until when something may be done. Nobody owes anything when that is over. */
const WINDOWS: ReadonlySet<Clock['key']> = new Set(['returnWindow', 'ratingLink', 'reopenWindow']);
const isRunning = ({ state }: Clock): boolean => state === 'running' || state === 'paused' || state === 'held';

/** Each clock that runs: in words, with its date, why it is that date, and what it does next by itself. */
export function Clocks({ id, clocks }: { id: string; clocks: readonly Clock[] }) {
  const { t, say, language } = useWords();
  const [asked, setAsked] = useState<string | null>(null);
  const running = clocks.filter(isRunning).sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
  const first = running.find(({ key }) => key === 'handle') ?? running[0];
  const over = t('ticket.windowOver');
  useKeys({ e: () => first && setAsked(first.id) });
  if (running.length === 0) return null;
  return (
    <section className="card" aria-labelledby="clocks-title">
      <h2 id="clocks-title">{t('ticket.clocks')}</h2>
      <ul className="clocks">
        {running.map(({ id: clock, key, state, dueAt, provisional, overdueAt, remaining, next }) => {
          const late = overdueAt !== null || remaining?.late === true;
          const isOver = late && WINDOWS.has(key);
          return (
            <li key={clock}>
              <span className="clock-name">
                {say(CLOCK_WORDS[key])}
                <Button
                  type="text"
                  size="small"
                  icon={<QuestionCircleOutlined />}
                  aria-label={`${t('ticket.why')}: ${say(CLOCK_WORDS[key])}`}
                  title={t('ticket.why')}
                  onClick={() => setAsked(clock)}
                />
              </span>
              <ClockWords
                overdue={late && !isOver}
                paused={state === 'paused'}
                words={isOver ? { zh: over, en: over } : (remaining?.words ?? { zh: '', en: '' })}
                {...{ dueAt, provisional }}
              />
              {next && (
                <span className="quiet">
                  {t('ticket.next', { at: dayAndTime(next.at, language), effect: say(EFFECT_WORDS[next.effect]) })}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {asked !== null && (
        <Suspense fallback={null}>
          <WhyDialog id={id} clock={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </section>
  );
}

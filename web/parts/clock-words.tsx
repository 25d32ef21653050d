import { ClockCircleOutlined, PauseCircleOutlined, WarningFilled } from '@ant-design/icons';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

export interface ShownClock {
  readonly overdue: boolean;
  readonly paused: boolean;
  readonly provisional: boolean;
  readonly dueAt: string;
  readonly words: { readonly zh: string; readonly en: string };
}

/** What is left, as a sign and in words, with the date. Colour alone says nothing. */
export function ClockWords({ overdue, paused, provisional, dueAt, words }: ShownClock) {
  const { t, say, language } = useWords();
  return (
    <span className={overdue ? 'clock is-late' : 'clock'}>
      {overdue ? (
        <WarningFilled aria-hidden />
      ) : paused ? (
        <PauseCircleOutlined aria-hidden />
      ) : (
        <ClockCircleOutlined aria-hidden />
      )}
      <span>
        <span className="clock-words">
          {say(words)}
          {paused && ` · ${t('table.paused')}`}
        </span>
        <time className="clock-date" dateTime={dueAt}>
          {dayAndTime(dueAt, language)}
          {provisional && <abbr title={t('table.provisional')}> *</abbr>}
        </time>
      </span>
    </span>
  );
}

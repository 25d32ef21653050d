import { Button, Form } from 'antd';
import { useRef, useState } from 'react';
import type { Controlled } from '../../forms/controlled.js';
import { useWords } from '../../words/i18n.js';
import type { Values } from '../contract-fields.js';
import { daysOf, differing, kindOf, turned, weekdayOf, yearIn, type Days, type Difference } from './days.js';
import './calendar.css';

const MONTHS = Array.from({ length: 12 }, (_, at) => at);
const NO_DAYS: Days = { daysOff: [], makeUpDays: [] };

/** The twelve months of a year. Pressing a day makes it the next thing that it can be. */
export function YearField({
  year,
  was,
  value = NO_DAYS,
  onChange,
}: Controlled<Days> & {
  year: number;
  /** As it is kept, to say what becomes of it. */
  was: Days;
}) {
  const { t, language } = useWords();
  const form = Form.useFormInstance<Values>();
  const [refused, setRefused] = useState<'noFile' | 'otherYear' | 'badDays' | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const monthName = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const dayName = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', weekday: 'long', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'narrow', timeZone: 'UTC' });
  const changes = differing(was, value);

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    const read = yearIn(await file.text(), year);
    if (input.current) input.current.value = '';
    setRefused(typeof read === 'string' ? read : null);
    if (typeof read === 'string') return;
    const { daysOff, makeUpDays, ...said } = read;
    form.setFieldsValue(said);
    onChange?.({ daysOff, makeUpDays });
  }

  return (
    <div className="year">
      <div className="year-head">
        <ul className="legend">
          {(['work', 'weekend', 'off', 'makeUp'] as const).map((kind) => (
            <li key={kind}>
              <span className={`day is-${kind}`} aria-hidden>
                1<small data-mark={t(`admin.calendar.marks.${kind}`)} />
              </span>
              {t(`admin.words.day.${kind}`)}
            </li>
          ))}
        </ul>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          className="unseen"
          tabIndex={-1}
          aria-label={t('admin.calendar.import')}
          onChange={({ target }) => void take(target.files?.[0])}
        />
        <Button onClick={() => input.current?.click()}>{t('admin.calendar.import')}</Button>
      </div>
      {refused !== null && <p role="alert">{t(`admin.calendar.refused.${refused}`, { year })}</p>}
      <div className="months">
        {MONTHS.map((month) => (
          <section key={month} className="month" aria-label={monthName.format(new Date(Date.UTC(year, month, 1)))}>
            <h3>{monthName.format(new Date(Date.UTC(year, month, 1)))}</h3>
            <div className="month-days">
              {[4, 5, 6, 7, 8, 9, 10].map((at) => (
                <span key={at} className="weekday" aria-hidden>
                  {weekday.format(new Date(Date.UTC(2026, 0, at + 1)))}
                </span>
              ))}
              {daysOf(year, month).map((day) => {
                const kind = kindOf(day, value);
                return (
                  <button
                    key={day}
                    type="button"
                    className={`day is-${kind} starts-${day.endsWith('-01') ? weekdayOf(day) : 'after'}`}
                    aria-label={`${dayName.format(new Date(`${day}T00:00:00Z`))}, ${t(`admin.words.day.${kind}`)}`}
                    onClick={() => onChange?.(turned(day, value))}
                  >
                    {Number(day.slice(8))}
                    <small data-mark={t(`admin.calendar.marks.${kind}`)} />
                  </button>
                );
              })}
            </div>
          </section>
        ))}
      </div>
      <Differences changes={changes} />
    </div>
  );
}

/** What would come of it: each day that becomes another. */
function Differences({ changes }: { changes: readonly Difference[] }) {
  const { t } = useWords();
  if (changes.length === 0) return null;
  return (
    <details open className="year-changes">
      <summary>{t('admin.calendar.changes', { count: changes.length })}</summary>
      <ul>
        {changes.map(({ day, from, to }) => (
          <li key={day}>
            {day}: {t(`admin.words.day.${from}`)} → {t(`admin.words.day.${to}`)}
          </li>
        ))}
      </ul>
    </details>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Button, Form, Skeleton } from 'antd';
import { CalendarWishSchema } from '../../../contracts/calendars.js';
import { api, ask, askWhole, ProblemError } from '../../api/client.js';
import type { components } from '../../generated/api.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useWords } from '../../words/i18n.js';
import { Changes } from '../changes.js';
import { bodyOf, ContractFields } from '../contract-fields.js';
import { useFieldWords } from '../field-words.js';
import { ifMatch } from '../if-match.js';
import type { Held } from '../held.js';
import { NounForm } from '../noun-form.js';
import { useOpened } from '../opened.js';
import { useDone } from '../use-done.js';
import type { Days } from './days.js';
import { YearField } from './year-field.js';

type CalendarYear = components['schemas']['CalendarYear'];
const NO_DAYS: Days = { daysOff: [], makeUpDays: [] };

/** The days off and make-up days of a year: drawn, changed day by day, or read from the file of a notice. */
export function CalendarPage() {
  const { t } = useWords();
  const { id, open } = useOpened('calendar');
  const year = /^20\d\d$/.test(id ?? '') ? Number(id) : new Date().getUTCFullYear();
  const { note, say } = useDone();
  const { data, error } = useQuery({ queryKey: ['calendar', year], queryFn: () => read(year) });
  return (
    <>
      <div className="page-head">
        <h1>{t('admin.calendar.title', { year })}</h1>
        <Button onClick={() => open(String(year - 1))}>{t('admin.calendar.before', { year: year - 1 })}</Button>
        <Button onClick={() => open(String(year + 1))}>{t('admin.calendar.after', { year: year + 1 })}</Button>
      </div>
      <p className="quiet about">{t('admin.calendar.about')}</p>
      {note}
      {error && <ProblemNote error={error} />}
      {!data && !error && <Skeleton active />}
      {data && (
        <OneYear
          key={`${year} ${data.version ?? 0}`}
          year={year}
          held={data}
          onSaved={() => say(t('admin.saved', { name: String(year) }), { noun: 'calendarYear', id: String(year) })}
        />
      )}
    </>
  );
}

/** A year that nobody has entered is empty, and new when it is saved. */
async function read(year: number): Promise<Held> {
  try {
    const params = { path: { year: String(year) } };
    const { data, response } = await askWhole(api.GET('/api/v1/calendar/{year}', { params }));
    const { status, source, daysOff, makeUpDays } = data;
    const version = Number(/\d+/.exec(response.headers.get('ETag') ?? '')?.[0] ?? 1);
    return { values: { status, source, days: { daysOff, makeUpDays } }, version };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
    return { values: { status: 'provisional', days: NO_DAYS }, version: null };
  }
}

function OneYear({ year, held, onSaved }: { year: number; held: Held; onSaved: () => void }) {
  const { t } = useWords();
  const label = useFieldWords();
  const subject = { noun: 'calendarYear', id: String(year) } as const;
  return (
    <>
      <section className="card calendar-card">
        {held.version === null && <p className="strong">{t('admin.calendar.missing', { year })}</p>}
        <NounForm
          name={`calendar ${year}`}
          held={held}
          subject={subject}
          readAgain={() => read(year)}
          send={({ days, ...values }, { version }): Promise<CalendarYear> =>
            ask(
              api.PUT('/api/v1/calendar/{year}', {
                params: { path: { year: String(year) }, header: ifMatch(version) },
                body: bodyOf(CalendarWishSchema, { ...values, ...(days as Days) }) as never,
              }),
            )
          }
          onDone={onSaved}
        >
          <Form.Item name="days" noStyle>
            <YearField year={year} was={(held.values['days'] ?? NO_DAYS) as Days} />
          </Form.Item>
          <ContractFields
            schema={CalendarWishSchema}
            label={label}
            wordOf={(option) => t(`admin.words.yearStatus.${option as CalendarYear['status']}`)}
            hint={(field) => (field === 'source' ? t('admin.calendar.sourceHint') : undefined)}
            controls={{ daysOff: null, makeUpDays: null }}
          />
        </NounForm>
      </section>
      {held.version !== null && <Changes subject={subject} onUndone={() => undefined} />}
    </>
  );
}

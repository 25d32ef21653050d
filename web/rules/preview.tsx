import { CLOCK_WORDS } from '../../domain/ticket/words.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useClasses, useReference } from '../api/reference.js';
import { Link } from '@tanstack/react-router';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { Preview } from './policies.js';

/** What would become otherwise for open tickets: how many, and of some each date now and then. Nothing is done. */
export function PreviewTable({ preview, error }: { preview: Preview | undefined; error: unknown }) {
  const { t, say, language } = useWords();
  const classes = useClasses();
  const { unitName } = useReference();
  if (error) return <ProblemNote error={error} />;
  if (!preview) return <p className="quiet">{t('loading')}</p>;
  const { sentOut, looked, keep, same, otherPack, otherDates, examples, byClass, at, says, nextCursor } = preview;
  const className = (code: string | null): string => {
    const found = classes.find((one) => one.code === code);
    return found ? (language === 'zh' ? found.name : found.nameEn) : (code ?? t('unknown'));
  };
  const time = (due: string | null): string => (due === null ? t('none') : dayAndTime(due, language));
  return (
    <div className="preview" role="status" aria-label={t('assignments.preview')}>
      <h3>{t('assignments.previewOf', { at: dayAndTime(at, language) })}</h3>
      <ul className="preview-counts">
        <li>
          <strong>{otherDates}</strong> {t('assignments.otherDates')}
        </li>
        <li>
          <strong>{otherPack}</strong> {t('assignments.otherPack')}
        </li>
        <li>
          <strong>{same + keep}</strong> {t('assignments.same')}
        </li>
        <li className="quiet">{t('assignments.sentOut', { count: sentOut })}</li>
      </ul>
      {nextCursor !== null && <p className="quiet">{t('assignments.firstOnly', { count: looked })}</p>}
      <p className="quiet">{say(says)}</p>
      {byClass.length > 0 && (
        <p>
          {byClass
            .slice(0, 8)
            .map((one) => `${className(one.classCode)} ${one.otherDates + one.otherPack}`)
            .join('、')}
        </p>
      )}
      {examples.length > 0 && (
        <div className="sideways" tabIndex={0} role="region" aria-label={t('assignments.examples')}>
          <table className="plain">
            <caption className="unseen">{t('assignments.examples')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('table.number')}</th>
                <th scope="col">{t('why.clock')}</th>
                <th scope="col">{t('assignments.before')}</th>
                <th scope="col">{t('assignments.after')}</th>
              </tr>
            </thead>
            <tbody>
              {examples.flatMap(({ ticket, classCode, supposedUnit, clocks, before, after }) => {
                const rows = clocks.length === 0 ? [null] : clocks;
                return rows.map((clock, place) => (
                  <tr key={`${ticket.id} ${clock?.key ?? ''}`}>
                    <th scope="row">
                      {place === 0 && (
                        <>
                          <Link to="/tickets/$id" params={{ id: ticket.number }}>
                            {ticket.number}
                          </Link>
                          <div className="quiet">
                            {className(classCode)}
                            {supposedUnit !== null && ` · ${unitName(supposedUnit, language)}`}
                          </div>
                        </>
                      )}
                    </th>
                    <td>{clock ? say(CLOCK_WORDS[clock.key]) : t('packs.name')}</td>
                    <td>
                      {clock ? time(clock.before) : `${before.code}@${before.version}`}
                      {clock && clock.rungsBefore !== clock.rungsAfter && (
                        <div className="quiet">{t('assignments.rungs', { count: clock.rungsBefore })}</div>
                      )}
                    </td>
                    <td className="strong">
                      {clock ? time(clock.after) : `${after.code}@${after.version}`}
                      {clock && clock.rungsBefore !== clock.rungsAfter && (
                        <div className="quiet">{t('assignments.rungs', { count: clock.rungsAfter })}</div>
                      )}
                    </td>
                  </tr>
                ));
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

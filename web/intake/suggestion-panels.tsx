import { Button } from 'antd';
import { useKeys } from '../shell/keys.js';
import { SameMatterList } from '../parts/same-matter.js';
import { useWords } from '../words/i18n.js';
import type { Suggestions } from './look-up.js';

const focusIn = (panel: string) => (): void =>
  document.querySelector<HTMLElement>(`#${panel} button, #${panel} a`)?.focus();

/** Open tickets that say the same, each with enough to judge by; a person merges. */
export function SameMatterPanel({
  found,
  onMerge,
}: {
  found: Suggestions['sameMatter'] | undefined;
  onMerge: (number: string) => void;
}) {
  const { t } = useWords();
  useKeys({ '7': focusIn('intake-same') });
  return (
    <section className="card" id="intake-same" aria-labelledby="intake-same-title">
      <h2 id="intake-same-title">
        <kbd>7</kbd> {t('intake.same')}
        {found !== undefined && found.length > 0 && (
          <span className="strong"> {t('intake.sameCount', { count: found.length })}</span>
        )}
      </h2>
      {(found === undefined || found.length === 0) && <p className="quiet">{t('intake.noneSame')}</p>}
      <SameMatterList found={found ?? []}>
        {({ number, command }) =>
          command === 'merge' ? (
            <Button size="small" onClick={() => onMerge(number)} title={t('intake.mergeHint')}>
              {t('intake.merge')}
            </Button>
          ) : (
            <span className="strong">{t(`intake.theirOwn.${command}`)}</span>
          )
        }
      </SameMatterList>
    </section>
  );
}

/** What the machine proposes and why; nothing of it is filled in before somebody takes it. */
export function PlacePanel({
  suggestions,
  chosen,
  onTake,
}: {
  suggestions: Suggestions | undefined;
  chosen: string | undefined;
  onTake: (classCode: string) => void;
}) {
  const { t, say } = useWords();
  useKeys({ '8': focusIn('intake-place') });
  const classes = suggestions?.classes ?? [];
  const units = suggestions?.units ?? [];
  return (
    <section className="card" id="intake-place" aria-labelledby="intake-place-title">
      <h2 id="intake-place-title">
        <kbd>8</kbd> {t('intake.place')}
      </h2>
      {classes.length === 0 && (
        <p className="quiet">{t(suggestions?.abstained ? 'intake.abstained' : 'intake.placeHint')}</p>
      )}
      <ul className="intake-classes">
        {classes.map(({ classCode, name, reasons }) => (
          <li key={classCode}>
            <Button
              size="small"
              type={classCode === chosen ? 'primary' : 'default'}
              aria-pressed={classCode === chosen}
              onClick={() => onTake(classCode)}
            >
              {classCode} {name}
            </Button>{' '}
            <span className="quiet">{t('intake.because', { words: reasons.join('、') })}</span>
          </li>
        ))}
      </ul>
      {units.map(({ unit, name, reason }, at) => (
        <p key={unit}>
          {at === 0 && <span className="quiet">{t('intake.unit')}</span>} <span className="strong">{name ?? unit}</span>
          <br />
          <span className="quiet">{say(reason)}</span>
        </p>
      ))}
    </section>
  );
}

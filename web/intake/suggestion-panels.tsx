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
  onNone,
}: {
  found: Suggestions['sameMatter'] | undefined;
  onMerge: (number: string) => void;
  /** Somebody looked, and none of them is the same. */
  onNone: () => void;
}) {
  const { t } = useWords();
  const isThere = found !== undefined && found.length > 0;
  useKeys({ '7': focusIn('intake-same'), v: () => isThere && onNone() });
  return (
    <section className="card" id="intake-same" aria-labelledby="intake-same-title">
      <h2 id="intake-same-title">
        <kbd>7</kbd> {t('intake.same')}
        {isThere && <span className="strong"> {t('intake.sameCount', { count: found.length })}</span>}
      </h2>
      {!isThere && <p className="quiet">{t('intake.noneSame')}</p>}
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
      {isThere && (
        <Button size="small" type="text" title={t('intake.noneIsSameHint')} onClick={onNone}>
          <kbd>v</kbd> {t('intake.noneIsSame')}
        </Button>
      )}
    </section>
  );
}

/** From here on one key takes the first. */
const ONE_KEY_FROM = 0.85;

/** What the machine proposes and why; nothing of it is filled in before somebody takes it. */
export function PlacePanel({
  suggestions,
  chosen,
  isRefused,
  onTake,
  onRefuse,
}: {
  suggestions: Suggestions | undefined;
  chosen: string | undefined;
  /** Somebody said that none of these classes is right. */
  isRefused: boolean;
  onTake: (classCode: string) => void;
  onRefuse: () => void;
}) {
  const { t, say } = useWords();
  const classes = isRefused ? [] : (suggestions?.classes ?? []);
  const units = isRefused ? [] : (suggestions?.units ?? []);
  const [first] = classes;
  const atHand =
    first && (first.confidence ?? 0) >= ONE_KEY_FROM && first.classCode !== chosen ? first.classCode : null;
  useKeys({
    '8': focusIn('intake-place'),
    a: () => atHand !== null && onTake(atHand),
    x: () => classes.length > 0 && onRefuse(),
  });
  return (
    <section className="card" id="intake-place" aria-labelledby="intake-place-title">
      <h2 id="intake-place-title">
        <kbd>8</kbd> {t('intake.place')}
      </h2>
      {isRefused && <p className="quiet">{t('intake.placeRefused')}</p>}
      {!isRefused && classes.length === 0 && (
        <p className="quiet">{t(suggestions?.abstained ? 'intake.abstained' : 'intake.placeHint')}</p>
      )}
      <ul className="intake-classes">
        {classes.map(({ classCode, name, reasons, confidence }) => (
          <li key={classCode}>
            <Button
              size="small"
              type={classCode === chosen ? 'primary' : 'default'}
              aria-pressed={classCode === chosen}
              onClick={() => onTake(classCode)}
            >
              {classCode === atHand && <kbd>a</kbd>} {classCode} {name}
            </Button>{' '}
            {confidence !== null && (
              <span className="strong">{t('intake.sure', { percent: Math.round(100 * confidence) })}</span>
            )}{' '}
            {reasons.length > 0 && <span className="quiet">{t('intake.because', { words: reasons.join('、') })}</span>}
          </li>
        ))}
      </ul>
      {classes.length > 0 && (
        <Button size="small" type="text" title={t('intake.noneFitsHint')} onClick={onRefuse}>
          <kbd>x</kbd> {t('intake.noneFits')}
        </Button>
      )}
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

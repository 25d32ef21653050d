import { Button } from 'antd';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import type { Suggestions } from './look-up.js';

/** What of one call seems to be matters of their own, each with its class; one key says that it is one. */
export function PartsPanel({ text, parts, onOne }: { text: string; parts: Suggestions['parts']; onOne: () => void }) {
  const { t } = useWords();
  useKeys({ w: onOne });
  return (
    <section className="card" id="intake-parts" aria-labelledby="intake-parts-title">
      <h2 id="intake-parts-title">
        {t('intake.parts')} <span className="strong">{t('intake.partsCount', { count: parts.length })}</span>
      </h2>
      <ol className="intake-parts">
        {parts.map(({ from, to, classCode, name }) => (
          <li key={from}>
            <span className="strong">
              {classCode} {name}
            </span>
            <p className="said">{text.slice(from, to).trim()}</p>
          </li>
        ))}
      </ol>
      <Button size="small" title={t('intake.oneMatterHint')} onClick={onOne}>
        <kbd>w</kbd> {t('intake.oneMatter')}
      </Button>
    </section>
  );
}

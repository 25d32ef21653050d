import { Button } from 'antd';
import { basisWords } from '../knowledge/entry.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import type { KnowledgeHit } from './look-up.js';

/** What can be read out; with `q` the first of it is at hand, and one press takes it into the answer. */
export function KnowledgePanel({
  found,
  onTake,
}: {
  /** Absent: nothing was asked yet. */
  found: readonly KnowledgeHit[] | undefined;
  onTake: (hit: KnowledgeHit) => void;
}) {
  const { t } = useWords();
  useKeys({ q: () => document.querySelector<HTMLElement>('#intake-knowledge button')?.focus() });
  return (
    <section className="card" id="intake-knowledge" aria-labelledby="intake-knowledge-title">
      <h2 id="intake-knowledge-title">
        <kbd>q</kbd> {t('intake.knowledge')}
      </h2>
      {found === undefined && <p className="quiet">{t('intake.knowledgeHint')}</p>}
      {found?.length === 0 && <p className="quiet">{t('intake.knowledgeNone')}</p>}
      <ul className="intake-knowledge">
        {found?.map((hit, at) => (
          <li key={hit.id}>
            <details open={at === 0}>
              <summary>
                <span className={hit.strength === 'strong' ? 'strong' : ''}>{hit.question}</span>
                {hit.strength === 'weak' && <span className="quiet"> {t('intake.weak')}</span>}
              </summary>
              <p className="said">{hit.answer}</p>
              <p className="quiet">
                {[
                  hit.unit.name,
                  hit.basis.length > 0 &&
                    t('intake.basisIs', {
                      basis: basisWords(hit.basis),
                    }),
                  hit.words.length > 0 && t('intake.shared', { words: hit.words.join('、') }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              <Button size="small" title={t('intake.knowledgeTakeHint')} onClick={() => onTake(hit)}>
                {t('intake.knowledgeTake')}
              </Button>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

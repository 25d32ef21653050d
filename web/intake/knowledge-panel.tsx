import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { api, ask } from '../api/client.js';
import { newUuid } from '../api/new-key.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useState } from 'react';
import { basisWords } from '../knowledge/entry.js';
import { SceneWalk, type SceneEnd } from '../knowledge/scene-walk.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import type { KnowledgeHit } from './look-up.js';

/** What can be read out; with `q` the first of it is at hand, and one press takes it into the answer. */
export function KnowledgePanel({
  found,
  missing,
  onTake,
  onEnd,
}: {
  /** Absent: nothing was asked yet. */
  found: readonly KnowledgeHit[] | undefined;
  /** What nothing answers for certain, as a title, with its class; `null`: all is well, or not yet known. */
  missing: { readonly question: string; readonly classCode: string | null } | null;
  onTake: (hit: KnowledgeHit) => void;
  /** Where the questions of a scene led. */
  onEnd: (end: SceneEnd) => void;
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
              {hit.disputed && <Alert type="warning" showIcon title={t('knowledge.disputed')} />}
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
              {hit.hasScene ? (
                <SceneWalk id={hit.id} onEnd={onEnd} />
              ) : (
                <Button size="small" title={t('intake.knowledgeTakeHint')} onClick={() => onTake(hit)}>
                  {t('intake.knowledgeTake')}
                </Button>
              )}
            </details>
          </li>
        ))}
      </ul>
      {missing !== null && <MissingEntry key={missing.question} {...missing} />}
    </section>
  );
}

/** One press makes it a task: what is missing keeps more calls open than what is badly found. */
function MissingEntry({ question, classCode }: { question: string; classCode: string | null }) {
  const { t } = useWords();
  const [gap] = useState(newUuid);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () =>
      ask(
        api.PUT('/api/v1/knowledge/{entry}/gap', { params: { path: { entry: gap } }, body: { question, classCode } }),
      ),
  });
  const press = (): void => {
    if (!isPending && !data) mutate();
  };
  useKeys({ m: press });
  return (
    <div>
      {data ? (
        <p role="status">{t('intake.missingAsked', { unit: data.unit?.name ?? t('knowledge.hotline') })}</p>
      ) : (
        <Button size="small" loading={isPending} title={t('intake.missingHint')} onClick={press}>
          <kbd>m</kbd> {t('intake.missing')}
        </Button>
      )}
      {error && <ProblemNote error={error} />}
    </div>
  );
}

import { diffChars } from 'diff';
import { AUDIENCE_WORDS } from '../../domain/knowledge/entry-words.js';
import { classLabel, useClasses, useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { basisWords, sceneWords, type Entry } from './entry.js';

type Content = Entry['version']['content'];

/** What a reviewer has to read: what another version said, struck out, beside what this one says. */
export function VersionDiff({ before, after, version }: { before: Content; after: Content; version: number }) {
  const { t } = useWords();
  const was = useLines(before);
  const is = useLines(after);
  const changed = is.flatMap(({ name, text }, at) => {
    const old = was[at]?.text ?? '';
    return old === text ? [] : [{ name, parts: diffChars(old, text) }];
  });
  return (
    <section className="card" aria-labelledby="version-diff">
      <h2 id="version-diff">{t('knowledge.changedSince', { version })}</h2>
      {changed.length === 0 && <p className="quiet">{t('knowledge.nothingChanged')}</p>}
      <dl className="version-diff">
        {changed.map(({ name, parts }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>
                {parts.map(({ value, added, removed }, at) =>
                  added ? <ins key={at}>{value}</ins> : removed ? <del key={at}>{value}</del> : value,
                )}
              </bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Each field as it is read, so that what differs is what a reader would see. */
function useLines(content: Content): { readonly name: string; readonly text: string }[] {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const known = useClasses().find(({ code }) => code === content.classCode);
  const day = (at: string | null): string => (at === null ? '' : dayAndTime(at, language));
  const texts: Readonly<Record<keyof Content, string>> = {
    question: content.question,
    phrasings: content.phrasings.join('\n'),
    answer: content.answer,
    template: content.template ?? '',
    basis: basisWords(content.basis),
    ownerUnit: unitName(content.ownerUnit, language),
    classCode: known ? classLabel(known, language) : content.classCode,
    areas: content.areas.map((area) => unitName(area, language)).join('、'),
    people: content.people ?? '',
    from: day(content.from),
    until: day(content.until),
    audience: say(AUDIENCE_WORDS[content.audience]),
    scene: content.scene === null ? '' : sceneWords(content.scene, t, say),
  };
  return Object.entries(texts).map(([field, text]) => ({
    name: t(`knowledge.fields.${field as keyof Content}`),
    text,
  }));
}

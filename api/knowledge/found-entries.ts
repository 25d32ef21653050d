import type { z } from 'zod';
import type { KnowledgeQuestionSchema } from '../../contracts/knowledge.js';
import { isBlank } from '../../domain/intake/folded-text.js';
import { holdsFor } from '../../domain/knowledge/entry.js';
import { filledTemplate } from '../../domain/knowledge/template.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { chinaTimeOrNull } from '../http/time.js';
import { withClassesBelow } from '../list/classes-below.js';
import type { KnowledgeIndex } from './live-index.js';

/** What fits what was said, best first, of what holds now and there, ready to be read out. */
export async function foundEntries(
  { question, place, classCode, limit, facts }: z.output<typeof KnowledgeQuestionSchema>,
  index: KnowledgeIndex,
  { classes, units }: Pick<ReferenceSnapshot, 'classes' | 'units'>,
  now: Date,
) {
  const asking = {
    now,
    places: place === null ? null : (units.get(place)?.path ?? [place]),
    audience: 'internal',
  } as const;
  const wanted = classCode === null ? null : new Set(withClassesBelow([classCode], classes));
  const found = await index.search({
    ...{ question, limit },
    accepts: ({ version }) => (wanted === null || wanted.has(version.content.classCode)) && holdsFor(version, asking),
  });
  const items = found.map(({ entry: { id, disputed, version: kept }, score, strength, words }) => {
    const { ownerUnit, question: asked, answer, template, basis, people, audience, until } = kept.content;
    const name = units.get(ownerUnit)?.name ?? ownerUnit;
    return {
      ...{ id, version: kept.version, question: asked, answer, basis, people, audience },
      ...{ score, strength, words, disputed, hasScene: kept.content.scene !== null },
      spoken: template === null ? { text: answer, missing: [] } : filledTemplate(template, { ...facts, unit: name }),
      unit: { id: ownerUnit, name },
      ...{ classCode: kept.content.classCode, until: chinaTimeOrNull(until) },
    };
  });
  return { items, missing: !isBlank(question) && !items.some(({ strength }) => strength === 'strong') };
}

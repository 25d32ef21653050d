import { KnowledgeHitsSchema, KnowledgeQuestionSchema } from '../../contracts/knowledge.js';
import { isBlank } from '../../domain/intake/folded-text.js';
import { holdsFor } from '../../domain/knowledge/entry.js';
import { filledTemplate } from '../../domain/knowledge/template.js';
import { chinaTimeOrNull } from '../http/time.js';
import { withClassesBelow } from '../list/classes-below.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type SearchServices = Pick<Services, 'knowledgeIndex' | 'reference' | 'now'>;
const defineRoute = routesFor<SearchServices>();

const searchKnowledge = defineRoute({
  method: 'post',
  path: '/api/v1/knowledge/search',
  operationId: 'searchKnowledge',
  tag: 'Knowledge',
  scope: 'read',
  summary: 'The entries that fit best what a caller has said so far',
  description:
    'By pairs of characters, no one of which has to be there; asking phrases tell nothing and are left out. Only what holds now, and at the place if it is known. What was published before the question is found. Nothing of the question is kept.',
  permission: 'account',
  body: KnowledgeQuestionSchema,
  responses: { 200: { description: 'The best first.', schema: KnowledgeHitsSchema } },
  async handler({ body: { question, place, classCode, limit, facts } }, { knowledgeIndex, reference, now }) {
    const snapshot = await reference.current();
    const asking = {
      now: now(),
      places: place === null ? null : (snapshot.units.get(place)?.path ?? [place]),
      audience: 'internal',
    } as const;
    const classes = classCode === null ? null : new Set(withClassesBelow([classCode], snapshot.classes));
    const found = await knowledgeIndex.search({
      ...{ question, limit },
      accepts: ({ version }) =>
        (classes === null || classes.has(version.content.classCode)) && holdsFor(version, asking),
    });
    const items = found.map(({ entry: { id, disputed, version: kept }, score, strength, words }) => {
      const { ownerUnit, question: asked, answer, template, basis, people, audience, until } = kept.content;
      const name = snapshot.units.get(ownerUnit)?.name ?? ownerUnit;
      return {
        ...{
          id,
          version: kept.version,
          question: asked,
          answer,
          basis,
          people,
          audience,
          score,
          strength,
          words,
          disputed,
          hasScene: kept.content.scene !== null,
        },
        spoken: template === null ? { text: answer, missing: [] } : filledTemplate(template, { ...facts, unit: name }),
        unit: { id: ownerUnit, name },
        ...{ classCode: kept.content.classCode, until: chinaTimeOrNull(until) },
      };
    });
    const missing = !isBlank(question) && !items.some(({ strength }) => strength === 'strong');
    return { status: 200, body: { items, missing } };
  },
});

export const knowledgeSearchRoutes: readonly Route<SearchServices>[] = [searchKnowledge];

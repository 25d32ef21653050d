import { KnowledgeHitsSchema, KnowledgeQuestionSchema } from '../../contracts/knowledge.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { foundEntries } from './found-entries.js';

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
  async handler({ body }, { knowledgeIndex, reference, now }) {
    return { status: 200, body: await foundEntries(body, knowledgeIndex, await reference.current(), now()) };
  },
});

export const knowledgeSearchRoutes: readonly Route<SearchServices>[] = [searchKnowledge];

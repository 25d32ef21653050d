import { EntryParamsSchema } from '../../contracts/knowledge.js';
import {
  OpenCorrectionParamsSchema,
  OpenCorrectionSchema,
  OpenCorrectionTakenSchema,
  OpenEntrySchema,
  OpenHitsSchema,
  OpenQuestionSchema,
} from '../../contracts/open-knowledge.js';
import { CITIZEN_TAG as TAG } from '../citizen/citizen-command.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import { correctOpenly, openEntry, searchOpen, type OpenKnowledgeServices } from './open-knowledge.js';

const defineRoute = routesFor<OpenKnowledgeServices>();
const ENTRIES = '/api/v1/open-knowledge';
const COMMON = { tag: TAG, permission: 'public' } as const;

const searchOpenKnowledge = defineRoute({
  ...COMMON,
  method: 'post',
  path: `${ENTRIES}/search`,
  operationId: 'searchOpenKnowledge',
  summary: 'What the city answers to a question, as citizens read it',
  description:
    'Needs no key. Only entries that are published for citizens and hold now; the best first. Nothing of the question is kept.',
  cost: 2,
  body: OpenQuestionSchema,
  responses: { 200: { description: 'The best first.', schema: OpenHitsSchema } },
  handler: async ({ body }, services) => ({ status: 200, body: { items: await searchOpen(services, body) } }),
});

const getOpenEntry = defineRoute({
  ...COMMON,
  method: 'get',
  path: `${ENTRIES}/{entry}`,
  operationId: 'getOpenKnowledgeEntry',
  summary: 'A knowledge entry, as citizens read it',
  description: 'Needs no key. In the version that is served now.',
  params: EntryParamsSchema,
  missing: 'entry-not-found',
  responses: { 200: { description: 'As it is read out.', schema: OpenEntrySchema } },
  problems: ['entry-not-found'],
  handler: async ({ params: { entry } }, services) => ({ status: 200, body: await openEntry(services, entry) }),
});

const correctOpenEntry = defineRoute({
  ...COMMON,
  method: 'put',
  path: `${ENTRIES}/{entry}/corrections/{correction}`,
  operationId: 'correctOpenKnowledgeEntry',
  summary: 'A citizen says that an answer is wrong, outdated or badly worded',
  description:
    'Needs no key. It becomes a task of the entry’s unit, as far as three of citizens wait there; of more it is only counted that they came. No warning is put beside the answer. Whoever asks makes the id, and may send it twice.',
  cost: 5,
  params: OpenCorrectionParamsSchema,
  missing: 'entry-not-found',
  body: OpenCorrectionSchema,
  responses: { 202: { description: 'Taken, now or before.', schema: OpenCorrectionTakenSchema } },
  problems: ['entry-not-found', 'illegal-transition'],
  async handler({ params, body }, services) {
    const { task } = await correctOpenly(services, params, body);
    return { status: 202, body: { dueAt: chinaTime(task.dueAt) } };
  },
});

export const openKnowledgeRoutes: readonly Route<OpenKnowledgeServices>[] = [
  searchOpenKnowledge,
  getOpenEntry,
  correctOpenEntry,
];

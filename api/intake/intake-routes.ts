import { PersonalTextSchema, PersonalWordsSchema } from '../../contracts/intake.js';
import { personalWordsIn, redactedText } from '../../domain/intake/personal-words.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { routesFor, type Route } from '../route.js';

const defineRoute = routesFor<object>();

/** Those who write down what a citizen says, or say yes to what units will read of it. */
const WRITERS: readonly Role[] = ['operator', 'dispatcher', 'callbackAgent', 'reviewer', 'dutyManager'];

const findPersonalWords = defineRoute({
  method: 'post',
  path: '/api/v1/intake/personal-words',
  operationId: 'findPersonalWords',
  tag: 'Tickets',
  summary: 'Find the personal words in a text',
  description:
    'Names, telephone, identity, card and plate numbers, doors, WeChat ids and mail addresses, as they are taken out of what units read of a ticket that protects who asked. Nothing is kept.',
  permission: WRITERS,
  body: PersonalTextSchema,
  responses: { 200: { description: 'What was found.', schema: PersonalWordsSchema } },
  problems: [],
  handler: ({ body }) => {
    const words = personalWordsIn(body.text);
    return Promise.resolve({ status: 200, body: { words, redacted: redactedText(body.text, words) } });
  },
});

export const intakeRoutes: readonly Route<object>[] = [findPersonalWords];

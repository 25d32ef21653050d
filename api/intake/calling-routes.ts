import { CallerSchema, EarlierTicketsSchema, IntakeWordsSchema, SuggestionsSchema } from '../../contracts/intake.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { invalidField } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { normalisedPhone } from '../ticket/phone.js';
import { earlierTickets } from './earlier-tickets.js';
import { findSameMatter } from './find-same-matter.js';
import { hintsIn } from './hints.js';
import { saidIn, suggestedPlace } from './suggesting.js';

type CallingServices = Pick<Services, 'views' | 'reference' | 'now'>;
const defineRoute = routesFor<CallingServices>();

/** Those who have somebody on the line and may know by which number. */
export const ON_THE_LINE: readonly Role[] = ['operator', 'dispatcher', 'callbackAgent'];

const findEarlier = defineRoute({
  method: 'post',
  path: '/api/v1/callers',
  operationId: 'findEarlierTickets',
  tag: 'Tickets',
  summary: 'What who calls has asked before',
  description:
    'By a keyed mark of the number, which is compared with that of each ticket; the number itself is kept sealed with each, and stands in no address and no log. Who wanted to stay anonymous is not found. Of tickets that were registered before there was a mark: after `huiying rebuild`.',
  permission: ON_THE_LINE,
  look: 'list',
  body: CallerSchema,
  responses: { 200: { description: 'Their tickets.', schema: EarlierTicketsSchema } },
  async handler({ body, account }, services) {
    const phone = normalisedPhone(body.phone);
    if (phone === null)
      throw invalidField('/phone', 'wrong-format', 'This is no telephone number of China, nor an international one.');
    return { status: 200, body: await earlierTickets(phone, account, services) };
  },
});

const suggest = defineRoute({
  method: 'post',
  path: '/api/v1/suggestions',
  operationId: 'suggestForIntake',
  tag: 'Tickets',
  summary: 'Suggest class, unit and tickets of the same matter while a call is written down',
  description:
    'By the words of the catalogue and of open tickets of the last 180 days, each with its reason. With a number, tickets of who calls are told from those of others. Nothing is kept, and nothing is done: a person chooses.',
  permission: ON_THE_LINE,
  look: 'list',
  body: IntakeWordsSchema,
  responses: { 200: { description: 'What may fit.', schema: SuggestionsSchema } },
  async handler({ body, account }, { views, reference, now }) {
    const [snapshot, at] = [await reference.current(), now()];
    const [said, place] = [saidIn(body), suggestedPlace(body, snapshot)];
    const classCode = body.classCode ?? place.classes[0]?.classCode ?? null;
    const asked = { said, phone: body.phone, area: body.address?.area ?? null, classCode, except: body.except };
    const sameMatter = await findSameMatter(asked, account, { views, units: snapshot.units, now: at });
    return { status: 200, body: { hints: hintsIn(body), ...place, sameMatter } };
  },
});

export const callingRoutes: readonly Route<CallingServices>[] = [findEarlier, suggest];

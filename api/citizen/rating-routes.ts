import { RatingSchema } from '../../contracts/commands.js';
import { RatedSchema, RatingStateSchema } from '../../contracts/ratings.js';
import { routesFor, type Route } from '../route.js';
import { rateByLink, ticketToRate, type RatingServices } from './by-link.js';
import { CITIZEN_TAG as TAG, linkParams as params, TO_PAGE, toPage } from './citizen-command.js';

const defineRoute = routesFor<RatingServices>();

const getRating = defineRoute({
  method: 'get',
  path: '/api/v1/ratings/{token}',
  operationId: 'getRating',
  tag: TAG,
  summary: 'Is a rating still awaited?',
  description: 'Needs no key: the link is the proof. Tells nothing personal.',
  permission: 'public',
  params,
  responses: { 200: { description: 'Whether it is.', schema: RatingStateSchema }, 303: TO_PAGE },
  problems: ['link-withdrawn', 'link-ended', 'ticket-erased'],
  async handler({ params: { token }, request }, services) {
    const page = toPage(request, 'ratings', token);
    if (page) return page;
    const { ticket, awaited } = await ticketToRate(services, token);
    return { status: 200, body: { number: ticket.state.number, open: awaited } };
  },
});

const rateTicket = defineRoute({
  method: 'post',
  path: '/api/v1/ratings/{token}',
  operationId: 'rateTicket',
  tag: TAG,
  summary: 'The citizen says whether it was solved, and how satisfied they are',
  description: 'Needs no key: the link is the proof, and serves once.',
  permission: 'public',
  params,
  body: RatingSchema,
  responses: { 200: { description: 'Thanks.', schema: RatedSchema } },
  problems: ['already-rated', 'link-withdrawn', 'link-ended', 'ticket-erased'],
  async handler({ params: { token }, body }, services) {
    const { ticket } = await ticketToRate(services, token);
    const { number } = ticket.state;
    const { state } = await rateByLink(services, token, ticket, body);
    return { status: 200, body: { thanks: '感谢您的评价。Thank you for your answer.', number, state } };
  },
});

export const ratingRoutes: readonly Route<RatingServices>[] = [getRating, rateTicket];

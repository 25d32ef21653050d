import { RatingSchema } from '../../contracts/commands.js';
import { RatedSchema, RatingStateSchema } from '../../contracts/ratings.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { CommandRefused } from '../gateway/ticket-gateway.js';
import { bodyHashOf } from '../idempotency/idempotency.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertKept } from '../ticket/find-ticket.js';
import { CITIZEN_TAG as TAG, giveByLink, linkParams as params, ticketBehind } from './citizen-command.js';

type RatingServices = Pick<Services, 'views' | 'gateway' | 'ratingLinks' | 'linkTermMs' | 'now'>;
const defineRoute = routesFor<RatingServices>();

async function ticketOf(services: RatingServices, token: string): Promise<{ ticket: StoredTicket; awaited: boolean }> {
  const named = services.ratingLinks.read(token);
  const ticket = await ticketBehind(services, named);
  const { state, round } = assertKept(ticket).state;
  return { ticket, awaited: state === 'callbackPending' && round === named?.round };
}

function noLongerAwaited(): ApiProblem {
  return new ApiProblem('already-rated', 'This ticket was rated already, or no rating is awaited any more.');
}

const getRating = defineRoute({
  method: 'get',
  path: '/api/v1/ratings/{token}',
  operationId: 'getRating',
  tag: TAG,
  summary: 'Is a rating still awaited?',
  description: 'Needs no key: the link is the proof. Tells nothing personal.',
  permission: 'public',
  params,
  responses: { 200: { description: 'Whether it is.', schema: RatingStateSchema } },
  problems: ['link-withdrawn', 'link-ended', 'ticket-erased'],
  async handler({ params: { token } }, services) {
    const { ticket, awaited } = await ticketOf(services, token);
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
    const { ticket } = await ticketOf(services, token);
    const { id, number } = ticket.state;
    const round = services.ratingLinks.read(token)?.round ?? 0;
    const bodyHash = bodyHashOf(`rate ${id} ${round}`, body);
    // A link of a former round is refused by its version.
    const expectedVersion = ticket.state.round === round ? null : 0;
    try {
      // A double click is one rating: the link itself is the key.
      const outcome = await giveByLink(services, {
        ticket,
        command: 'rate',
        body,
        bodyHash,
        once: token,
        expectedVersion,
      });
      if (outcome.bodyHash !== bodyHash) throw noLongerAwaited();
      return {
        status: 200,
        body: { thanks: '感谢您的评价。Thank you for your answer.', number, state: outcome.state },
      };
    } catch (error) {
      const over =
        (error instanceof CommandRefused &&
          ['illegal-transition', 'stale-version', 'ticket-ended'].includes(error.code)) ||
        (error instanceof ApiProblem && error.code === 'ticket-ended');
      throw over ? noLongerAwaited() : error;
    }
  },
});

export const ratingRoutes: readonly Route<RatingServices>[] = [getRating, rateTicket];

import { LinksSchema, LinkWithdrawalSchema } from '../../contracts/progress.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, ticketNotFound, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { TELLERS } from '../ticket/ticket-presenter.js';

type LinkServices = Pick<
  Services,
  'views' | 'linkWithdrawals' | 'queryCodes' | 'progressLinks' | 'ratingLinks' | 'handOuts' | 'now'
>;
const defineRoute = routesFor<LinkServices>();

const withdrawLinks = defineRoute({
  method: 'post',
  path: '/api/v1/tickets/{id}/links',
  operationId: 'withdrawLinks',
  tag: 'Tickets',
  summary: 'Withdraw the links and the query code of the citizen, and make others',
  description:
    'They open nothing from then on, 410, and those in the answer serve instead. Sent again it withdraws nothing more: `generation` says which are meant. Who did it, and why, is written down.',
  permission: TELLERS,
  params: TicketParamsSchema,
  body: LinkWithdrawalSchema,
  responses: { 200: { description: 'What is told to the citizen from now on.', schema: LinksSchema } },
  problems: ['ticket-not-found', 'stale-version'],
  missing: 'ticket-not-found',
  async handler({ params, body: { generation, reason }, account }, services) {
    const { state } = assertVisible(await services.views.find(params.id), account);
    const { id, round } = state;
    const linkGeneration = await services.linkWithdrawals.withdraw(id, generation, {
      ...{ actorId: account.id, actorRole: account.role, reason },
      at: services.now(),
    });
    if (linkGeneration === null) throw ticketNotFound();
    if (generation >= linkGeneration) {
      throw new ApiProblem('stale-version', `The links of this ticket are of generation ${linkGeneration}.`);
    }
    services.handOuts.note(account.id, id);
    return {
      status: 200,
      body: {
        linkGeneration,
        queryCode: services.queryCodes.codeOf(id, linkGeneration),
        progressLink: services.progressLinks.linkTo(id, linkGeneration),
        ratingLink: state.state === 'callbackPending' ? services.ratingLinks.linkTo(id, round, linkGeneration) : null,
      },
    };
  },
});

export const linkRoutes: readonly Route<LinkServices>[] = [withdrawLinks];

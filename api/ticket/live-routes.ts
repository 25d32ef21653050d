import { LiveTicketSchema } from '../../contracts/live-ticket.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { can } from '../../domain/ticket/permissions.js';
import type { LiveTicket } from '../../workflows/ticket/ticket-messages.js';
import { grantedViewer, grantsOf } from '../disclosure/granted-viewer.js';
import { EngineUnavailable, EngineBusy, WorkflowGone } from '../gateway/ticket-gateway.js';
import { routesFor, ticketNotFound, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertVisible } from './find-ticket.js';
import { presentLive } from './live-presenter.js';
import type { Proofs } from './ticket-presenter.js';

type LiveServices = Proofs & Pick<Services, 'views' | 'disclosures' | 'reference' | 'gateway' | 'workflowLink' | 'now'>;
const defineRoute = routesFor<LiveServices>();

const getLiveTicket = defineRoute({
  method: 'get',
  path: '/api/v1/tickets/{id}/live',
  operationId: 'getLiveTicket',
  tag: 'Tickets',
  summary: "Ask the ticket's workflow itself",
  description:
    'For supervision: who must act next and why it waits, what is left of each clock and whom it will reach, what each role may do. Closed and ended tickets answer too. While the engine is away, and once it has forgotten an ended workflow, the last projection is given, and its age.',
  permission: 'account',
  look: 'live',
  params: TicketParamsSchema,
  responses: { 200: { description: "The workflow's own answer.", schema: LiveTicketSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, services) {
    const [found, grants] = await Promise.all([services.views.find(params.id), grantsOf(services, account)]);
    const ticket = assertVisible(found, account);
    const reference = await services.reference.current();
    const workflow = await askedOf(services, ticket.state.id);
    if (workflow === null) {
      const ageSeconds = Math.max(0, Math.round((services.now().getTime() - ticket.updatedAt.getTime()) / 1000));
      const viewer = await grantedViewer(services, account, ticket, grants);
      return { status: 200, body: presentLive(ticket, { workflow, ageSeconds }, viewer, reference, services) };
    }
    // The workflow may know of a step that the row does not show yet, and with it of another scope.
    if (!can(account, 'read', workflow.ticket)) throw ticketNotFound();
    const now = { ...ticket, state: workflow.ticket };
    const viewer = await grantedViewer(services, account, now, grants);
    return { status: 200, body: presentLive(now, { workflow, ageSeconds: null }, viewer, reference, services) };
  },
});

/** `null`: the engine is away or too busy, or has no such workflow. */
async function askedOf({ gateway }: LiveServices, ticketId: string): Promise<LiveTicket | null> {
  try {
    return await gateway.live(ticketId);
  } catch (error) {
    if (error instanceof EngineUnavailable || error instanceof EngineBusy || error instanceof WorkflowGone) return null;
    throw error;
  }
}

export const liveRoutes: readonly Route<LiveServices>[] = [getLiveTicket];

import { PartListSchema, SplitDoneSchema, SplitSchema } from '../../contracts/splits.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { can } from '../../domain/ticket/permissions.js';
import type { Proofs } from './ticket-presenter.js';
import { expectedVersion } from '../http/etag.js';
import { idempotencyKey } from '../idempotency/idempotency.js';
import { routesFor, type Route } from '../route.js';
import type { RouteResponse } from '../http/route-response.js';
import { assertVisible } from './find-ticket.js';
import { splitTicket, type SplittingServices } from './splitting.js';
import { presentSummary } from './ticket-presenter.js';

type SplitRouteServices = SplittingServices & Proofs;
const defineRoute = routesFor<SplitRouteServices>();

const TAG = 'Tickets';

const splitRequest = defineRoute({
  method: 'post',
  path: '/api/v1/tickets/{id}/split',
  operationId: 'splitTicket',
  tag: TAG,
  summary: 'Split a request with several matters',
  description:
    'Each part becomes a ticket of its own, with its own number, owner and dates, and with the citizen, the protection and the urgency of the request. The citizen gets one message with all numbers. The request waits, and closes by itself with the last of its parts. All parts come to be, or none. 202 says that the workflow engine is away and the parts come as soon as it is back; it is not to be sent again.',
  permission: ['operator', 'dispatcher'],
  params: TicketParamsSchema,
  body: SplitSchema,
  requestHeaders: ['If-Match', 'Idempotency-Key'],
  responses: {
    200: { description: 'Split.', schema: SplitDoneSchema, headers: ['ETag', 'Idempotency-Replayed'] },
    202: {
      description: 'Kept; the parts come to be when the engine is back.',
      schema: SplitDoneSchema,
      headers: ['ETag', 'Retry-After'],
    },
  },
  problems: [
    ...(['ticket-not-found', 'class-not-found', 'unit-not-found', 'split-not-allowed', 'illegal-transition'] as const),
    ...(['ticket-ended', 'stale-version', 'precondition-required', 'idempotency-key-reused'] as const),
  ],
  missing: 'ticket-not-found',
  handler: ({ params, body, account, request }, services) =>
    splitTicket(services, {
      ticket: params.id,
      body,
      account,
      key: idempotencyKey(request.get('idempotency-key')),
      expectedVersion: expectedVersion(request.get('if-match')),
    }),
});

const listParts = defineRoute({
  method: 'get',
  path: '/api/v1/tickets/{id}/parts',
  operationId: 'listParts',
  tag: TAG,
  summary: 'Read what became of the parts of a request',
  description: 'Asked of a part it answers for its request, with all parts that the caller may see.',
  permission: 'account',
  params: TicketParamsSchema,
  responses: { 200: { description: 'In the order in which they were split.', schema: PartListSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { views, reference, now }): Promise<RouteResponse> {
    const asked = assertVisible(await views.find(params.id), account);
    const { partOf } = asked.state;
    const request = partOf === undefined ? asked : await views.find(partOf.id);
    const mayRead = request !== null && can(account, 'read', request.state);
    const ids = request?.state.parts?.map(({ id }) => id) ?? [];
    const found = await Promise.all(ids.map((id) => views.find(id)));
    const parts = found.flatMap((part) => (part && can(account, 'read', part.state) ? [part] : []));
    const current = await reference.current();
    return {
      status: 200,
      body: {
        request: mayRead && ids.length > 0 ? { id: request.state.id, number: request.state.number } : null,
        items: parts.map((part) => presentSummary(part, account, current, now())),
      },
    };
  },
});

export const splitRoutes: readonly Route<SplitRouteServices>[] = [splitRequest, listParts];

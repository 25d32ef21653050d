import { NewTicketSchema, TicketParamsSchema, TicketSchema, type TicketBody } from '../../contracts/ticket.js';
import { EventListSchema, EventQuerySchema } from '../../contracts/ticket-events.js';
import { readsOwnPart, relationOf } from '../../domain/ticket/relations.js';
import { othersIn } from '../../domain/ticket/told-words.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { withCall } from '../call/call-at-desk.js';
import { presentAttachments } from '../attachment/attachment-presenter.js';
import { grantedViewer, grantsOf, holdingOf } from '../disclosure/granted-viewer.js';
import { etagOf, matchesNone } from '../http/etag.js';
import { idempotencyKey } from '../idempotency/idempotency.js';
import { linkToNext, startOf } from '../http/paging.js';
import { invalidField } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { RouteResponse } from '../http/route-response.js';
import type { SignedCursors } from '../http/signed-cursors.js';
import { noteDisclosed, shownOf } from './disclosed.js';
import { presentWordsNow, wordsIn } from './words-now.js';
import { assertHadPart, assertVisible } from './find-ticket.js';
import { asAccount, registerTicket, type RegistrationServices } from './registration.js';
import { presentEvent, presentTicket } from './ticket-presenter.js';
import { viewerOf, type Viewer } from './viewer.js';

type TicketServices = RegistrationServices &
  Pick<Services, 'views' | 'eventCursors' | 'disclosures' | 'attachments' | 'calls'>;
const defineRoute = routesFor<TicketServices>();

const TAG = 'Tickets';
const TICKETS = '/api/v1/tickets';

const createTicket = defineRoute({
  method: 'post',
  path: TICKETS,
  operationId: 'createTicket',
  tag: TAG,
  summary: 'Register a ticket',
  description:
    'Accepted means kept: the ticket is in the database before the answer. 202 says that the workflow engine is away and the ticket will start as soon as it is back; it is not to be sent again.',
  permission: ['operator'],
  body: NewTicketSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: {
    201: { description: 'Registered.', schema: TicketSchema, headers: ['Location', 'ETag', 'Idempotency-Replayed'] },
    202: {
      description: 'Accepted; its workflow starts when the engine is back.',
      schema: TicketSchema,
      headers: ['Location', 'ETag', 'Retry-After', 'Idempotency-Replayed'],
    },
  },
  problems: ['class-not-found', 'unit-not-found', 'idempotency-key-reused', 'call-not-found'],
  handler: ({ body, account, request }, services) =>
    withCall(services, body.call, account, () =>
      registerTicket(services, body, asAccount(services, account), idempotencyKey(request.get('idempotency-key'))),
    ),
});

const getTicket = defineRoute({
  method: 'get',
  path: `${TICKETS}/{id}`,
  operationId: 'getTicket',
  tag: TAG,
  summary: 'Read a ticket',
  permission: 'account',
  look: 'page',
  params: TicketParamsSchema,
  requestHeaders: ['If-None-Match'],
  responses: {
    200: { description: 'The ticket as its workflow last decided it.', schema: TicketSchema, headers: ['ETag'] },
    304: { description: 'Not changed since that ETag.', headers: ['ETag'] },
  },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account, request }, services): Promise<RouteResponse> {
    const { views, reference } = services;
    const [found, grants] = await Promise.all([views.find(params.id), grantsOf(services, account)]);
    const ticket = assertVisible(found, account);
    const viewer = await grantedViewer(services, account, ticket, grants);
    const headers = { ETag: etagOf(ticket.state.version) };
    // What is granted changes what is shown, and not the ticket.
    if (!viewer.grants && !matchesNone(request.get('if-none-match'), ticket.state.version))
      return { status: 304, headers };
    const [files, [words = []]] = await Promise.all([
      filesOf(services, ticket, viewer),
      presentWordsNow(services, [{ ticket, viewer }]),
    ]);
    const body = presentTicket(ticket, viewer, await reference.current(), services, services.now());
    return { status: 200, headers, body: { ...body, ...files, ...(words.length > 0 && { words }) } };
  },
});

/** Asked for only where there are any: most tickets have none. */
async function filesOf(
  { attachments }: TicketServices,
  ticket: StoredTicket,
  { account, granted, grants }: Viewer,
): Promise<Pick<TicketBody, 'attachments'>> {
  const { state, dataKey } = ticket;
  if (state.attachments === undefined || dataKey === null) return {};
  const shown = shownOf(ticket, account, granted);
  const all = await attachments.ofTicket({ ticketId: state.id, dataKey });
  const files = presentAttachments(all, shown.evidence);
  noteDisclosed(ticket, { evidence: files.items[0]?.id }, shown, grants);
  return { attachments: files };
}

const listEvents = defineRoute({
  method: 'get',
  path: `${TICKETS}/{id}/events`,
  operationId: 'listTicketEvents',
  tag: TAG,
  summary: 'Read what happened to a ticket, in order',
  description:
    'What people wrote is in `text`, of what was said to a follower of this ticket too. Each `hash` seals its event and the one before it. A unit that had a part in the ticket and has none any more reads what it did itself.',
  permission: 'account',
  look: 'events',
  params: TicketParamsSchema,
  query: EventQuerySchema,
  responses: { 200: { description: 'One page, oldest first.', schema: EventListSchema, headers: ['Link'] } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, query, account, request }, services): Promise<RouteResponse> {
    const { views, eventCursors } = services;
    const [found, grants] = await Promise.all([views.find(params.id), grantsOf(services, account)]);
    const ticket = assertHadPart(found, account);
    const { id, version } = ticket.state;
    const ofUnit = readsOwnPart(relationOf(account, ticket.state)) ? account.unit : null;
    const after = placeIn(eventCursors, id, query.cursor);
    const events = await views.events(ticket, { after, limit: query.limit, ofUnit });
    const last = events.at(-1);
    const nextCursor = last && last.seq < version ? eventCursors.write([id, String(last.seq)]) : null;
    const [told, { sees }] = await Promise.all([
      views.withFollowersWords(events, account),
      viewerOf(
        { views },
        account,
        ticket.state,
        events.flatMap(({ data }) => othersIn(data)),
      ),
    ]);
    const { granted, grants: holding } = holdingOf(services, ticket, grants);
    const shown = shownOf(ticket, account, granted);
    noteDisclosed(ticket, wordsIn(told), shown, holding);
    return {
      status: 200,
      headers: linkToNext(request.originalUrl, nextCursor),
      body: { items: told.map((event) => presentEvent(event, ticket, shown, sees)), nextCursor },
    };
  },
});

/** After which event the page begins. */
function placeIn(cursors: SignedCursors, id: string, cursor: string | undefined): number {
  const seq = startOf(
    cursor,
    (given) => {
      const [ticket, last] = cursors.read(given) ?? [];
      return ticket === id && last !== undefined ? Number(last) : null;
    },
    () =>
      invalidField(
        '?cursor',
        'invalid',
        'This cursor was not made here, or for another ticket. Start at the first page.',
      ),
  );
  return seq ?? 0;
}

export const ticketRoutes: readonly Route<TicketServices>[] = [createTicket, getTicket, listEvents];

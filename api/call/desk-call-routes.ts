import { DeskCallsSchema, TicketCallParamsSchema, TicketCallsSchema } from '../../contracts/calls.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import type { StoredCall } from '../../storage/call/call-store.js';
import type { KeptFlag } from '../../storage/call/flag-store.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { ON_THE_LINE } from '../intake/calling-routes.js';
import { cardOf } from './card.js';
import { noteCaller } from '../look/shown.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { dataKeyOrRefuse } from '../ticket/command.js';
import { clearOrNull, noteDisclosed, shownOf } from '../ticket/disclosed.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { assertAtDesk } from './call-at-desk.js';

type DeskCallServices = Pick<Services, 'calls' | 'callerFlags' | 'views' | 'reference' | 'now'>;
const defineRoute = routesFor<DeskCallServices>();

const TAG = 'Calls';
const MOST_AT_DESK = 10;
const OF_TICKET = '/api/v1/tickets/{id}/calls';

const listDeskCalls = defineRoute({
  method: 'get',
  path: '/api/v1/desk/calls',
  operationId: 'listDeskCalls',
  tag: TAG,
  summary: 'The calls at your own desk, with what each caller asked before',
  description:
    'To be asked anew whenever the stream of the desk says `call`. The number is shown to whose telephone it rings at, and noted in the trail of looks.',
  permission: ON_THE_LINE,
  look: 'list',
  responses: { 200: { description: 'Newest first.', schema: DeskCallsSchema } },
  async handler({ account }, services): Promise<RouteResponse> {
    const { calls, callerFlags, now } = services;
    const at = now();
    const found = await calls.atDesk(account.id, at, MOST_AT_DESK);
    const callers = found.flatMap(({ callerId }) => callerId ?? []);
    const [kept, flags] = await Promise.all([
      calls.ticketsOf(found.map(({ id }) => id)),
      callerFlags.holding(callers, at),
    ]);
    const items = await Promise.all(
      found.map(async (call) => ({
        ...timesOf(call),
        number: call.phone,
        flag: flagOn(flags.get(call.callerId ?? '')),
        tickets: [...(kept.get(call.id) ?? [])],
        earlier: await cardOf(call.phone, account, services),
      })),
    );
    if (items.some(({ number }) => number !== null)) noteCaller('clear', null);
    return { status: 200, body: { items } };
  },
});

const listTicketCalls = defineRoute({
  method: 'get',
  path: OF_TICKET,
  operationId: 'listTicketCalls',
  tag: TAG,
  summary: 'The calls that a ticket came of',
  description:
    'Told to those who are shown the number of the citizen, if only in part: a call leads to who it was. To others there is none.',
  permission: 'account',
  look: 'page',
  params: TicketParamsSchema,
  responses: { 200: { description: 'Oldest first.', schema: TicketCallsSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { calls, views }): Promise<RouteResponse> {
    const ticket = assertVisible(await views.find(params.id), account);
    const shown = shownOf(ticket, account);
    const found = shown.telephone === 'none' ? [] : await calls.ofTicket(ticket.state.id);
    noteDisclosed(ticket, { evidence: found.find(({ recording }) => recording !== null)?.id }, shown);
    const items = found.map((call) => ({
      ...timesOf(call),
      account: call.account,
      recording: clearOrNull(shown.evidence, call.recording),
    }));
    return { status: 200, body: { items } };
  },
});

const keepCall = defineRoute({
  method: 'put',
  path: `${OF_TICKET}/{call}`,
  operationId: 'keepCall',
  tag: TAG,
  summary: 'Keep a call with a ticket that it was about',
  description: 'A call that was at your own desk. A second time changes nothing.',
  permission: ON_THE_LINE,
  params: TicketCallParamsSchema,
  responses: { 204: { description: 'The ticket keeps it.' } },
  problems: ['ticket-not-found', 'ticket-erased', 'call-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { calls, views, now }): Promise<RouteResponse> {
    const ticket = assertVisible(await views.find(params.id), account);
    dataKeyOrRefuse(ticket);
    const { id: call } = assertAtDesk(await calls.find(params.call), account);
    await calls.keep({ ticket: ticket.state.id, call, by: account.id, at: now() });
    return { status: 204 };
  },
});

function flagOn(flag: KeptFlag | undefined): { id: string; reason: string; until: string } | null {
  if (flag?.holdsUntil == null) return null;
  return { id: flag.id, reason: flag.reason, until: chinaTime(flag.holdsUntil) };
}

function timesOf({ id: call, state, beganAt, answeredAt, endedAt }: StoredCall) {
  return {
    ...{ call, state },
    ...{ beganAt: chinaTime(beganAt), answeredAt: chinaTimeOrNull(answeredAt), endedAt: chinaTimeOrNull(endedAt) },
  };
}

export const deskCallRoutes: readonly Route<DeskCallServices>[] = [listDeskCalls, listTicketCalls, keepCall];

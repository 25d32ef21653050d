import { LegalHoldSchema, NewHoldSchema } from '../../contracts/erasures.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { HOLDERS } from '../../domain/erasure/erasure-request.js';
import { notedHold } from '../../storage/admin/noted.js';
import { authorOf } from '../admin/author.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { routesFor, ticketErased, ticketNotFound, type Route } from '../route.js';
import type { Services } from '../services.js';
import { ticketIdOf } from './erased-or-kept.js';

type HoldServices = Pick<Services, 'admin' | 'views' | 'erasures' | 'erasing' | 'now'>;
const defineRoute = routesFor<HoldServices>();

const TAG = 'Erasure';
const HOLD = '/api/v1/tickets/{id}/hold';

const setHold = defineRoute({
  method: 'put',
  path: HOLD,
  operationId: 'setLegalHold',
  tag: TAG,
  summary: 'Say that a ticket must be kept',
  description:
    'Neither a request nor the end of its retention erases it from now on. The same again changes nothing; another reason takes the place of the one before.',
  permission: HOLDERS,
  params: TicketParamsSchema,
  body: NewHoldSchema,
  responses: { 200: { description: 'It is held.', schema: LegalHoldSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, body: { basis }, account, request }, services): Promise<RouteResponse> {
    const { admin, erasures, erasing, now } = services;
    const id = await ticketIdOf(services, params.id, account);
    const noted = notedHold(admin, authorOf(account, request, null));
    await erasures.setHold(id, { basis, at: now(), by: account.id, role: account.role }, noted);
    const [hold, plan] = await Promise.all([erasures.hold(id), erasing.plan(id)]);
    if (plan?.isErased === true) throw ticketErased();
    if (!hold) throw ticketNotFound();
    return { status: 200, body: { basis: hold.basis, since: chinaTime(hold.at) } };
  },
});

const liftHold = defineRoute({
  method: 'delete',
  path: HOLD,
  operationId: 'liftLegalHold',
  tag: TAG,
  summary: 'Say that a ticket need not be kept any more',
  description: 'A second time changes nothing.',
  permission: HOLDERS,
  params: TicketParamsSchema,
  responses: { 204: { description: 'Nothing holds it.' } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account, request }, services): Promise<RouteResponse> {
    const { admin, erasures, now } = services;
    const id = await ticketIdOf(services, params.id, account);
    await erasures.liftHold(id, account.id, now(), notedHold(admin, authorOf(account, request, null)));
    return { status: 204 };
  },
});

export const holdRoutes: readonly Route<HoldServices>[] = [setHold, liftHold];

import type { z } from 'zod';
import { LooksQuerySchema, LooksSchema, TicketLooksQuerySchema, type LookSchema } from '../../contracts/looks.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import type { KeptLook, LookQuestion } from '../../storage/look/look-rows.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { linkToNext, pageOf, startOf } from '../http/paging.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { noteTrail } from './shown.js';

type LookServices = Pick<Services, 'views' | 'reference' | 'lookStore' | 'lookCursors'>;
const defineRoute = routesFor<LookServices>();

const TAG = 'Audit';

const listTicketLooks = defineRoute({
  method: 'get',
  path: '/api/v1/tickets/{id}/looks',
  operationId: 'listTicketLooks',
  tag: TAG,
  summary: 'Who was shown what of this ticket, newest first',
  description:
    'A row for each answer that showed something of a protected ticket, or the name or telephone of whoever asked. Reading this is written down as well.',
  permission: ['auditor', 'director'],
  look: 'trail',
  params: TicketParamsSchema,
  query: TicketLooksQuerySchema,
  responses: { 200: { description: 'One page.', schema: LooksSchema, headers: ['Link'] } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, query: { ofAccused, ...page }, account, request }, services) {
    const { id, accusedUnit } = assertVisible(await services.views.find(params.id), account).state;
    const { units } = await services.reference.current();
    const accused = ofAccused ? { units: atOrBelow(accusedUnit, units) } : {};
    return onePage(services, { ...page, ...accused, ticket: id }, request.originalUrl);
  },
});

const listLooks = defineRoute({
  method: 'get',
  path: '/api/v1/audit/looks',
  operationId: 'listLooks',
  tag: TAG,
  summary: 'Who was shown what, newest first',
  description: 'The trail of all tickets. Reading it is written down as well.',
  permission: ['auditor', 'director'],
  look: 'trail',
  query: LooksQuerySchema,
  responses: { 200: { description: 'One page.', schema: LooksSchema, headers: ['Link'] } },
  handler: ({ query, request }, services) => onePage(services, query, request.originalUrl),
});

/** A unit that left the tree is still known by its id. */
function atOrBelow(accused: string | null, units: ReferenceSnapshot['units']): string[] {
  if (accused === null) return [];
  return [accused, ...[...units.values()].filter(({ path }) => path.includes(accused)).map(({ id }) => id)];
}

async function onePage(
  { lookStore, lookCursors }: Pick<LookServices, 'lookStore' | 'lookCursors'>,
  { limit, cursor, from, to, ...of }: z.output<typeof LooksQuerySchema> & Pick<LookQuestion, 'units'>,
  originalUrl: string,
): Promise<RouteResponse> {
  const before = startOf(cursor, (given) => lookCursors.read(given)?.[0] ?? null);
  const found = await lookStore.list({
    ...of,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    before,
    limit: limit + 1,
  });
  const { items, nextCursor } = pageOf(found, limit, ({ id }) => lookCursors.write([id]));
  noteTrail(of.ticket ?? null);
  return {
    status: 200,
    headers: linkToNext(originalUrl, nextCursor),
    body: { items: items.map(presentLook), nextCursor },
  };
}

function presentLook({ guarded, at, weight: _weight, ...look }: KeptLook): z.input<typeof LookSchema> {
  return { ...look, at: chinaTime(at), protected: guarded, fields: [...look.fields], masked: [...look.masked] };
}

export const lookRoutes: readonly Route<LookServices>[] = [listTicketLooks, listLooks];

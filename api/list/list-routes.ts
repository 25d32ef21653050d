import type { z } from 'zod';
import { ListsSchema, TicketListSchema, TicketQuerySchema } from '../../contracts/ticket-lists.js';
import { LIST_NAMES, LISTS, NEWEST_FIRST } from '../../domain/ticket/lists.js';
import { lookedBy } from '../look/shown.js';
import { assertKnown } from '../reference/known.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { presentSummary } from '../ticket/ticket-presenter.js';
import { withClassesBelow } from './classes-below.js';
import { nextPageOf, pageStart } from './ticket-pages.js';

type ListServices = Pick<Services, 'views' | 'reference' | 'cursors' | 'now'>;
const defineRoute = routesFor<ListServices>();

const TICKETS = '/api/v1/tickets';
/**
 * Where counting stops. A list is short and has an index to itself; of anything else a thousand have to be looked up
 * one by one.
 */
const LIST_COUNTED_AT_MOST = 10_000;
const COUNTED_AT_MOST = 1_000;

const listTickets = defineRoute({
  method: 'get',
  path: TICKETS,
  operationId: 'listTickets',
  tag: 'Tickets',
  summary: 'List tickets, newest first',
  description:
    'A repeated parameter means any of its values; different parameters must all fit. Units see their own tickets only. A named list comes in its own order unless `sort` is given.',
  permission: 'account',
  query: TicketQuerySchema,
  responses: { 200: { description: 'One page.', schema: TicketListSchema, headers: ['Link'] } },
  async handler({ query, account, request }, { views, reference, cursors, now }): Promise<RouteResponse> {
    const { limit, cursor, count, sort: wanted, ...asked } = query;
    const list = asked.list ?? (asked.silentDays === undefined ? undefined : 'silent');
    const sort = wanted ?? (list ? LISTS[list].order : NEWEST_FIRST);
    const after = pageStart(cursors, cursor, sort);
    const snapshot = await reference.current();
    assertKnown(asked, snapshot);
    const filter = { ...asked, ...(asked.class && { class: withClassesBelow(asked.class, snapshot.classes) }) };
    const cap = asked.list ? LIST_COUNTED_AT_MOST : COUNTED_AT_MOST;
    const at = now();
    if (asked.q !== undefined) lookedBy('search');
    const [found, counted] = await Promise.all([
      views.list(account, filter, { sort, after }, limit + 1, at),
      count && views.count(account, filter, at, count === 'capped' ? cap : undefined),
    ]);
    const { items, nextCursor, headers } = nextPageOf(found, limit, cursors, request.originalUrl);
    return {
      status: 200,
      headers,
      body: {
        items: items.map((ticket) => presentSummary(ticket, account, snapshot, at)),
        nextCursor,
        ...(counted && { total: counted.total, totalIsAtLeast: counted.isAtLeast }),
      },
    };
  },
});

const listLists = defineRoute({
  method: 'get',
  path: '/api/v1/lists',
  operationId: 'listLists',
  tag: 'Supervision',
  summary: 'The lists that want watching, with how much is on each',
  description: 'Counted among the tickets that the caller may see, up to 10,000 each.',
  permission: 'account',
  responses: { 200: { description: 'All lists.', schema: ListsSchema } },
  async handler({ account }, { views, now }) {
    const at = now();
    const counts = await views.countLists(account, at, LIST_COUNTED_AT_MOST);
    const items: z.input<typeof ListsSchema>['items'] = LIST_NAMES.map((name) => ({
      name,
      title: { zh: LISTS[name].zh, en: LISTS[name].en },
      meaning: LISTS[name].meaning,
      sort: LISTS[name].order,
      total: counts[name].total,
      totalIsAtLeast: counts[name].isAtLeast,
      tickets: `${TICKETS}?list=${name}`,
    }));
    return { status: 200, body: { asOf: chinaTime(at), items } };
  },
});

export const listRoutes: readonly Route<ListServices>[] = [listTickets, listLists];

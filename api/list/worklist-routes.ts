import { WorklistQuerySchema, WorklistSchema } from '../../contracts/worklist.js';
import { owedBy } from '../../domain/ticket/worklist.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { pageOf, startOf } from '../http/paging.js';
import { lookedBy } from '../look/shown.js';
import { assertKnown } from '../reference/known.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Account } from '../access/account.js';
import { withClassesBelow } from './classes-below.js';
import { presentWorklistItem } from './worklist-presenter.js';

type WorklistServices = Pick<Services, 'worklist' | 'worklistCursors' | 'reference' | 'now'>;
const defineRoute = routesFor<WorklistServices>();

/** The path and the operation keep the name that callers know: `inbox`. */
const readWorklist = defineRoute({
  method: 'get',
  path: '/api/v1/inbox',
  operationId: 'readInbox',
  tag: 'Department systems',
  summary: 'What I owe, soonest first',
  description:
    'For a unit: what it and the units below it have to acknowledge, contact, reply to or answer, also as helpers in tickets of others. For the hotline: what waits for the role of the key. Each line is a clock that runs; what is paused comes last.',
  permission: 'account',
  look: 'worklist',
  query: WorklistQuerySchema,
  responses: { 200: { description: 'One page, and counts of all.', schema: WorklistSchema } },
  async handler({ query, account }, { worklist, worklistCursors, reference, now }): Promise<RouteResponse> {
    const { limit, cursor, ...asked } = query;
    const after = startOf(cursor, (given) => worklistCursors.read(given));
    const snapshot = await reference.current();
    assertKnown(asked, snapshot);
    const filter = { ...asked, ...(asked.class && { class: withClassesBelow(asked.class, snapshot.classes) }) };
    const owed = owedBy(account.role);
    const at = now();
    if (asked.q !== undefined) lookedBy('search');
    const question = { ...filter, actor: account, owed, units: unitsBelow(account, snapshot), now: at };
    const { entries, counts } = await worklist.read(question, after, limit + 1);
    const { items, nextCursor } = pageOf(entries, limit, (last) => worklistCursors.write(last));
    return {
      status: 200,
      body: {
        items: items.map((entry) => presentWorklistItem(entry, account, snapshot, at)),
        nextCursor,
        counts: Object.fromEntries(owed.map(({ kind }) => [kind, counts[kind] ?? { total: 0, overdue: 0 }])),
      },
    };
  },
});

/** The unit of a handler and all below it. The hotline's own place in the tree owes nothing. */
function unitsBelow({ role, unit }: Account, { units }: Pick<ReferenceSnapshot, 'units'>): string[] {
  if (role !== 'handler' || unit === null) return [];
  return [...units.values()].filter(({ path }) => path.includes(unit)).map(({ id }) => id);
}

export const worklistRoutes: readonly Route<WorklistServices>[] = [readWorklist];

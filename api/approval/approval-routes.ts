import type { z } from 'zod';
import type { SaidNowBody } from '../../contracts/ticket.js';
import { ApprovalQuerySchema, ApprovalsSchema } from '../../contracts/ticket-lists.js';
import { remainingOf } from '../../domain/calendar/remaining.js';
import { liveClock } from '../../domain/ticket/draft.js';
import { LISTS } from '../../domain/ticket/lists.js';
import type { Request, TicketState } from '../../domain/ticket/ticket.js';
import { whatIf, type Proposal } from '../../domain/ticket/what-if.js';
import { REQUEST_WORDS } from '../../domain/ticket/words.js';
import type { ListedTicket } from '../../storage/list/list-views.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { assertKnown } from '../reference/known.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { nextPageOf, pageStart } from '../list/ticket-pages.js';
import type { Account } from '../access/account.js';
import { presentSummary } from '../ticket/ticket-presenter.js';
import { soleViewer } from '../ticket/viewer.js';
import { presentWordsNow } from '../ticket/words-now.js';

type ApprovalServices = Pick<Services, 'views' | 'reference' | 'cursors' | 'now'>;
const defineRoute = routesFor<ApprovalServices>();

type Approval = z.input<typeof ApprovalsSchema>['items'][number];

const listApprovals = defineRoute({
  method: 'get',
  path: '/api/v1/approvals',
  operationId: 'listApprovals',
  tag: 'Supervision',
  summary: 'The requests that wait for your decision, longest waiting first',
  description:
    "Those that the caller's role may decide, of the second level too, without what the caller has asked for: another person decides that.",
  permission: 'account',
  look: 'approvals',
  query: ApprovalQuerySchema,
  responses: { 200: { description: 'One page.', schema: ApprovalsSchema, headers: ['Link'] } },
  async handler({ query, account, request }, { views, reference, cursors, now }): Promise<RouteResponse> {
    const { limit, cursor, kind, unit } = query;
    const sort = LISTS.waitingForMe.order;
    const after = pageStart(cursors, cursor, sort);
    const at = now();
    const snapshot = await reference.current();
    assertKnown({ unit }, snapshot);
    const [found, byKind] = await Promise.all([
      views.list(account, { list: 'waitingForMe', request: kind, unit }, { sort, after }, limit + 1, at),
      views.countApprovals(account, at),
    ]);
    const { items, nextCursor, headers } = nextPageOf(found, limit, cursors, request.originalUrl);
    const words = await presentWordsNow(
      { views },
      items.map((ticket) => ({ ticket, viewer: soleViewer(account) })),
    );
    return {
      status: 200,
      headers,
      body: {
        asOf: chinaTime(at),
        items: items.flatMap((ticket, n) => presentApproval(ticket, words[n] ?? [], account, snapshot, at)),
        nextCursor,
        total: Object.values(byKind).reduce((sum, one) => sum + one, 0),
        byKind,
      },
    };
  },
});

function presentApproval(
  listed: ListedTicket,
  words: readonly SaidNowBody[],
  account: Account,
  reference: ReferenceSnapshot,
  now: Date,
): readonly Approval[] {
  const { state } = listed;
  return state.requests
    .filter(({ status }) => status === 'open')
    .map((request) => ({
      request: {
        id: request.id,
        kind: request.kind,
        title: REQUEST_WORDS[request.kind],
        by: request.by,
        at: chinaTime(request.at),
        suggestedUnit: request.suggestedUnit,
        amount: request.amount,
        until: chinaTimeOrNull(request.until),
        code: request.code ?? null,
        grantedBefore: state.requests.filter(({ kind, status }) => kind === request.kind && status === 'granted')
          .length,
        words: words.filter(({ about, ref }) => about === 'request' && ref === request.id),
      },
      dates: datesOf(state, request, reference, now),
      decision: timeToDecide(state, request, reference, now),
      ticket: presentSummary(listed, account, reference, now),
      decide: `/api/v1/tickets/${state.id}/actions/decide`,
      whatIf: `/api/v1/tickets/${state.id}/explain`,
    }));
}

function timeToDecide(
  state: TicketState,
  request: Request,
  reference: ReferenceSnapshot,
  now: Date,
): Approval['decision'] {
  const clock = liveClock(state, 'decision', request.id);
  if (!clock) return null;
  const { minutes, unit, late, words } = remainingOf(
    reference.calendarFor(state.lead?.path ?? []),
    clock,
    now.toISOString(),
  );
  return { dueAt: chinaTime(clock.dueAt), late, remainingMinutes: minutes, remainingUnit: unit, words };
}

/** The date of the unit, today and after granting, by the functions that would move it. */
function datesOf(state: TicketState, request: Request, reference: ReferenceSnapshot, now: Date): Approval['dates'] {
  const clock = liveClock(state, 'handle');
  const proposal = proposed(request, now);
  const pack = reference.pack(state.pack.code, state.pack.version);
  if (!clock || !proposal || !pack) return null;
  const { ticket } = whatIf(pack, reference.calendarFor(state.lead?.path ?? []), state, proposal, now.toISOString());
  const after = ticket.clocks.find(({ id }) => id === clock.id)?.dueAt;
  if (after === undefined || after === clock.dueAt) return null;
  return { clock: clock.id, before: chinaTime(clock.dueAt), after: chinaTime(after) };
}

function proposed({ kind, amount, until }: Request, now: Date): Proposal | null {
  if (kind === 'extension' && amount !== null) return { kind, workingDays: amount };
  if (kind === 'suspension' && until !== null && Date.parse(until) > now.getTime()) return { kind, from: null, until };
  return null;
}

export const approvalRoutes: readonly Route<ApprovalServices>[] = [listApprovals];

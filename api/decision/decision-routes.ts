import { WaitingDecisionsSchema } from '../../contracts/decisions.js';
import { isAskedOf } from '../../domain/disclosure/disclosure-request.js';
import { ALL_DECIDERS, mayDecideOn } from '../../domain/waiting-decision.js';
import type { WaitingDecision } from '../../storage/decision/waiting-decisions.js';
import { standingOf } from '../disclosure/standing.js';
import { chinaTime } from '../http/time.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type DecisionServices = Pick<Services, 'waitingDecisions' | 'views' | 'now'>;
const defineRoute = routesFor<DecisionServices>();

const MOST = 200;

const listWaitingDecisions = defineRoute({
  method: 'get',
  path: '/api/v1/decisions',
  operationId: 'listWaitingDecisions',
  tag: 'Supervision',
  summary: 'What others asked for beside the life of a ticket and waits for your yes, soonest to lapse first',
  description:
    'Disclosures, erasures, data requests and exports that the caller may decide: not their own, and not of a colleague in the same position where that matters. Why it was asked is with the request itself. The two hundred that lapse first.',
  permission: ALL_DECIDERS,
  responses: { 200: { description: 'What waits.', schema: WaitingDecisionsSchema } },
  async handler({ account }, services): Promise<RouteResponse> {
    const at = services.now();
    const found = await services.waitingDecisions.waiting(at, MOST);
    const mine = found.filter((one) => mayDecideOn(one.kind, one, account));
    const waits = await Promise.all(mine.map((one) => stillWaits(services, one)));
    return {
      status: 200,
      body: {
        asOf: chinaTime(at),
        items: mine
          .filter((_, nth) => waits[nth])
          .map(({ kind, id, ticket, askedBy, askedAt, decideUntil }) => ({
            ...{ kind, id, ticket, askedBy },
            askedAt: chinaTime(askedAt),
            decideUntil: chinaTime(decideUntil),
          })),
      },
    };
  },
});

/** A disclosure has lapsed as well when its ticket went elsewhere, or is protected otherwise than when it was asked. */
async function stillWaits(
  { views }: Pick<DecisionServices, 'views'>,
  { ticket, askedOf }: WaitingDecision,
): Promise<boolean> {
  if (askedOf === null || ticket === null) return true;
  const found = await views.find(ticket.id);
  return found?.dataKey != null && isAskedOf(askedOf, standingOf(found));
}

export const decisionRoutes: readonly Route<DecisionServices>[] = [listWaitingDecisions];

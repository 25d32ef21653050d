import type { z } from 'zod';
import {
  ClaimedCallSchema,
  MissedCallParamsSchema,
  MissedCallSchema,
  MissedCallsQuerySchema,
  MissedCallsSchema,
  RingBackSchema,
} from '../../contracts/calls.js';
import { assertClaimable, CLAIMED_FOR_MS, holderOf, isEndedSo } from '../../domain/call/missed-call.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import type { NumberedMissedCall } from '../../storage/call/missed-store.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { ON_THE_LINE } from '../intake/calling-routes.js';
import { noteCaller } from '../look/shown.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { maskedPhone } from '../ticket/phone.js';
import { cardOf } from './card.js';

type MissedCallServices = Pick<Services, 'missedCalls' | 'views' | 'reference' | 'now'>;
const defineRoute = routesFor<MissedCallServices>();

const TAG = 'Calls';
const MISSED = '/api/v1/missed-calls';
const READERS: readonly Role[] = [...ON_THE_LINE, 'supervisor', 'dutyManager', 'director'];
const MOST = 200;

const listMissed = defineRoute({
  method: 'get',
  path: MISSED,
  operationId: 'listMissedCalls',
  tag: TAG,
  summary: 'Who rang and was not answered, and is to be rung back; the soonest due first',
  description:
    'One line for each person, however often they rang, due half an hour after the first time. A later call of theirs that is answered takes it from the list.',
  permission: READERS,
  look: 'list',
  query: MissedCallsQuerySchema,
  responses: { 200: { description: 'Those that wait, or were done lately.', schema: MissedCallsSchema } },
  async handler({ query: { ended = false } }, { missedCalls, now }): Promise<RouteResponse> {
    const at = now();
    const found = ended
      ? await missedCalls.ended(new Date(at.getTime() - DAY_MS), MOST)
      : await missedCalls.waiting(MOST);
    const items = found.map((one) => presentMissed(one, at));
    if (items.length > 0) noteCaller('masked', null);
    return { status: 200, body: { asOf: chinaTime(at), items, late: items.filter(({ isLate }) => isLate).length } };
  },
});

const claimMissed = defineRoute({
  method: 'post',
  path: `${MISSED}/{missed}/claim`,
  operationId: 'claimMissedCall',
  tag: TAG,
  summary: 'Take a missed call to ring it back',
  description:
    'For ten minutes nobody else is given it; asked again, it is longer. The number is told, with what they asked before, and that you were told stands in the trail of looks.',
  permission: ON_THE_LINE,
  look: 'list',
  params: MissedCallParamsSchema,
  responses: { 200: { description: 'It is yours.', schema: ClaimedCallSchema } },
  problems: ['missed-call-not-found', 'missed-call-over', 'missed-call-taken'],
  missing: 'missed-call-not-found',
  async handler({ params, account }, services): Promise<RouteResponse> {
    const at = services.now();
    const claim = { by: account.id, until: new Date(at.getTime() + CLAIMED_FOR_MS) };
    const missed = there(
      await services.missedCalls.claim(params.missed, claim, (before) => assertClaimable(before, account.id, at)),
    );
    const earlier = await cardOf(missed.phone, account, services);
    noteCaller('clear', 'callBack');
    return { status: 200, body: { ...presentMissed(missed, at), number: missed.phone, earlier } };
  },
});

const endMissed = defineRoute({
  method: 'put',
  path: `${MISSED}/{missed}/outcome`,
  operationId: 'endMissedCall',
  tag: TAG,
  summary: 'Say what became of ringing back',
  description: 'By who has claimed it, or where nobody has. The same said again by the same person is answered alike.',
  permission: ON_THE_LINE,
  params: MissedCallParamsSchema,
  body: RingBackSchema,
  responses: { 200: { description: 'It is done.', schema: MissedCallSchema } },
  problems: ['missed-call-not-found', 'missed-call-over', 'missed-call-taken'],
  missing: 'missed-call-not-found',
  async handler({ params, body: { outcome }, account: { id: by } }, { missedCalls, now }): Promise<RouteResponse> {
    const at = now();
    const missed = await missedCalls.end(params.missed, { by, at, outcome }, (before) => {
      if (isEndedSo(before, by, outcome)) return false;
      assertClaimable(before, by, at);
      return true;
    });
    noteCaller('masked', null);
    return { status: 200, body: presentMissed(there(missed), at) };
  },
});

function there(missed: NumberedMissedCall | null): NumberedMissedCall {
  if (missed === null) throw new ApiProblem('missed-call-not-found', 'There is no missed call with this id.');
  return missed;
}

function presentMissed(missed: NumberedMissedCall, now: Date): z.input<typeof MissedCallSchema> {
  const { id, times, endedBy, outcome, firstAt, lastAt, dueAt, endedAt, claimedUntil, phone } = missed;
  const claimedBy = endedAt === null ? holderOf(missed, now) : null;
  return {
    ...{ id, times, endedBy, outcome, claimedBy, number: maskedPhone(phone) },
    ...{ firstAt: chinaTime(firstAt), lastAt: chinaTime(lastAt), dueAt: chinaTime(dueAt) },
    isLate: dueAt.getTime() < (endedAt ?? now).getTime(),
    claimedUntil: chinaTimeOrNull(claimedBy === null ? null : claimedUntil),
    endedAt: chinaTimeOrNull(endedAt),
  };
}

export const missedCallRoutes: readonly Route<MissedCallServices>[] = [listMissed, claimMissed, endMissed];

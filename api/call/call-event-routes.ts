import {
  CallAgentParamsSchema,
  CallAgentSchema,
  CallEventSchema,
  HeardCallSchema,
  LineSchema,
} from '../../contracts/calls.js';
import { AHEAD_AT_MOST_MS } from '../../domain/call/call.js';
import { missedCallNotices } from '../../domain/notice/missed-call-notices.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { invalidField } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { normalisedPhone } from '../ticket/phone.js';

type CallEventServices = Pick<Services, 'calls' | 'reference' | 'now'>;
const defineRoute = routesFor<CallEventServices>();

const TAG = 'Calls';
/** What the key of a telephone platform is of. No session opens these but an administrator's. */
const PLATFORMS: readonly Role[] = ['operator', 'administrator'];

const sayOfCall = defineRoute({
  method: 'post',
  path: '/api/v1/calls',
  operationId: 'sayOfCall',
  tag: TAG,
  summary: 'Say what happens to a call, as a telephone platform does',
  description:
    'In any order, and as often as it takes: the same event of the same instant changes nothing, and what a call is follows from when its events were. While it rings it is at the desk of who sits at the line. The number is kept sealed, and found by a keyed mark.',
  permission: PLATFORMS,
  scope: 'calls',
  body: CallEventSchema,
  responses: { 200: { description: 'Kept.', schema: HeardCallSchema } },
  async handler({ body }, { calls, reference, now }) {
    const { call: id, event, agent, recording } = body;
    const phone = body.number === null ? null : normalisedPhone(body.number);
    if (body.number !== null && phone === null)
      throw invalidField('/number', 'wrong-format', 'This is no telephone number of China, nor an international one.');
    if (phone !== null && holdsNumber(id, phone))
      throw invalidField(
        '/call',
        'invalid',
        'The id of a call must not hold the number of who calls: it is kept in clear.',
      );
    const at = new Date(body.at);
    if (at.getTime() > now().getTime() + AHEAD_AT_MOST_MS)
      throw invalidField('/at', 'out-of-range', 'This is later than now. Look at the clock of the platform.');
    const { contacts } = await reference.current();
    const heard = await calls.say(
      { call: id, event, at, phone, agent: agent ?? null, recording: recording ?? null },
      (missed) => missedCallNotices('missedCall', missed, contacts),
    );
    if (heard === null)
      throw invalidField(
        '/call',
        'invalid',
        'This call has a hundred events already. Give each call an id of its own.',
      );
    const { state, agent: line, account } = heard.call;
    return { status: 200, body: { call: id, state, agent: line, account, isNew: heard.isNew } };
  },
});

/** So many of the last digits are somebody's number, whatever is written before them. */
const TELLING_DIGITS = 8;
function holdsNumber(id: string, phone: string): boolean {
  const [number = ''] = phone.split(';');
  const last = number.replaceAll(/\D/g, '').slice(-TELLING_DIGITS);
  return last.length === TELLING_DIGITS && id.replaceAll(/\D/g, '').includes(last);
}

const assignLine = defineRoute({
  method: 'put',
  path: '/api/v1/call-agents/{agent}',
  operationId: 'assignLine',
  tag: TAG,
  summary: 'Say who sits at a line of the telephone platform',
  description: 'Calls that ring there from now on are at the desk of this account. A second time changes nothing.',
  permission: PLATFORMS,
  scope: 'calls',
  params: CallAgentParamsSchema,
  body: LineSchema,
  responses: { 200: { description: 'Kept.', schema: CallAgentSchema } },
  async handler({ params: { agent }, body, account: { id: by } }, { calls, now }) {
    const account = body.account.toLowerCase();
    if (!(await calls.assign({ agent, account, by, at: now() })))
      throw invalidField('/account', 'invalid', 'There is no account with this id.');
    return { status: 200, body: { agent, account } };
  },
});

export const callEventRoutes: readonly Route<CallEventServices>[] = [sayOfCall, assignLine];

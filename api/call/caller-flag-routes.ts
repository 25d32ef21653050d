import type { z } from 'zod';
import {
  CallerFlagSchema,
  CallerFlagsSchema,
  FlagDecisionSchema,
  FlagParamsSchema,
  NewFlagSchema,
} from '../../contracts/caller-flags.js';
import {
  assertMayDecideFlag,
  FLAG_DECIDE_WITHIN_MS,
  FLAG_DECIDERS,
  FLAG_HOLDS_MS,
  flagState,
  mayWithdrawFlag,
} from '../../domain/call/caller-flag.js';
import { isDecidedSo } from '../../domain/decision.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import type { KeptFlag } from '../../storage/call/flag-store.js';
import { actorOf, type Account } from '../access/account.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { ON_THE_LINE } from '../intake/calling-routes.js';
import { noteCaller } from '../look/shown.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { maskedPhone } from '../ticket/phone.js';
import { assertAtDesk } from './call-at-desk.js';

type FlagServices = Pick<Services, 'calls' | 'callerFlags' | 'now'>;
const defineRoute = routesFor<FlagServices>();

const TAG = 'Calls';
const FLAGS = '/api/v1/caller-flags';
const ONE = `${FLAGS}/{flag}`;
const READERS: readonly Role[] = [...ON_THE_LINE, ...FLAG_DECIDERS];
const MOST = 200;

const askForFlag = defineRoute({
  method: 'put',
  path: ONE,
  operationId: 'askForCallerFlag',
  tag: TAG,
  summary: 'Ask that who calls is marked as malicious',
  description:
    'Of a call at your own desk. Another person decides within three days; it holds for ninety and ends by itself. It says so on the card and declines nothing: they are answered, and in an emergency helped as anybody. Whoever asks makes the id, and may send it twice.',
  permission: ON_THE_LINE,
  params: FlagParamsSchema,
  body: NewFlagSchema,
  responses: { 200: { description: 'It waits for a decision, or was decided.', schema: CallerFlagSchema } },
  problems: ['call-not-found', 'caller-flag-not-found'],
  missing: 'caller-flag-not-found',
  async handler({ params: { flag: id }, body: { call, reason }, account }, services) {
    const { calls, callerFlags, now } = services;
    const at = now();
    if ((await callerFlags.find(id)) === null) {
      const { callerId } = assertAtDesk(await calls.find(call), account);
      if (callerId === null) throw invalidField('/call', 'invalid', 'Their number was withheld: nobody can be marked.');
      const decideUntil = new Date(at.getTime() + FLAG_DECIDE_WITHIN_MS);
      await callerFlags.add({ id, callerId, reason, by: actorOf(account), at, decideUntil });
    }
    return { status: 200, body: present(await mineOr(services, id, account), at) };
  },
});

const listFlags = defineRoute({
  method: 'get',
  path: FLAGS,
  operationId: 'listCallerFlags',
  tag: TAG,
  summary: 'Which callers are marked as malicious, or are asked to be',
  description: 'Those who decide read all, everybody else what they asked for themselves.',
  permission: READERS,
  look: 'list',
  responses: { 200: { description: 'Newest first.', schema: CallerFlagsSchema } },
  async handler({ account }, { callerFlags, now }) {
    const at = now();
    const all = await callerFlags.standing(at, MOST);
    const items = all.filter((one) => mayWithdrawFlag(one, account)).map((one) => present(one, at));
    return { status: 200, body: { items } };
  },
});

const decideFlag = defineRoute({
  method: 'post',
  path: `${ONE}/decision`,
  operationId: 'decideCallerFlag',
  tag: TAG,
  summary: 'Say yes or no to marking a caller',
  description: 'By another person than the one who asked. Sent once more by the same person, it is answered alike.',
  permission: FLAG_DECIDERS,
  params: FlagParamsSchema,
  body: FlagDecisionSchema,
  responses: { 200: { description: 'Decided.', schema: CallerFlagSchema } },
  problems: ['caller-flag-not-found', 'caller-flag-over', 'separation-of-duties'],
  missing: 'caller-flag-not-found',
  async handler({ params: { flag: id }, body: { grant }, account }, services) {
    const { callerFlags, now } = services;
    const at = now();
    const before = await mineOr(services, id, account);
    if (!isDecidedSo(before, account, grant)) {
      assertMayDecideFlag(before, account, at);
      const holdsUntil = grant ? new Date(at.getTime() + FLAG_HOLDS_MS) : null;
      await callerFlags.decide(id, { by: actorOf(account), granted: grant, at, holdsUntil });
    }
    const after = await mineOr(services, id, account);
    if (!isDecidedSo(after, account, grant))
      throw new ApiProblem('caller-flag-over', 'Somebody else was faster: this mark is decided or withdrawn.');
    return { status: 200, body: present(after, at) };
  },
});

const withdrawFlag = defineRoute({
  method: 'post',
  path: `${ONE}/withdrawal`,
  operationId: 'withdrawCallerFlag',
  tag: TAG,
  summary: 'Take the mark of a caller back',
  description: 'By who asked, and by who decides. It ends at once. A second time changes nothing.',
  permission: READERS,
  params: FlagParamsSchema,
  responses: { 200: { description: 'Withdrawn.', schema: CallerFlagSchema } },
  problems: ['caller-flag-not-found'],
  missing: 'caller-flag-not-found',
  async handler({ params: { flag: id }, account }, services) {
    const { callerFlags, now } = services;
    const at = now();
    await mineOr(services, id, account);
    await callerFlags.withdraw(id, account.id, at);
    return { status: 200, body: present(await mineOr(services, id, account), at) };
  },
});

/** What somebody may not read is not there for them. */
async function mineOr({ callerFlags }: FlagServices, id: string, account: Account): Promise<KeptFlag> {
  const flag = await callerFlags.find(id);
  if (flag === null || !mayWithdrawFlag(flag, account))
    throw new ApiProblem('caller-flag-not-found', 'There is no mark of a caller with this id that you may see.');
  return flag;
}

function present(flag: KeptFlag, now: Date): z.input<typeof CallerFlagSchema> {
  const { id, reason, askedBy, decidedBy, phone } = flag;
  noteCaller('masked', null);
  return {
    ...{ id, reason, askedBy, decidedBy, number: maskedPhone(phone), state: flagState(flag, now) },
    askedAt: chinaTime(flag.askedAt),
    decideUntil: chinaTime(flag.decideUntil),
    decidedAt: chinaTimeOrNull(flag.decidedAt),
    until: chinaTimeOrNull(flag.holdsUntil),
  };
}

export const callerFlagRoutes: readonly Route<FlagServices>[] = [askForFlag, listFlags, decideFlag, withdrawFlag];

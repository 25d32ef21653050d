import { AccountParamsSchema } from '../../contracts/accounts.js';
import {
  AccountSessionParamsSchema,
  EndedSchema,
  OneTimePasswordSchema,
  SessionListSchema,
} from '../../contracts/sessions.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertUnlimited } from './assert-unlimited.js';
import { resetPassword } from './reset-password.js';
import { presentSession } from './session-presenter.js';

type Needs = Pick<
  Services,
  'people' | 'keys' | 'passwordStore' | 'secondFactors' | 'passwords' | 'sessionStore' | 'now'
>;
const defineRoute = routesFor<Needs>();

const ACCOUNT = '/api/v1/accounts/{id}';
const COMMON = { tag: 'Accounts', permission: ['administrator'], scope: 'admin' } as const;

const resetPasswordOf = defineRoute({
  ...COMMON,
  method: 'post',
  path: `${ACCOUNT}/password`,
  operationId: 'resetPassword',
  summary: 'Give a person a one-time password',
  description:
    'For the first sign-in, or when the old one is lost. It is good for three days and for choosing a password, and its sessions end. Every answer is another one; the last one counts.',
  params: AccountParamsSchema,
  responses: { 200: { description: 'To be handed over in person.', schema: OneTimePasswordSchema } },
  problems: ['key-too-wide'],
  async handler({ params: { id }, account, request }, services) {
    await assertUnlimited(services, account);
    await assertThere(services, id);
    const { oneTimePassword, validUntil } = await resetPassword(services, id, services.now());
    noteDone(request, { passwordOf: id, by: account.id });
    return { status: 200, body: { oneTimePassword, validUntil: chinaTime(validUntil) } };
  },
});

const removeSecondFactor = defineRoute({
  ...COMMON,
  method: 'delete',
  path: `${ACCOUNT}/second-factor`,
  operationId: 'removeSecondFactor',
  summary: 'Take away a second factor that was lost',
  description:
    'With its recovery codes, and the sessions end. The next sign-in sets up another one where the role needs it.',
  params: AccountParamsSchema,
  responses: { 204: { description: 'It is gone, now or before.' } },
  problems: ['key-too-wide'],
  async handler({ params: { id }, account, request }, services) {
    await assertUnlimited(services, account);
    await assertThere(services, id);
    await services.secondFactors.remove(id);
    await services.sessionStore.end({ personId: id }, services.now());
    noteDone(request, { secondFactorOf: id, by: account.id });
    return { status: 204 };
  },
});

const listSessions = defineRoute({
  ...COMMON,
  method: 'get',
  path: `${ACCOUNT}/sessions`,
  operationId: 'listSessions',
  summary: 'Where a person is signed in',
  params: AccountParamsSchema,
  responses: { 200: { description: 'The one last used first.', schema: SessionListSchema } },
  async handler({ params: { id }, account }, services) {
    await assertThere(services, id);
    const found = await services.sessionStore.list(id, services.now());
    return { status: 200, body: { items: found.map((one) => presentSession(one, account)) } };
  },
});

const endSessions = defineRoute({
  ...COMMON,
  method: 'delete',
  path: `${ACCOUNT}/sessions`,
  operationId: 'endSessions',
  summary: 'End all sessions of a person',
  params: AccountParamsSchema,
  responses: { 200: { description: 'How many there were.', schema: EndedSchema } },
  async handler({ params: { id }, account, request }, services) {
    await assertThere(services, id);
    const ended = await services.sessionStore.end({ personId: id }, services.now());
    noteDone(request, { sessionsOf: id, by: account.id });
    return { status: 200, body: { ended } };
  },
});

const endOneSession = defineRoute({
  ...COMMON,
  method: 'delete',
  path: `${ACCOUNT}/sessions/{session}`,
  operationId: 'endSession',
  summary: 'End a session of a person',
  params: AccountSessionParamsSchema,
  responses: { 204: { description: 'It is over, now or before.' } },
  async handler({ params: { id, session }, account, request }, services) {
    await assertThere(services, id);
    await services.sessionStore.end({ personId: id, id: session }, services.now());
    noteDone(request, { session, by: account.id });
    return { status: 204 };
  },
});

async function assertThere({ people, now }: Pick<Needs, 'people' | 'now'>, id: string): Promise<void> {
  if (!(await people.find(id, now()))) throw new ApiProblem('not-found', 'There is no account with this id.');
}

export const accountSignInRoutes: readonly Route<Needs>[] = [
  resetPasswordOf,
  removeSecondFactor,
  listSessions,
  endSessions,
  endOneSession,
];

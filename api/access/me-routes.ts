import {
  FactorCodeSchema,
  MeSchema,
  OfferedFactorSchema,
  PasswordChangeSchema,
  RecoveryCodesSchema,
} from '../../contracts/sessions.js';
import { hasScope } from '../../domain/access/key-scopes.js';
import { needsSecondFactor } from '../../domain/access/second-factor.js';
import { COMMANDS } from '../../domain/ticket/commands.js';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import type { Person } from '../../storage/access/person-store.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { opensToSession, routesFor, scopeOf, type Route } from '../route.js';
import type { Services } from '../services.js';
import { presentPosition } from './account-presenter.js';
import type { Account } from './account.js';
import { sessionCookie } from './session-cookie.js';
import { sessionOf } from './session-routes.js';
import { assertGoodPassword, signInFailed, type SignInServices } from './sign-in.js';

type MeServices = SignInServices & Pick<Services, 'site' | 'demoPeople'>;
const defineRoute = routesFor<MeServices>();

const ME = '/api/v1/me';
const MINE = { tag: 'Signing in', permission: 'account', scope: 'any', beforeSecondFactor: true } as const;

const getMe = (routes: () => readonly Route[]) =>
  defineRoute({
    ...MINE,
    method: 'get',
    path: ME,
    operationId: 'getMe',
    summary: 'Who am I, in which position, and what may I do?',
    responses: { 200: { description: 'The account that calls.', schema: MeSchema } },
    async handler({ account }, services) {
      const { id, name, role, unit, unitPath, scopes, expiresAt, person } = account;
      const found = person === null ? null : await services.people.find(person, services.now());
      return {
        status: 200,
        body: {
          ...{ id, name, role, unit, unitPath, scopes, expiresAt: chinaTimeOrNull(expiresAt) },
          person: found && (await personBody(found, services)),
          session: sessionBody(account),
          may: routes()
            .filter((route) => isOpenTo(account, route))
            .map(({ operationId }) => operationId),
          demonstration: (await services.demoPeople?.filling(services.now())) ?? null,
        },
      };
    },
  });

async function personBody(
  { id, signInName, name, positions }: Person,
  { secondFactors }: Pick<MeServices, 'secondFactors'>,
) {
  return {
    ...{ signInName, name },
    positions: positions.map(presentPosition),
    secondFactor: await secondFactors.isSet(id),
    recoveryCodesLeft: await secondFactors.recoveryCodesLeft(id),
  };
}

function sessionBody(account: Account) {
  const { by, role } = account;
  if (by.kind !== 'session') return null;
  const { id, position, secondFactor, signedInAt } = by;
  const secondFactorMissing = !secondFactor && needsSecondFactor(role);
  return { id, position, secondFactor, secondFactorMissing, signedInAt: chinaTime(signedInAt) };
}

/** Whether a command may be given hangs on the ticket as well; whose it never is, the table says. */
const COMMAND_ROLES = new Map<string, readonly ActorRole[]>(
  Object.entries(COMMANDS).map(([command, { roles }]) => [command, roles]),
);

function isOpenTo(account: Account, route: Route): boolean {
  const { permission, beforeSecondFactor } = route;
  if (permission === 'public') return false;
  if (permission !== 'account' && !permission.includes(account.role)) return false;
  if (COMMAND_ROLES.get(route.operationId)?.includes(account.role) === false) return false;
  if (sessionBody(account)?.secondFactorMissing === true && beforeSecondFactor !== true) return false;
  const scope = scopeOf(route);
  if (account.by.kind === 'session' && !opensToSession(scope, account.role)) return false;
  return scope === 'any' || hasScope(account.scopes, scope);
}

const changePassword = defineRoute({
  ...MINE,
  method: 'post',
  path: `${ME}/password`,
  operationId: 'changePassword',
  summary: 'Choose another password',
  description: 'Your other sessions end.',
  body: PasswordChangeSchema,
  responses: { 204: { description: 'From now on it is this one.' } },
  problems: ['session-needed', 'sign-in-failed', 'cross-site'],
  async handler({ body: { password, newPassword }, account, request }, services) {
    const { id } = sessionOf(account);
    const { people, passwordStore, passwords, sessionStore, signInFailures, now } = services;
    const person = await people.find(account.id, now());
    if (!person || (await signInFailures.attempt(person.signInName, now())) !== null) throw signInFailed();
    const stored = await passwordStore.password(person.id);
    if (!(await passwords.matches(password, stored?.hash ?? null))) throw signInFailed();
    assertGoodPassword(services, newPassword, password, person);
    const hash = await passwords.hash(newPassword);
    await passwordStore.setPassword(person.id, { hash, oneTime: false, validUntil: null }, now());
    await signInFailures.succeeded(person.signInName, now());
    await sessionStore.end({ personId: person.id, not: id }, now());
    noteDone(request, { passwordOf: person.id });
    return { status: 204 };
  },
});

const offerSecondFactor = defineRoute({
  ...MINE,
  method: 'post',
  path: `${ME}/second-factor`,
  operationId: 'offerSecondFactor',
  summary: 'Set up a second factor: the secret for an authenticator app',
  description: 'It counts once a code of it was shown. Asked again before that, there is a new secret.',
  responses: { 200: { description: 'For the app, and shown this once.', schema: OfferedFactorSchema } },
  problems: ['session-needed', 'second-factor-set', 'cross-site'],
  async handler({ account }, { people, secondFactors, now }) {
    sessionOf(account);
    const person = await people.find(account.id, now());
    const offered = person && (await secondFactors.offer(person));
    if (!offered) throw new ApiProblem('second-factor-set', 'This account has a second factor already.');
    return { status: 200, body: offered };
  },
});

const confirmSecondFactor = defineRoute({
  ...MINE,
  method: 'post',
  path: `${ME}/second-factor/confirm`,
  operationId: 'confirmSecondFactor',
  summary: 'Set up a second factor: show that the app works',
  description: 'From now on every sign-in needs a code. The session goes on under a new cookie, as one that showed it.',
  body: FactorCodeSchema,
  responses: {
    200: { description: 'Keep these where the app is not.', schema: RecoveryCodesSchema, headers: ['Set-Cookie'] },
  },
  problems: ['session-needed', 'second-factor-wrong', 'cross-site'],
  async handler({ body, account, request }, { secondFactors, sessionStore, site, now }) {
    const { id } = sessionOf(account);
    const recoveryCodes = await secondFactors.confirm(account.id, body.code, now());
    if (recoveryCodes === null) {
      throw new ApiProblem('second-factor-wrong', 'This is not the code of the secret that was offered last.');
    }
    const token = await sessionStore.renew(id, { secondFactor: true }, now());
    if (token === null) throw new ApiProblem('unauthenticated', 'This session is over.');
    noteDone(request, { secondFactorOf: account.id });
    return {
      status: 200,
      headers: { 'Set-Cookie': sessionCookie(site, request, token) },
      body: { recoveryCodes },
    };
  },
});

const renewRecoveryCodes = defineRoute({
  ...MINE,
  method: 'post',
  path: `${ME}/second-factor/recovery-codes`,
  operationId: 'renewRecoveryCodes',
  summary: 'Make the recovery codes anew',
  description:
    'For who has used or lost some. The code is one of the app; those that there were open nothing any more.',
  body: FactorCodeSchema,
  responses: { 200: { description: 'Keep these where the app is not.', schema: RecoveryCodesSchema } },
  problems: ['session-needed', 'second-factor-wrong', 'cross-site'],
  async handler({ body, account, request }, { people, secondFactors, signInFailures, now }) {
    sessionOf(account);
    const person = await people.find(account.id, now());
    const mayTry = person !== null && (await signInFailures.attempt(person.signInName, now())) === null;
    const recoveryCodes = mayTry ? await secondFactors.renewCodes(person.id, body.code, now()) : null;
    if (!person || recoveryCodes === null) {
      throw new ApiProblem('second-factor-wrong', 'This is not what your app shows now, or it was tried too often.');
    }
    await signInFailures.succeeded(person.signInName, now());
    noteDone(request, { recoveryCodesOf: person.id });
    return { status: 200, body: { recoveryCodes } };
  },
});

const showSecondFactor = defineRoute({
  ...MINE,
  method: 'post',
  path: `${ME}/second-factor/proof`,
  operationId: 'showSecondFactor',
  summary: 'Show the second factor in this session',
  description:
    'For who has signed in without it, by an identity provider whose word for it is not taken. The session goes on under a new cookie.',
  body: FactorCodeSchema,
  responses: { 204: { description: 'Shown.', headers: ['Set-Cookie'] } },
  problems: ['session-needed', 'second-factor-wrong', 'cross-site'],
  async handler({ body, account, request }, { people, secondFactors, signInFailures, sessionStore, site, now }) {
    const { id } = sessionOf(account);
    const person = await people.find(account.id, now());
    const mayTry = person !== null && (await signInFailures.attempt(person.signInName, now())) === null;
    if (!mayTry || !(await secondFactors.accepts(person.id, body.code, now()))) {
      throw new ApiProblem('second-factor-wrong', 'This is not what your app shows now, or it was tried too often.');
    }
    await signInFailures.succeeded(person.signInName, now());
    const token = await sessionStore.renew(id, { secondFactor: true }, now());
    if (token === null) throw new ApiProblem('unauthenticated', 'This session is over.');
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(site, request, token) } };
  },
});

/** `routes`: all that there are, for what the caller may do. */
export const meRoutes = (routes: () => readonly Route[]): readonly Route<MeServices>[] => [
  getMe(routes),
  changePassword,
  offerSecondFactor,
  confirmSecondFactor,
  showSecondFactor,
  renewRecoveryCodes,
];

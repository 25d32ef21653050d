import {
  EndedSchema,
  SessionListSchema,
  SessionParamsSchema,
  SignInSchema,
  SwitchSchema,
} from '../../contracts/sessions.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { Account } from './account.js';
import { assertSameOrigin, sessionCookie } from './session-cookie.js';
import { presentSession } from './session-presenter.js';
import { positionFor, signIn, type SignInServices } from './sign-in.js';

type SessionServices = SignInServices & Pick<Services, 'site'>;
const defineRoute = routesFor<SessionServices>();

const TAG = 'Signing in';
const MINE = { tag: TAG, permission: 'account', scope: 'any', beforeSecondFactor: true } as const;

const createSession = defineRoute({
  method: 'post',
  path: '/api/v1/session',
  operationId: 'signIn',
  tag: TAG,
  summary: 'Sign in',
  description:
    'The answer sets the cookie of the session, which serves this same API to pages of this site. It lasts until nothing was asked for a while, until its longest time is over, or until it is ended. Whether a name is unknown or a password wrong is not told.',
  permission: 'public',
  body: SignInSchema,
  responses: { 204: { description: 'Signed in.', headers: ['Set-Cookie'] } },
  problems: [
    'sign-in-failed',
    'sign-in-waits',
    'password-change-needed',
    'second-factor-needed',
    'no-position',
    'position-not-held',
    'cross-site',
  ],
  async handler({ body, request }, services) {
    assertSameOrigin(services.site, request);
    const { token, person } = await signIn(services, body, request);
    noteDone(request, { signedIn: person.id });
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(services.site, request, token) } };
  },
});

const endSession = defineRoute({
  ...MINE,
  method: 'delete',
  path: '/api/v1/session',
  operationId: 'signOut',
  summary: 'Sign out',
  description: 'The session is over everywhere; streams that it holds are closed within a second.',
  responses: { 204: { description: 'Signed out.', headers: ['Set-Cookie'] } },
  problems: ['session-needed', 'cross-site'],
  async handler({ account, request }, { sessionStore, site, now }) {
    const { id } = sessionOf(account);
    await sessionStore.end({ personId: account.id, id }, now());
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(site, request, null) } };
  },
});

const switchPosition = defineRoute({
  ...MINE,
  method: 'post',
  path: '/api/v1/me/position',
  operationId: 'switchPosition',
  summary: 'Go on in another of your positions',
  description: 'The session gets a new cookie; the old one opens nothing any more, and what it listened to is closed.',
  body: SwitchSchema,
  responses: { 204: { description: 'You are in it now.', headers: ['Set-Cookie'] } },
  problems: ['session-needed', 'position-not-held', 'cross-site'],
  async handler({ body, account, request }, { people, sessionStore, site, now }) {
    const { id } = sessionOf(account);
    const person = await people.find(account.id, now());
    if (!person) throw new ApiProblem('unauthenticated', 'This session is over.');
    const position = positionFor(person, body.position, now());
    const token = await sessionStore.renew(id, { positionId: position.id }, now());
    if (token === null) throw new ApiProblem('unauthenticated', 'This session is over.');
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(site, request, token) } };
  },
});

const listMySessions = defineRoute({
  ...MINE,
  method: 'get',
  path: '/api/v1/me/sessions',
  operationId: 'listMySessions',
  summary: 'Where you are signed in',
  responses: { 200: { description: 'The one last used first; none for a machine.', schema: SessionListSchema } },
  async handler({ account }, { sessionStore, now }) {
    const found = account.person === null ? [] : await sessionStore.list(account.person, now());
    return { status: 200, body: { items: found.map((one) => presentSession(one, account)) } };
  },
});

const endMySession = defineRoute({
  ...MINE,
  method: 'delete',
  path: '/api/v1/me/sessions/{id}',
  operationId: 'endMySession',
  summary: 'End one of your sessions',
  params: SessionParamsSchema,
  responses: { 204: { description: 'It is over, now or before.' } },
  problems: ['cross-site'],
  async handler({ params: { id }, account }, { sessionStore, now }) {
    if (account.person !== null) await sessionStore.end({ personId: account.person, id }, now());
    return { status: 204 };
  },
});

const endMyOtherSessions = defineRoute({
  ...MINE,
  method: 'delete',
  path: '/api/v1/me/sessions',
  operationId: 'endMyOtherSessions',
  summary: 'End your other sessions',
  responses: { 200: { description: 'How many there were.', schema: EndedSchema } },
  problems: ['cross-site'],
  async handler({ account: { person, by } }, { sessionStore, now }) {
    const not = by.kind === 'session' ? { not: by.id } : {};
    const ended = person === null ? 0 : await sessionStore.end({ personId: person, ...not }, now());
    return { status: 200, body: { ended } };
  },
});

/** The session that asks; what is only for who has signed in is refused to a key. */
export function sessionOf({ by }: Account): Extract<Account['by'], { kind: 'session' }> {
  if (by.kind === 'session') return by;
  throw new ApiProblem('session-needed', 'You call with a key, and this is about a session.');
}

export const sessionRoutes: readonly Route<SessionServices>[] = [
  createSession,
  endSession,
  switchPosition,
  listMySessions,
  endMySession,
  endMyOtherSessions,
];

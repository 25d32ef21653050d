import {
  BeginQuerySchema,
  CallbackQuerySchema,
  OpenProvidersSchema,
  ProviderLogoutSchema,
  ProviderParamsSchema,
} from '../../contracts/identity-providers.js';
import { noteDone } from '../http/request-context.js';
import { routesFor, type Route } from '../route.js';
import { beginVisit, endSessionsOf, endVisit, type OidcServices } from './oidc-sign-in.js';
import { sessionCookie, visitCookie } from './session-cookie.js';

const defineRoute = routesFor<OidcServices>();

const OIDC = '/api/v1/sign-in/oidc';
const COMMON = { method: 'get', tag: 'Signing in', permission: 'public' } as const;

const listOpenProviders = defineRoute({
  ...COMMON,
  path: OIDC,
  operationId: 'listOpenIdentityProviders',
  summary: 'By which identity providers people sign in',
  responses: { 200: { description: 'Those that are enabled.', schema: OpenProvidersSchema } },
  async handler(_input, { identityProviders }) {
    const open = (await identityProviders.list()).filter(({ enabled }) => enabled);
    return { status: 200, body: { items: open.map(({ id, name }) => ({ id, name })) } };
  },
});

const beginSignIn = defineRoute({
  ...COMMON,
  path: `${OIDC}/{provider}`,
  operationId: 'beginOidcSignIn',
  summary: 'Sign in by an identity provider: go there',
  description:
    'For a browser, which is sent to the provider (OpenID Connect, code flow with PKCE) and comes back to the callback within ten minutes. What proves that it was this browser lies in a cookie of its own.',
  params: ProviderParamsSchema,
  query: BeginQuerySchema,
  responses: { 302: { description: 'To the provider.', headers: ['Location', 'Set-Cookie'] } },
  problems: ['not-found', 'identity-provider-silent'],
  async handler({ params, query: { next, anew }, request }, services) {
    const { address, browser } = await beginVisit(services, params.provider, { next, anew: anew === 'true' }, request);
    return {
      status: 302,
      headers: { Location: address, 'Set-Cookie': visitCookie(services.site, request, browser) },
    };
  },
});

const endSignIn = defineRoute({
  ...COMMON,
  path: `${OIDC}/{provider}/callback`,
  operationId: 'endOidcSignIn',
  summary: 'Sign in by an identity provider: come back',
  description:
    'The provider sends the browser here. An account is known by issuer and subject alone, never by mail address or telephone. Positions that the provider gives by its claims begin and end here.',
  params: ProviderParamsSchema,
  query: CallbackQuerySchema,
  responses: {
    303: { description: 'Signed in; to where the sign-in was begun.', headers: ['Location', 'Set-Cookie'] },
  },
  problems: [
    'not-found',
    'sign-in-not-begun',
    'identity-not-proven',
    'identity-unknown',
    'identity-provider-silent',
    'sign-in-failed',
    'no-position',
  ],
  async handler({ params: { provider }, query: { state }, request }, services) {
    const { token, next, person } = await endVisit(services, provider, state, request);
    noteDone(request, { signedIn: person.id, provider });
    return { status: 303, headers: { Location: next, 'Set-Cookie': sessionCookie(services.site, request, token) } };
  },
});

const signedOut = defineRoute({
  ...COMMON,
  method: 'post',
  path: `${OIDC}/{provider}/logout`,
  operationId: 'endOidcSessions',
  summary: 'For an identity provider: somebody has signed out there',
  description:
    'OpenID Connect Back-Channel Logout. The sessions end that this person began by this provider before it said so, with their streams. A token must name its subject; one that comes twice ends nothing more.',
  params: ProviderParamsSchema,
  bodyType: 'form',
  body: ProviderLogoutSchema,
  responses: { 204: { description: 'They have ended, now or before.' } },
  problems: ['not-found', 'malformed-request', 'identity-provider-silent'],
  async handler({ params: { provider }, body, request }, services) {
    await endSessionsOf(services, provider, body.logout_token, request);
    return { status: 204 };
  },
});

export const oidcRoutes: readonly Route<OidcServices>[] = [listOpenProviders, beginSignIn, endSignIn, signedOut];

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { ApiWorld, Reply } from './api-world.js';
import type { Browser } from './browser.js';

/** Somebody who has an account at the provider, by what it says of them. */
export interface Known {
  /** Claims besides `sub`. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** How the person signs in there. */
  readonly amr?: readonly string[];
}

/** A real OpenID provider on this machine, with a page to sign in at. */
export interface RunningProvider {
  readonly issuer: string;
  readonly clientSecret: string;
  /** By subject; whoever is not here cannot sign in. */
  readonly people: Map<string, Known>;
  close(): Promise<void>;
}

export const CLIENT_ID = 'huiying';

/** `claimsIn`: whether claims stand in the token, or at the userinfo endpoint alone. */
export async function aProvider(
  world: ApiWorld,
  id: string,
  claimsIn: 'token' | 'userinfo' = 'token',
): Promise<RunningProvider> {
  const people = new Map<string, Known>();
  const clientSecret = randomBytes(24).toString('base64url');
  const server = createServer();
  const issuer = await listening(server);
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: [`${world.base}/api/v1/sign-in/oidc/${id}/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        backchannel_logout_uri: `${world.base}/api/v1/sign-in/oidc/${id}/logout`,
      },
    ],
    jwks: { keys: [{ ...key, alg: 'RS256', use: 'sig', kid: 'k1' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    conformIdTokenClaims: claimsIn === 'userinfo',
    claims: { openid: ['sub', 'auth_time', 'amr'], profile: ['groups', 'name', 'preferred_username', 'email'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 600, Session: 3_600, Grant: 3_600 },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    // It would call no machine of its own network, and wait two seconds; we are one, and perhaps busy.
    fetch: (address, asked) => fetch(address, { ...asked, signal: null, dispatcher: undefined } as RequestInit),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, subject) =>
      people.has(subject)
        ? { accountId: subject, claims: () => ({ sub: subject, ...people.get(subject)?.claims }) }
        : undefined,
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId ?? '',
        accountId: context.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/') !== true) return void answer(request, response);
    void signInPage(provider, people, request, response);
  });
  return { issuer, clientSecret, people, close: () => closed(server) };
}

/** A form; whoever is known signs in by a name, which is the subject. */
async function signInPage(
  provider: Provider,
  people: ReadonlyMap<string, Known>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html');
    return void response.end(`<form method="post" action="${request.url ?? ''}"><input name="login"></form>`);
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const accountId = new URLSearchParams(body).get('login') ?? '';
  const known = people.get(accountId);
  const result = known
    ? { login: { accountId, ...(known.amr && { amr: [...known.amr] }) } }
    : { error: 'access_denied', error_description: `Nobody is called ${accountId}.` };
  await provider.interactionFinished(request, response, result);
}

/**
 * Signs in at the provider as a person does in a browser, form by form, and comes back with what it sends to us. `jar`:
 * what the browser holds of the provider's cookies.
 */
export async function walkThrough(start: string, login: string, jar = new Map<string, string>()): Promise<string> {
  let address = start;
  let form: string | null = null;
  for (let step = 0; step < 12; step += 1) {
    const response: Response = await fetch(address, {
      redirect: 'manual',
      headers: {
        Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form !== null && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(form !== null && { method: 'POST', body: form }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    const to = response.headers.get('location');
    const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1];
    if (to === null && action === undefined)
      throw new Error(`The provider says ${response.status}: ${text.slice(0, 500)}`);
    form = to === null ? new URLSearchParams({ login }).toString() : null;
    address = new URL(to ?? action ?? '', address).href;
    if (new URL(address).pathname.endsWith('/callback')) return address;
  }
  throw new Error('The provider sends round in circles.');
}

/** Signs out at the provider, which tells those at whom its people signed in. */
export async function signOutAt(issuer: string, jar: ReadonlyMap<string, string>): Promise<void> {
  const Cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const asked = await (await fetch(`${issuer}/session/end`, { headers: { Cookie } })).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked)?.[1] ?? '';
  const done = await fetch(`${issuer}/session/end/confirm`, {
    ...{ method: 'POST', redirect: 'manual' },
    headers: { Cookie, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
  });
  if (done.status >= 400) throw new Error(`Not signed out: ${done.status} ${await done.text()}`);
}

/** The whole way, there and back: what we answer to who comes back. */
export async function signInAt(
  world: ApiWorld,
  browser: Browser,
  id: string,
  login: string,
  { query = '', jar = new Map<string, string>() }: { query?: string; jar?: Map<string, string> } = {},
): Promise<Reply> {
  const begun = await browser.get(`/api/v1/sign-in/oidc/${id}${query}`);
  const to = begun.headers.get('location');
  if (begun.status !== 302 || to === null) throw new Error(`Not begun: ${begun.status} ${begun.text}`);
  const back = await walkThrough(to, login, jar);
  return browser.get(back.slice(world.base.length));
}

/** Enters a provider, as an administrator does. */
export async function enter(world: ApiWorld, id: string, wish: object): Promise<void> {
  const path = `/api/v1/identity-providers/${id}`;
  const there = await world.get(path, world.key('administrator'));
  const reply = await world.send('PUT', path, world.key('administrator'), {
    body: { name: '市统一身份认证', clientId: CLIENT_ID, scopes: ['openid', 'profile'], ...wish },
    ...(there.status === 200 && { ifMatch: '*' }),
  });
  if (reply.status > 201) throw new Error(`Not entered: ${reply.status} ${reply.text}`);
}

export function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://localhost:${(server.address() as AddressInfo).port}`));
  });
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

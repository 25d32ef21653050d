import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import * as oidc from 'openid-client';
import type { Claims } from '../../domain/access/claims.js';
import { NothingCameBack, type GuardedFetch } from '../../outbound/guarded-fetch.js';
import type { IdentityProvider } from '../../storage/access/identity-provider-store.js';
import { ApiProblem } from '../http/problem.js';
import { NoLogoutToken, readLogoutToken, type SignedOut } from './logout-token.js';

/** What goes with one visit, there and back. */
export interface VisitProof {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Proved {
  readonly issuer: string;
  readonly subject: string;
  /** Of the token, and of userinfo where that is asked. */
  readonly claims: Claims;
  /** What the signed token says of how and when the person signed in. */
  readonly signed: Claims;
}

export interface OidcClient {
  /** Where the browser goes to sign in there. */
  addressOf(provider: IdentityProvider, proof: VisitProof, redirectUri: string, anew: boolean): Promise<string>;
  /**
   * Who has come back. `said`: what the provider gave the browser to say, as a query. Throws the problem
   * `identity-not-proven`, with the check that failed told to `failed`.
   */
  prove(
    provider: IdentityProvider,
    proof: VisitProof,
    came: { readonly redirectUri: string; readonly said: string; readonly anew: boolean },
    failed: (check: string) => void,
  ): Promise<Proved>;
  /** Who has signed out there. Throws `malformed-request`, as the provider is to be answered, unless it is proven. */
  signedOut(provider: IdentityProvider, token: string, failed: (check: string) => void): Promise<SignedOut>;
}

const TIMEOUT_SECONDS = 10;
/** Somebody who signed in there longer ago does so again. */
const MOST_AGE_SECONDS = 43_200;
/** So long it is believed that a provider is set up as it was. */
const KNOWN_FOR_MS = 600_000;
/** What the token endpoint answers when it is we who are not the one, or the request is none. */
const OUR_FAULT = [
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_request',
  'invalid_scope',
];

interface Known {
  readonly version: number;
  readonly at: number;
  readonly config: Promise<oidc.Configuration>;
  /** Its keys, once somebody asked for them. */
  keys?: JWTVerifyGetKey;
}

/**
 * Signs people in at identity providers, by code with PKCE. Everything is taken from the provider's own address: its
 * endpoints and keys from what it publishes there, nothing from a token. `secretOf`: by the id of a provider.
 */
export function createOidcClient(
  ask: GuardedFetch,
  secretOf: (id: string) => Promise<string | null>,
  clock: () => number,
): OidcClient {
  const known = new Map<string, Known>();

  async function discovered({ id, issuer, clientId, algorithm }: IdentityProvider): Promise<oidc.Configuration> {
    const secret = await secretOf(id);
    const config = await oidc.discovery(
      new URL(issuer),
      clientId,
      { id_token_signed_response_alg: algorithm },
      secret === null ? oidc.None() : oidc.ClientSecretBasic(secret),
      {
        algorithm: 'oidc',
        timeout: TIMEOUT_SECONDS,
        [oidc.customFetch]: ask,
        execute: [
          // Without it the library trusts the connection, and looks at no signature.
          oidc.enableNonRepudiationChecks,
          // Whether plain http is allowed there is for the guard to say.
          ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
    if (config.serverMetadata().issuer !== issuer) {
      throw silent('The identity provider calls itself by another address than the one that is entered here.');
    }
    return config;
  }

  function configOf(provider: IdentityProvider): Promise<oidc.Configuration> {
    const there = known.get(provider.id);
    if (there?.version === provider.version && clock() - there.at < KNOWN_FOR_MS) return there.config;
    const config = discovered(provider).catch((error: unknown) => {
      throw (
        silenceOf(error) ??
        silent('What the identity provider publishes of itself is not what OpenID Connect asks for.')
      );
    });
    known.set(provider.id, { version: provider.version, at: clock(), config });
    // Whoever comes next tries again.
    config.catch(() => known.delete(provider.id));
    return config;
  }

  /** Of the address that the provider publishes; none that a token names. */
  async function keysOf(provider: IdentityProvider): Promise<JWTVerifyGetKey> {
    const { jwks_uri: address } = (await configOf(provider)).serverMetadata();
    if (address === undefined) throw silent('The identity provider publishes no keys.');
    const there = known.get(provider.id);
    const keys =
      there?.keys ??
      createRemoteJWKSet(new URL(address), {
        [customFetch]: (url, { method, headers, signal }) =>
          ask(url, { method, headers: Object.fromEntries(headers), signal }),
      });
    if (there) there.keys = keys;
    return keys;
  }

  return {
    async addressOf(provider, { state, nonce, verifier }, redirectUri, anew) {
      const config = await configOf(provider);
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: provider.scopes.join(' '),
        ...{ state, nonce },
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        // Whoever is asked how long ago at most must say when it was.
        max_age: anew ? '0' : String(MOST_AGE_SECONDS),
        ...(anew && { prompt: 'login' }),
      });
      return url.href;
    },

    async prove(provider, { state, nonce, verifier }, { redirectUri, said, anew }, failed) {
      try {
        const config = await configOf(provider);
        const came = new URL(redirectUri);
        came.search = said;
        const tokens = await oidc.authorizationCodeGrant(config, came, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
          ...(anew && { maxAge: 0 }),
        });
        const signed = tokens.claims();
        if (!signed) throw new NotProven('no-id-token');
        if (signed.iss !== provider.issuer) throw new NotProven('iss');
        if (signed.azp !== undefined && signed.azp !== provider.clientId) throw new NotProven('azp');
        const more = provider.userInfo ? await oidc.fetchUserInfo(config, tokens.access_token, signed.sub) : {};
        return { issuer: signed.iss, subject: signed.sub, claims: { ...more, ...signed }, signed };
      } catch (error) {
        const problem = silenceOf(error);
        if (problem) throw problem;
        failed(checkOf(error));
        throw new ApiProblem('identity-not-proven', 'What the identity provider sent proves nothing, or it declined.');
      }
    },

    async signedOut(provider, token, failed) {
      try {
        return await readLogoutToken(token, provider, await keysOf(provider), new Date(clock()));
      } catch (error) {
        const problem = silenceOf(error);
        if (problem) throw problem;
        if (!(error instanceof NoLogoutToken || error instanceof errors.JOSEError)) throw error;
        failed(error.code);
        throw new ApiProblem('malformed-request', 'This logout token does not prove that somebody has signed out.');
      }
    },
  };
}

class NotProven extends Error {
  constructor(readonly code: string) {
    super(`What came back does not fit: ${code}.`);
  }
}

const silent = (detail: string): ApiProblem => new ApiProblem('identity-provider-silent', detail);

/** Whether it is the provider, or how it is entered here, and not who signs in. */
function silenceOf(error: unknown): ApiProblem | null {
  if (error instanceof ApiProblem) return error;
  if (error instanceof NothingCameBack) return silent('The identity provider cannot be reached from here.');
  if (error instanceof oidc.ResponseBodyError) {
    return OUR_FAULT.includes(error.error)
      ? silent('The identity provider does not take us for the client that is entered here.')
      : null;
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    return silent('The identity provider does not take us for the client that is entered here.');
  }
  if (error instanceof oidc.ClientError && NO_ANSWER.has(error.code ?? '')) {
    return silent('The identity provider answers, but not as OpenID Connect says.');
  }
  return null;
}
const NO_ANSWER: ReadonlySet<string> = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
  'OAUTH_TIMEOUT',
]);

/** A word for the log: what a provider writes besides may name a person. */
function checkOf(error: unknown): string {
  if (error instanceof NotProven) return error.code;
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError) {
    return /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'declined';
  }
  return error instanceof oidc.ClientError ? (error.code ?? error.name) : 'unknown';
}

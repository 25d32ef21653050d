import { jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { IdentityProvider } from '../../storage/access/identity-provider-store.js';

/** Who has signed out at a provider, and when it said so. */
export interface SignedOut {
  readonly subject: string;
  readonly at: Date;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Of two clocks. */
const SKEW_SECONDS = 60;
const MOST_AGE_SECONDS = 300;

/**
 * Reads a token of OpenID Connect Back-Channel Logout: signed as the tokens of this provider are, for us, just now, and
 * nothing else than this. Throws what the library throws, or `NoLogoutToken`.
 */
export async function readLogoutToken(
  token: string,
  { issuer, clientId, algorithm }: Pick<IdentityProvider, 'issuer' | 'clientId' | 'algorithm'>,
  keys: JWTVerifyGetKey,
  now: Date,
): Promise<SignedOut> {
  const { payload } = await jwtVerify(token, keys, {
    ...{ issuer, audience: clientId, algorithms: [algorithm] },
    ...{ currentDate: now, clockTolerance: SKEW_SECONDS, maxTokenAge: MOST_AGE_SECONDS },
    requiredClaims: ['iat', 'jti', 'events'],
  });
  const { sub, iat = 0, events } = payload;
  if (typeof events !== 'object' || events === null || !(EVENT in events)) throw new NoLogoutToken('events');
  // What tells a token of a sign-in from this one.
  if ('nonce' in payload) throw new NoLogoutToken('nonce');
  // A session of the provider alone is known here to nobody.
  if (sub === undefined) throw new NoLogoutToken('sub');
  return { subject: sub, at: new Date(iat * 1_000) };
}

/** `code`: the check that failed, for the log. */
export class NoLogoutToken extends Error {
  override readonly name = 'NoLogoutToken';
  constructor(readonly code: string) {
    super(`This is no logout token: ${code}.`);
  }
}

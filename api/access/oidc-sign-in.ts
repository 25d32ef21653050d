import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { SignInNameSchema } from '../../contracts/accounts.js';
import { shortText } from '../../contracts/common.js';
import { positionsByClaims, saysSecondFactor, type Claims } from '../../domain/access/claims.js';
import { isSamePosition, type RoleInUnit } from '../../domain/access/people.js';
import type { IdentityProvider } from '../../storage/access/identity-provider-store.js';
import type { Person } from '../../storage/access/person-store.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import type { Services } from '../services.js';
import type { Proved, VisitProof } from './oidc-client.js';
import { originOf, visitToken } from './session-cookie.js';
import { positionFor, signInFailed } from './sign-in.js';

export type OidcServices = Pick<
  Services,
  | 'identityProviders'
  | 'personIdentities'
  | 'providerVisits'
  | 'oidcClient'
  | 'people'
  | 'reference'
  | 'sessionStore'
  | 'site'
  | 'now'
>;

const TOKEN_BYTES = 32;

/** Where a provider sends people back to. */
export function redirectUriOf(id: string, site: Services['site'], request: Request): string {
  return `${originOf(site, request)}/api/v1/sign-in/oidc/${id}/callback`;
}

/** Answers with where the browser goes, and with what it keeps meanwhile. */
export async function beginVisit(
  services: OidcServices,
  id: string,
  { next, anew }: { readonly next: string; readonly anew: boolean },
  request: Request,
): Promise<{ readonly address: string; readonly browser: string }> {
  const { providerVisits, oidcClient, site, now } = services;
  const provider = await openProvider(services, id);
  // One browser may be on the way in two windows.
  const browser = visitToken(site, request) ?? randomToken();
  const proof = proofOf(browser, randomToken());
  const address = await oidcClient.addressOf(provider, proof, redirectUriOf(id, site, request), anew);
  await providerVisits.begin({ provider: id, next, anew }, { state: proof.state, browser }, now());
  return { address, browser };
}

/** Signs in who has come back, and answers with the token of the session and where to go on. */
export async function endVisit(
  services: OidcServices,
  id: string,
  state: string | undefined,
  request: Request,
): Promise<{ readonly token: string; readonly next: string; readonly person: Person }> {
  const { providerVisits, oidcClient, sessionStore, site, now } = services;
  const browser = visitToken(site, request);
  const visit = browser === null || state === undefined ? null : await providerVisits.take({ state, browser }, now());
  if (browser === null || state === undefined || visit?.provider !== id) {
    throw new ApiProblem(
      'sign-in-not-begun',
      'No sign-in that waits was begun in this browser, or it was ended already.',
    );
  }
  const provider = await openProvider(services, id);
  const came = { redirectUri: redirectUriOf(id, site, request), said: saidIn(request), anew: visit.anew };
  const proved = await oidcClient.prove(provider, proofOf(browser, state), came, (check) =>
    noteDone(request, { provider: id, failedCheck: check }),
  );
  const person = await personFor(services, provider, proved);
  const position = positionFor(person, undefined, now());
  const token = await sessionStore.begin(
    {
      personId: person.id,
      positionId: position.id,
      secondFactor: saysSecondFactor(proved.signed, provider.secondFactor),
      address: request.ip ?? null,
      agent: request.get('user-agent') ?? null,
      providerId: id,
      signedInAt: signedInAt(proved.signed, now()),
    },
    now(),
  );
  return { token, next: visit.next, person };
}

/** Somebody has signed out at the provider, which says so itself. */
export async function endSessionsOf(
  services: OidcServices,
  id: string,
  token: string,
  request: Request,
): Promise<void> {
  const { oidcClient, personIdentities, sessionStore, now } = services;
  const provider = await openProvider(services, id);
  const { subject, at } = await oidcClient.signedOut(provider, token, (check) =>
    noteDone(request, { provider: id, failedCheck: check }),
  );
  const personId = await personIdentities.personOf({ issuer: provider.issuer, subject });
  if (personId === null) return;
  // Whoever has signed in again since is not signed out by what is late, or sent once more.
  const ended = await sessionStore.end({ personId, providerId: id, signedInUntil: at }, now());
  noteDone(request, { signedOut: personId, provider: id, ended: String(ended) });
}

async function openProvider({ identityProviders }: OidcServices, id: string): Promise<IdentityProvider> {
  const provider = await identityProviders.find(id);
  if (provider?.enabled === true) return provider;
  throw new ApiProblem('not-found', 'There is no identity provider with this id by which people sign in.');
}

/** Known by issuer and subject alone, whatever else is said. The positions are those that the claims give now. */
async function personFor(
  { personIdentities, people, reference, now }: OidcServices,
  provider: IdentityProvider,
  { issuer, subject, claims }: Proved,
): Promise<Person> {
  const { units } = await reference.current();
  const isOpen = ({ unit }: RoleInUnit): boolean => unit === null || units.get(unit)?.closedAt === null;
  const claimed = positionsByClaims(claims, provider.positions);
  const identity = { issuer, subject };
  const id =
    (await personIdentities.personOf(identity)) ??
    (provider.justInTime && claimed.some(isOpen)
      ? await welcomed(personIdentities, provider, identity, claims, now())
      : null);
  if (id === null) {
    throw new ApiProblem('identity-unknown', 'The identity provider says who you are, and no account here is yours.');
  }
  const before = await people.find(id, now());
  if (before?.state !== 'active') throw signInFailed();
  // In a unit that is closed nothing begins, and what somebody has there goes on.
  const given = claimed.filter((one) => isOpen(one) || before.positions.some((had) => isSamePosition(had, one)));
  await personIdentities.follow(id, identity, provider.id, given, now());
  return (await people.find(id, now())) ?? before;
}

async function welcomed(
  identities: Services['personIdentities'],
  { id, name: of }: IdentityProvider,
  identity: { readonly issuer: string; readonly subject: string },
  claims: Claims,
  now: Date,
): Promise<string | null> {
  const mark = createHash('sha256').update(identity.subject).digest('hex').slice(0, 12);
  const called = shortText.safeParse(claims['name'] ?? claims['preferred_username']);
  const name = called.success ? called.data : `${of} ${mark}`;
  // Only to be recognised by. A name of somebody else is never taken for the same person.
  const names = [`${String(claims['preferred_username'] ?? '')}@${id}`, `${mark}@${id}`];
  for (const signInName of names.flatMap((one) => SignInNameSchema.safeParse(one).data ?? [])) {
    const made = await identities.welcome({ signInName, name }, identity, now);
    const known = made ?? (await identities.personOf(identity));
    if (known !== null) return known;
  }
  return null;
}

/**
 * When the person showed there who they are, which may be long ago: what needs a fresh sign-in is not opened by coming
 * back.
 */
function signedInAt({ auth_time: at }: Claims, now: Date): Date {
  const then = typeof at === 'number' && at > 0 ? at * 1_000 : now.getTime();
  return new Date(Math.min(then, now.getTime()));
}

/** State is kept as a hash, and the rest not at all: it can be made again in this browser only. */
function proofOf(browser: string, state: string): VisitProof {
  const made = (what: string): string => createHmac('sha256', browser).update(`${what}:${state}`).digest('base64url');
  return { state, nonce: made('nonce'), verifier: made('verifier') };
}

const randomToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

function saidIn({ originalUrl }: Request): string {
  const at = originalUrl.indexOf('?');
  return at === -1 ? '' : originalUrl.slice(at);
}

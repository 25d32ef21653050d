import type { Request } from 'express';
import type { z } from 'zod';
import {
  ProviderListSchema,
  ProviderParamsSchema,
  ProviderSchema,
  ProviderWishSchema,
  type ProviderWishBody,
} from '../../contracts/identity-providers.js';
import { isSamePosition } from '../../domain/access/people.js';
import { assertTakesNew } from '../../domain/city/closing.js';
import { Refusal } from '../../domain/refusal.js';
import type { IdentityProvider } from '../../storage/access/identity-provider-store.js';
import { notedProvider } from '../../storage/admin/noted.js';
import { authorOf } from '../admin/author.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertTargetAllowed } from '../webhook/assert-target-allowed.js';
import { assertUnlimited } from './assert-unlimited.js';
import { redirectUriOf } from './oidc-sign-in.js';

type Needs = Pick<Services, 'admin' | 'identityProviders' | 'keys' | 'reference' | 'webhooks' | 'site' | 'now'>;
const defineRoute = routesFor<Needs>();

const PROVIDERS = '/api/v1/identity-providers';
const COMMON = { tag: 'Accounts', permission: ['administrator'], scope: 'admin' } as const;
const ONE = { ...COMMON, path: `${PROVIDERS}/{provider}`, params: ProviderParamsSchema } as const;
const AS_IT_IS = { description: 'As it is now.', schema: ProviderSchema, headers: ['ETag'] } as const;

const listProviders = defineRoute({
  ...COMMON,
  method: 'get',
  path: PROVIDERS,
  operationId: 'listIdentityProviders',
  summary: 'Who is believed to say who people are',
  responses: { 200: { description: 'All, by id.', schema: ProviderListSchema } },
  async handler({ request }, { identityProviders, site }) {
    const all = await identityProviders.list();
    return { status: 200, body: { items: all.map((one) => presentProvider(one, site, request)) } };
  },
});

const getProvider = defineRoute({
  ...ONE,
  method: 'get',
  operationId: 'getIdentityProvider',
  summary: 'One identity provider',
  responses: { 200: AS_IT_IS },
  handler: async ({ params, request }, { identityProviders, site }) =>
    asItIs((await identityProviders.find(params.provider)) ?? missing(), site, request),
});

const putProvider = defineRoute({
  ...ONE,
  method: 'put',
  operationId: 'putIdentityProvider',
  summary: 'Add an identity provider, or change one',
  description:
    'The whole of it, the positions that its claims give among it. `If-Match` to change one; without it one is added. Whoever is signed in by a provider that is not enabled any more is signed out. What a changed row gives or takes away counts from the next sign-in of each person on.',
  body: ProviderWishSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: AS_IT_IS, 201: { ...AS_IT_IS, description: 'Added.' } },
  problems: [
    'not-found',
    'precondition-required',
    'stale-version',
    'unit-not-found',
    'unit-closed',
    'target-not-allowed',
    'key-too-wide',
  ],
  async handler({ params: { provider: id }, body, account, request }, services): Promise<RouteResponse> {
    const { admin, identityProviders: store, site, now } = services;
    await assertUnlimited(services, account);
    const noted = notedProvider(admin, authorOf(account, request, null));
    const { clientSecret, ...wish } = body;
    const before = await store.find(id);
    await assertSound(services, body, before);
    const ifMatch = request.get('if-match');
    if (!before && ifMatch !== undefined) missing();
    const added = before ? null : await store.create(id, wish, clientSecret ?? null, now(), noted);
    const changed = added ?? (await store.replace(id, wish, clientSecret, expectedVersion(ifMatch), now(), noted));
    if (!changed) throw stale((await store.find(id)) ?? missing());
    noteDone(request, { provider: id, by: account.id });
    return { ...asItIs(changed, site, request), status: added ? 201 : 200 };
  },
});

const deleteProvider = defineRoute({
  ...ONE,
  method: 'delete',
  operationId: 'deleteIdentityProvider',
  summary: 'Believe an identity provider no more',
  description:
    'Who is signed in by it is signed out, and the positions that its claims gave are over, at once. Accounts and their links stay.',
  requestHeaders: ['If-Match'],
  responses: { 204: { description: 'It is gone, now or before.' } },
  problems: ['precondition-required', 'stale-version', 'key-too-wide'],
  async handler({ params: { provider }, account, request }, services) {
    await assertUnlimited(services, account);
    const { admin, identityProviders: store, now } = services;
    const noted = notedProvider(admin, authorOf(account, request, null));
    const isGone = await store.remove(provider, expectedVersion(request.get('if-match')), now(), noted);
    if (!isGone) throw stale((await store.find(provider)) ?? missing());
    noteDone(request, { provider, by: account.id });
    return { status: 204 };
  },
});

async function assertSound(
  { reference, webhooks }: Needs,
  { issuer, clientId, clientSecret, positions }: ProviderWishBody,
  before: IdentityProvider | null,
): Promise<void> {
  const { units } = await reference.current();
  for (const position of positions) {
    const had = before?.positions.some((one) => isSamePosition(one, position)) === true;
    if (position.unit !== null && !had) assertTakesNew(position.unit, units);
  }
  // Else the secret could be had by sending it to an address of one's own.
  const moved = before?.hasSecret === true && (before.issuer !== issuer || before.clientId !== clientId);
  if (moved && clientSecret === undefined) {
    throw invalidField('/clientSecret', 'required', 'Another issuer or client needs its secret written anew.');
  }
  await assertTargetAllowed(webhooks.guard, issuer, '/issuer');
}

function asItIs(provider: IdentityProvider, site: Services['site'], request: Request): RouteResponse {
  const body = presentProvider(provider, site, request);
  return { status: 200, headers: { ETag: etagOf(provider.version) }, body };
}

function presentProvider(
  provider: IdentityProvider,
  site: Services['site'],
  request: Request,
): z.input<typeof ProviderSchema> {
  const { algorithm, scopes, positions, secondFactor, createdAt, updatedAt, ...rest } = provider;
  return {
    ...rest,
    algorithm: algorithm as z.input<typeof ProviderSchema>['algorithm'],
    scopes: [...scopes],
    positions: positions.map((one) => ({ ...one })),
    secondFactor: { methods: [...secondFactor.methods], classes: [...secondFactor.classes] },
    redirectUri: redirectUriOf(provider.id, site, request),
    createdAt: chinaTime(createdAt),
    updatedAt: chinaTime(updatedAt),
  };
}

function missing(): never {
  throw new ApiProblem('not-found', 'There is no identity provider with this id.');
}

function stale({ version }: IdentityProvider): Refusal {
  return new Refusal('stale-version', `The identity provider is at version ${version} by now.`);
}

export const identityProviderRoutes: readonly Route<Needs>[] = [
  listProviders,
  getProvider,
  putProvider,
  deleteProvider,
];

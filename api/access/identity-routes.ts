import { AccountParamsSchema } from '../../contracts/accounts.js';
import { IdentityListSchema, IdentityQuerySchema, IdentityWishSchema } from '../../contracts/identity-providers.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertUnlimited } from './assert-unlimited.js';

type Needs = Pick<Services, 'people' | 'keys' | 'identityProviders' | 'personIdentities' | 'now'>;
const defineRoute = routesFor<Needs>();

const COMMON = {
  tag: 'Accounts',
  permission: ['administrator'],
  scope: 'admin',
  path: '/api/v1/accounts/{id}/identities',
  params: AccountParamsSchema,
} as const;
const ALL = { 200: { description: 'All of this person, the oldest first.', schema: IdentityListSchema } } as const;

const listIdentities = defineRoute({
  ...COMMON,
  method: 'get',
  operationId: 'listIdentities',
  summary: 'As whom a person is known to identity providers',
  responses: ALL,
  handler: ({ params: { id } }, services) => shown(services, id),
});

const linkIdentity = defineRoute({
  ...COMMON,
  method: 'post',
  operationId: 'linkIdentity',
  summary: 'Link a person to a subject of an identity provider',
  description: 'Whoever signs in there as this subject is this person from then on. A second time changes nothing.',
  body: IdentityWishSchema,
  responses: ALL,
  problems: ['identity-taken', 'key-too-wide'],
  async handler({ params: { id }, body: { provider, subject }, account, request }, services) {
    const { identityProviders, personIdentities, now } = services;
    await assertUnlimited(services, account);
    await assertThere(services, id);
    const { issuer } = (await identityProviders.find(provider)) ?? noProvider();
    if (!(await personIdentities.link(id, { issuer, subject }, account.id, now()))) {
      throw new ApiProblem('identity-taken', 'Another account is linked to this subject.');
    }
    noteDone(request, { linked: id, provider, by: account.id });
    return shown(services, id);
  },
});

const unlinkIdentity = defineRoute({
  ...COMMON,
  method: 'delete',
  operationId: 'unlinkIdentity',
  summary: 'Take a link of a person away',
  description: 'The person is signed out everywhere. A second time changes nothing.',
  query: IdentityQuerySchema,
  responses: ALL,
  problems: ['key-too-wide'],
  async handler({ params: { id }, query, account, request }, services) {
    await assertUnlimited(services, account);
    await assertThere(services, id);
    await services.personIdentities.unlink(id, query, services.now());
    noteDone(request, { unlinked: id, by: account.id });
    return shown(services, id);
  },
});

async function shown(services: Needs, id: string): Promise<RouteResponse> {
  await assertThere(services, id);
  const items = (await services.personIdentities.ofPerson(id)).map(({ linkedAt, lastSignedInAt, ...one }) => ({
    ...one,
    linkedAt: chinaTime(linkedAt),
    lastSignedInAt: chinaTimeOrNull(lastSignedInAt),
  }));
  return { status: 200, body: { items } };
}

async function assertThere({ people, now }: Needs, id: string): Promise<void> {
  if (!(await people.find(id, now()))) throw new ApiProblem('not-found', 'There is no account with this id.');
}

function noProvider(): never {
  throw new ApiProblem('not-found', 'There is no identity provider with this id.');
}

export const identityRoutes: readonly Route<Needs>[] = [listIdentities, linkIdentity, unlinkIdentity];

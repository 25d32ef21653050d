import type { Request } from 'express';
import {
  AccountListSchema,
  AccountParamsSchema,
  AccountQuerySchema,
  AccountSchema,
  AccountWishSchema,
  type AccountWish,
} from '../../contracts/accounts.js';
import type { PersonState } from '../../domain/access/people.js';
import { Refusal } from '../../domain/refusal.js';
import { notedAccount } from '../../storage/admin/noted.js';
import type { Noted } from '../../storage/admin/noun-store.js';
import { SignInNameTaken, type Person } from '../../storage/access/person-store.js';
import { authorOf } from '../admin/author.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import type { RouteResponse } from '../http/route-response.js';
import { bodyHashOf, idempotencyKey, replayed, sealedAnswer } from '../idempotency/idempotency.js';
import { assertKnown } from '../reference/known.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { presentPerson } from './account-presenter.js';
import type { Account } from './account.js';
import { assertUnlimited } from './assert-unlimited.js';
import { checkedPerson } from './checked-person.js';

type AccountServices = Pick<Services, 'admin' | 'people' | 'keys' | 'reference' | 'store' | 'sealing' | 'now'>;
const defineRoute = routesFor<AccountServices>();

const ACCOUNTS = '/api/v1/accounts';
const COMMON = { tag: 'Accounts', permission: ['administrator'], scope: 'admin' } as const;
const AS_IT_IS = { 200: { description: 'As it is now.', schema: AccountSchema, headers: ['ETag'] } } as const;

const listAccounts = defineRoute({
  ...COMMON,
  method: 'get',
  path: ACCOUNTS,
  operationId: 'listAccounts',
  summary: 'Who has an account',
  query: AccountQuerySchema,
  responses: { 200: { description: 'All that the filters leave, by sign-in name.', schema: AccountListSchema } },
  async handler({ query }, { people, reference, now }) {
    assertKnown({ unit: query.unit }, await reference.current());
    return { status: 200, body: { items: (await people.list(query, now())).map(presentPerson) } };
  },
});

const createAccount = defineRoute({
  ...COMMON,
  method: 'post',
  path: ACCOUNTS,
  operationId: 'createAccount',
  summary: 'Add an account for a person',
  description: 'Nobody signs in with it before it has a password, or is known to an identity provider.',
  body: AccountWishSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 201: { description: 'Added.', schema: AccountSchema, headers: ['ETag', 'Idempotency-Replayed'] } },
  problems: ['unit-not-found', 'unit-closed', 'sign-in-name-taken', 'idempotency-key-reused', 'key-too-wide'],
  async handler({ body, account, request }, services) {
    await assertUnlimited(services, account);
    const made = await createOnce(services, body, account, request);
    noteDone(request, { added: (made.body as { id: string }).id, by: account.id });
    return made;
  },
});

const getAccount = defineRoute({
  ...COMMON,
  method: 'get',
  path: `${ACCOUNTS}/{id}`,
  operationId: 'getAccount',
  summary: 'One account',
  params: AccountParamsSchema,
  responses: AS_IT_IS,
  handler: async ({ params: { id } }, { people, now }) => asItIs((await people.find(id, now())) ?? missing()),
});

const replaceAccount = defineRoute({
  ...COMMON,
  method: 'put',
  path: `${ACCOUNTS}/{id}`,
  operationId: 'replaceAccount',
  summary: 'Change an account',
  description:
    'The whole of it, its positions among it. A position that is not named any more is over at once, with the sessions and keys that stand in it; what was done in it stays done by this person.',
  params: AccountParamsSchema,
  body: AccountWishSchema,
  requestHeaders: ['If-Match'],
  responses: AS_IT_IS,
  problems: [
    'not-found',
    'precondition-required',
    'stale-version',
    'unit-not-found',
    'unit-closed',
    'sign-in-name-taken',
    'key-too-wide',
  ],
  async handler({ params: { id }, body, account, request }, services) {
    const { people, reference, now } = services;
    await assertUnlimited(services, account);
    const version = expectedVersion(request.get('if-match'));
    const before = (await people.find(id, now())) ?? missing();
    const { units } = await reference.current();
    const wish = checkedPerson(body, units, before.positions, now());
    const changed = await unlessTaken(() =>
      people.replace(id, wish, version, now(), notedBy(services, account, request)),
    );
    noteDone(request, { changed: id, by: account.id });
    return asItIs(changed ?? stale((await people.find(id, now())) ?? missing()));
  },
});

const STATE_CHANGES = [
  {
    verb: 'lock',
    to: 'locked',
    summary: 'Lock an account',
    description: 'The sessions of this person end, and its keys open nothing until it is unlocked.',
  },
  {
    verb: 'unlock',
    to: 'active',
    summary: 'Unlock an account',
    description: 'Who had left comes back without positions and keys: those are given anew.',
  },
] as const satisfies readonly { readonly verb: string; readonly to: PersonState; readonly [said: string]: string }[];

const changeState = STATE_CHANGES.map(({ verb, to, summary, description }) =>
  defineRoute({
    ...COMMON,
    method: 'post',
    path: `${ACCOUNTS}/{id}/${verb}`,
    operationId: `${verb}Account`,
    summary,
    description: `${description} A second time changes nothing.`,
    params: AccountParamsSchema,
    requestHeaders: ['If-Match'],
    responses: AS_IT_IS,
    problems: ['not-found', 'precondition-required', 'stale-version'],
    async handler({ params: { id }, account, request }, services) {
      const { people, now } = services;
      const version = expectedVersion(request.get('if-match'));
      const before = (await people.find(id, now())) ?? missing();
      if (before.state === to) return asItIs(before);
      const changed = await people.setState(id, to, version, now(), notedBy(services, account, request));
      noteDone(request, { [to]: id, by: account.id });
      return asItIs(changed ?? stale((await people.find(id, now())) ?? missing()));
    },
  }),
);

async function createOnce(
  services: AccountServices,
  body: AccountWish,
  account: Account,
  request: Request,
): Promise<RouteResponse> {
  const { people, reference, store, now } = services;
  const key = idempotencyKey(request.get('idempotency-key'));
  const noted = notedBy(services, account, request);
  const bodyHash = bodyHashOf('createAccount', body);
  const before = key === null ? null : await store.storedResponse(account.id, key);
  if (before) return replayed(services, before, bodyHash);
  const wish = checkedPerson(body, (await reference.current()).units, [], now());
  const answer = (made: Person): RouteResponse => ({ ...asItIs(made), status: 201 });
  const made = await unlessTaken(() =>
    people.create(
      wish,
      account.id,
      now(),
      key === null
        ? undefined
        : (one) => sealedAnswer(services, { actorId: account.id, key, bodyHash, ticketId: null }, answer(one)),
      noted,
    ),
  );
  if (made) return answer(made);
  const kept = key === null ? null : await store.storedResponse(account.id, key);
  if (!kept) throw new Error('An Idempotency-Key was taken, and its answer is gone. The ledger was cleared meanwhile.');
  return replayed(services, kept, bodyHash);
}

/** Writes it to the trail, in the transaction of the change. */
export function notedBy({ admin }: Pick<Services, 'admin'>, account: Account, request: Request): Noted<Person> {
  return notedAccount(admin, authorOf(account, request, request.get('idempotency-key') ?? null));
}

export function asItIs(person: Person): RouteResponse {
  return { status: 200, headers: { ETag: etagOf(person.version) }, body: presentPerson(person) };
}

async function unlessTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignInNameTaken)) throw error;
    throw new ApiProblem('sign-in-name-taken', 'Another account has this sign-in name.');
  }
}

export function missing(): never {
  throw new ApiProblem('not-found', 'There is no account with this id.');
}

export function stale({ version }: Person): never {
  throw new Refusal('stale-version', `The account is at version ${version} by now.`);
}

export const accountRoutes: readonly Route<AccountServices>[] = [
  listAccounts,
  createAccount,
  getAccount,
  replaceAccount,
  ...changeState,
];

import {
  KeyListSchema,
  KeyParamsSchema,
  KeyQuerySchema,
  KeySchema,
  MadeKeySchema,
  NewKeySchema,
} from '../../contracts/keys.js';
import { notedKey } from '../../storage/admin/noted.js';
import { authorOf } from '../admin/author.js';
import { idempotencyKey } from '../idempotency/idempotency.js';
import { assertKnown } from '../reference/known.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { presentKey } from './key-presenter.js';
import { makeKey } from './make-key.js';

type KeyServices = Pick<
  Services,
  'admin' | 'keys' | 'people' | 'store' | 'sealing' | 'reference' | 'now' | 'listeners'
>;
const defineRoute = routesFor<KeyServices>();

const TAG = 'Keys';
const KEYS = '/api/v1/keys';

const createKey = defineRoute({
  method: 'post',
  path: KEYS,
  operationId: 'createKey',
  tag: TAG,
  summary: 'Make a key for a machine',
  description:
    'The answer holds the key, and nothing else ever will: only its hash is kept. With an Idempotency-Key a lost answer can be had again for a day. A key makes no wider key than itself: with scopes, an end or addresses of its own, it gives no more of these.',
  permission: ['administrator'],
  scope: 'admin',
  body: NewKeySchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 201: { description: 'Made.', schema: MadeKeySchema, headers: ['Idempotency-Replayed'] } },
  problems: ['unit-not-found', 'unit-closed', 'idempotency-key-reused', 'key-too-wide', 'position-not-held'],
  handler({ body, account, request }, services) {
    const key = idempotencyKey(request.get('idempotency-key'));
    const noted = notedKey(services.admin, authorOf(account, request, key));
    const noteMade = ({ id }: { readonly id: string }): void => noteDone(request, { made: id, by: account.id });
    return makeKey(services, body, account, key, noteMade, noted);
  },
});

const listKeys = defineRoute({
  method: 'get',
  path: KEYS,
  operationId: 'listKeys',
  tag: TAG,
  summary: 'Which keys there are, and when each was last used',
  description: 'Newest first, without their secrets.',
  permission: ['administrator'],
  scope: 'admin',
  query: KeyQuerySchema,
  responses: { 200: { description: 'All that the filters leave.', schema: KeyListSchema } },
  async handler({ query }, { keys, reference, now }) {
    assertKnown({ unit: query.unit }, await reference.current());
    const found = await keys.list(query);
    return { status: 200, body: { items: found.map((key) => presentKey(key, now())) } };
  },
});

const revokeKey = defineRoute({
  method: 'delete',
  path: `${KEYS}/{id}`,
  operationId: 'revokeKey',
  tag: TAG,
  summary: 'Revoke a key, at once and for good',
  description: 'In every process; open streams of the key are closed within a second. A second time changes nothing.',
  permission: ['administrator'],
  scope: 'admin',
  params: KeyParamsSchema,
  responses: { 200: { description: 'The key as it is now.', schema: KeySchema } },
  async handler({ params, account, request }, { admin, keys, now }) {
    const revoked = await keys.revoke(params.id, notedKey(admin, authorOf(account, request, null)));
    if (revoked === null) throw new ApiProblem('not-found', 'There is no key with this id or prefix.');
    noteDone(request, { revoked: revoked.id, by: account.id });
    return { status: 200, body: presentKey(revoked, now()) };
  },
});

export const keyRoutes: readonly Route<KeyServices>[] = [createKey, listKeys, revokeKey];

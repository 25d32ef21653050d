import type { z } from 'zod';
import {
  AssignmentParamsSchema,
  AssignmentSchema,
  AssignmentWishSchema,
  NewPackSchema,
  PackParamsSchema,
  PreviewQuestionSchema,
  PreviewSchema,
  WholePackSchema,
} from '../../contracts/policies.js';
import { assertTakesNew } from '../../domain/city/closing.js';
import type { Kept } from '../../storage/admin/noun-store.js';
import {
  packId,
  policyAssignmentNoun,
  policyPackNoun,
  PolicyRefused,
  type AssignmentValue,
} from '../../storage/reference/policy-nouns.js';
import { administer, versionFor, type AdminServices } from '../admin/administer.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { checkedGolden, checkedPack } from './checked-pack.js';
import { previewPolicies } from './policy-preview.js';

type PolicyServices = AdminServices & Pick<Services, 'waitingForPack' | 'previewCursors' | 'now'>;
const defineRoute = routesFor<PolicyServices>();

const POLICIES = '/api/v1/policies';
const ASSIGNMENT = '/api/v1/policy-assignments/{assignment}';
const COMMON = { tag: 'Reference', permission: ['administrator'], scope: 'admin' } as const;
const STAYS = 'What was sent out keeps the pack under which it was sent out; see `previewPolicies` for the others.';

const publishPack = defineRoute({
  ...COMMON,
  method: 'post',
  path: POLICIES,
  operationId: 'publishPolicyPack',
  summary: 'Publish a version of a policy pack',
  description:
    'It holds nowhere before an assignment names it, and never changes: tickets hold on to it. To publish the same again changes nothing. With `golden` it is refused when it does not give the dates that were worked out by hand.',
  body: NewPackSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 201: { description: 'Published.', schema: WholePackSchema, headers: ['Idempotency-Replayed'] } },
  problems: ['idempotency-key-reused'],
  async handler({ body, account, request }, services) {
    const pack = checkedPack(body.pack, '/pack');
    checkedGolden(pack, body.golden, await services.reference.current());
    return administer(services, { account, request, target: 'publish pack', body }, async (desk) => {
      const { value } = await asField(desk.put(policyPackNoun, packId(pack), () => ({ ...pack }), { version: null }));
      return { status: 201, body: { code: value.code, version: value.version, pack: value } };
    });
  },
});

const getPack = defineRoute({
  tag: COMMON.tag,
  permission: 'account',
  method: 'get',
  path: `${POLICIES}/{code}/{version}`,
  operationId: 'getPolicyPack',
  summary: 'The whole of one version of a policy pack',
  params: PackParamsSchema,
  responses: { 200: { description: 'As it was published.', schema: WholePackSchema } },
  problems: ['not-found'],
  async handler({ params: { code, version } }, { reference }) {
    const pack = (await reference.current()).pack(code, version);
    if (!pack) throw new ApiProblem('not-found', `There is no policy pack ${code}@${version}.`);
    return { status: 200, body: { code, version, pack: { ...pack } } };
  },
});

const putAssignment = defineRoute({
  ...COMMON,
  method: 'put',
  path: ASSIGNMENT,
  operationId: 'putPolicyAssignment',
  summary: 'Say which pack holds where, and from when',
  description: `${STAYS} \`If-Match\` says which version was read; what is new needs none.`,
  params: AssignmentParamsSchema,
  body: AssignmentWishSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'As it is now.', schema: AssignmentSchema, headers: ['ETag'] } },
  problems: ['precondition-required', 'stale-version', 'unit-not-found', 'unit-closed'],
  async handler({ params: { assignment: id }, body, account, request }, services) {
    const { units, assignments } = await services.reference.current();
    const had = assignments.find((one) => one.id === id)?.unit;
    if (body.unit !== null && body.unit !== had) assertTakesNew(body.unit, units);
    return administer(services, { account, request, target: `put assignment ${id}`, body }, async (desk) => {
      const version = versionFor(request, await policyAssignmentNoun.read(desk.tx, id));
      const { effectiveFrom, effectiveTo } = body;
      const value: AssignmentValue = {
        ...body,
        effectiveFrom: new Date(effectiveFrom).toISOString(),
        effectiveTo: effectiveTo === null ? null : new Date(effectiveTo).toISOString(),
      };
      return assignmentAnswer(id, await asField(desk.put(policyAssignmentNoun, id, () => value, { version })));
    });
  },
});

const removeAssignment = defineRoute({
  ...COMMON,
  method: 'delete',
  path: ASSIGNMENT,
  operationId: 'removePolicyAssignment',
  summary: 'Take an assignment away',
  description: `${STAYS} \`If-Match\` says which version was read. A second time changes nothing.`,
  params: AssignmentParamsSchema,
  requestHeaders: ['If-Match'],
  responses: { 204: { description: 'Removed, now or before.' } },
  problems: ['precondition-required', 'stale-version'],
  handler: ({ params: { assignment: id }, account, request }, services) =>
    administer(services, { account, request, target: `remove assignment ${id}` }, async (desk) => {
      const version = expectedVersion(request.get('if-match'));
      await asField(desk.remove(policyAssignmentNoun, id, { version }));
      return { status: 204 };
    }),
});

const previewRoute = defineRoute({
  ...COMMON,
  method: 'post',
  path: `${POLICIES}/preview`,
  operationId: 'previewPolicies',
  summary: 'What a pack or an assignment would change for open tickets',
  description:
    'Worked out by the functions that would do it, and nothing is changed. Tickets that a unit has keep their pack. For those still to be sent out it says what their dates would be, were they sent to the usual owner of their class. A page looks at up to 500 of these.',
  body: PreviewQuestionSchema,
  responses: { 200: { description: 'What would become otherwise.', schema: PreviewSchema } },
  handler: async ({ body }, services) => ({ status: 200, body: await previewPolicies(services, body) }),
});

async function asField<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error;
    throw invalidField(`/${error.field}`, 'invalid', error.message);
  }
}

function assignmentAnswer(id: string, { version, value }: Kept<AssignmentValue>): RouteResponse {
  return { status: 200, headers: { ETag: etagOf(version) }, body: presentAssignment(id, version, value) };
}

function presentAssignment(id: string, revision: number, value: AssignmentValue): z.input<typeof AssignmentSchema> {
  const { pack, version, unit, channel, priority, effectiveFrom, effectiveTo } = value;
  const times = { effectiveFrom: chinaTime(effectiveFrom), effectiveTo: chinaTimeOrNull(effectiveTo) };
  return { id, pack, version, unit, channel, priority, ...times, revision };
}

export const policyRoutes: readonly Route<PolicyServices>[] = [
  publishPack,
  getPack,
  putAssignment,
  removeAssignment,
  previewRoute,
];

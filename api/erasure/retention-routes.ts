import type { z } from 'zod';
import {
  RetentionParamsSchema,
  RetentionRuleSchema,
  RetentionRulesSchema,
  RetentionWishSchema,
} from '../../contracts/retention.js';
import { OTHERS, ruleName, type RetentionRule } from '../../domain/erasure/retention.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { retentionRuleNoun } from '../../storage/erasure/retention-noun.js';
import { administer, versionFor, type AdminServices } from '../admin/administer.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type RetentionServices = AdminServices & Pick<Services, 'retention'>;
const defineRoute = routesFor<RetentionServices>();

const RULES = '/api/v1/retention-rules';
const RULE = `${RULES}/{class}`;
const TAG = 'Erasure';
const COMMON = { tag: TAG, permission: ['administrator'], scope: 'admin' } as const;
const STALE = ['precondition-required', 'stale-version'] as const;
const READERS: readonly Role[] = ['administrator', 'director', 'dutyManager', 'auditor'];

const listRules = defineRoute({
  method: 'get',
  path: RULES,
  operationId: 'listRetentionRules',
  tag: TAG,
  permission: READERS,
  summary: 'For how long tickets are kept after their end, class by class',
  responses: { 200: { description: 'All of them.', schema: RetentionRulesSchema } },
  async handler(_input, { retention }): Promise<RouteResponse> {
    const rules = await retention.rules();
    const items = rules.map(({ classCode, version, ...value }) => shown(ruleName(classCode), version, value));
    return { status: 200, body: { items } };
  },
});

const putRule = defineRoute({
  ...COMMON,
  method: 'put',
  path: RULE,
  operationId: 'putRetentionRule',
  summary: 'Keep tickets of a class, and of those below it, for so many years after their end',
  description:
    'Tickets whose time is over are erased within an hour, some 40,000 in each, and cannot be brought back; `huiying retention --dry-run` counts them. What a legal hold keeps is kept. `If-Match` says which version was read; what is new needs none.',
  params: RetentionParamsSchema,
  body: RetentionWishSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'As it is now.', schema: RetentionRuleSchema, headers: ['ETag'] } },
  problems: ['class-not-found', ...STALE],
  async handler({ params, body, account, request }, services): Promise<RouteResponse> {
    const { classes } = await services.reference.current();
    if (params.class !== OTHERS && !classes.has(params.class)) {
      throw new ApiProblem('class-not-found', `There is no class ${params.class}. See GET /api/v1/classes.`);
    }
    return administer(services, { account, request, target: `put retention ${params.class}`, body }, async (desk) => {
      const version = versionFor(request, await retentionRuleNoun.read(desk.tx, params.class));
      const kept = await desk.put(retentionRuleNoun, params.class, () => body, { version });
      return {
        status: 200,
        headers: { ETag: etagOf(kept.version) },
        body: shown(params.class, kept.version, kept.value),
      };
    });
  },
});

const removeRule = defineRoute({
  ...COMMON,
  method: 'delete',
  path: RULE,
  operationId: 'removeRetentionRule',
  summary: 'Keep tickets of a class as long as the rule above it says; without any, for ever',
  description: 'A second time changes nothing.',
  params: RetentionParamsSchema,
  requestHeaders: ['If-Match'],
  responses: { 204: { description: 'Removed, now or before.' } },
  problems: [...STALE],
  handler({ params, account, request }, services) {
    return administer(services, { account, request, target: `remove retention ${params.class}` }, async (desk) => {
      await desk.remove(retentionRuleNoun, params.class, { version: expectedVersion(request.get('if-match')) });
      return { status: 204 };
    });
  },
});

function shown(
  name: string,
  version: number,
  { years, source }: Pick<RetentionRule, 'years' | 'source'>,
): z.input<typeof RetentionRuleSchema> {
  return { class: name, version, years, source };
}

export const retentionRoutes: readonly Route<RetentionServices>[] = [listRules, putRule, removeRule];

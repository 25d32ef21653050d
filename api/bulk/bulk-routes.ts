import { BulkAnswerSchema, BulkParamsSchema, BulkSchema } from '../../contracts/bulk.js';
import { idempotencyKey } from '../idempotency/idempotency.js';
import { noteFault, problemBody } from '../http/problem.js';
import type { CommandServices } from '../ticket/command.js';
import { routesFor, type Route } from '../route.js';
import type { RouteResponse } from '../http/route-response.js';
import { giveInBulk } from './bulk.js';

const defineRoute = routesFor<CommandServices>();

const giveBulk = defineRoute({
  method: 'post',
  path: '/api/v1/bulk/{command}',
  operationId: 'giveInBulk',
  tag: 'Department systems',
  summary: 'Give one command to up to a hundred tickets',
  description:
    'Each ticket is taken or refused by itself, and each has its result. With `dryRun` nothing is done: the rules only say what would come of it. With an Idempotency-Key the request may be repeated as it is: what was done is not done again, and the rest is tried.',
  permission: 'account',
  params: BulkParamsSchema,
  body: BulkSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 200: { description: 'A result for each item, in their order.', schema: BulkAnswerSchema } },
  async handler({ params, body, account, request }, services): Promise<RouteResponse> {
    const { res: response } = request;
    if (!response) throw new Error('Express hands a request on with its response.');
    const answer = await giveInBulk(services, {
      command: params.command,
      bulk: body,
      account,
      key: idempotencyKey(request.get('idempotency-key')),
      told: (problem) => problemBody(problem, request, response),
      onFault: (error) => noteFault(error, response),
    });
    return { status: 200, body: answer };
  },
});

export const bulkRoutes: readonly Route<CommandServices>[] = [giveBulk];

import { HealthSchema, ReadinessSchema } from '../../contracts/reference.js';
import { defineRoute, type Route } from '../http/route.js';

const getHealth = defineRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tag: 'Operation',
  summary: 'Is the process alive?',
  permission: 'public',
  unmetered: true,
  responses: { 200: { description: 'It is.', schema: HealthSchema } },
  handler: () => ({ status: 200, body: { alive: true } }),
});

const getReadiness = defineRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tag: 'Operation',
  summary: 'Can it serve?',
  description: 'Every part by name, with its state and what to do about it. A warning does not stop traffic.',
  permission: 'public',
  unmetered: true,
  responses: {
    200: { description: 'It can.', schema: ReadinessSchema },
    503: { description: 'A part fails.', schema: ReadinessSchema },
  },
  async handler(_input, { readiness }) {
    const body = await readiness();
    return { status: body.ready ? 200 : 503, body };
  },
});

export const healthRoutes: readonly Route[] = [getHealth, getReadiness];

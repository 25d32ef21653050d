import { DrainingSchema, HealthSchema, ReadinessSchema } from '../../contracts/reference.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type HealthServices = Pick<Services, 'readiness' | 'isDraining'>;
const defineRoute = routesFor<HealthServices>();

const getHealth = defineRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tag: 'Operation',
  summary: 'Is the process alive?',
  permission: 'public',
  unmetered: true,
  description: 'For balancers: 503 from the moment it was told to stop, while it still serves what reaches it.',
  responses: {
    200: { description: 'It is.', schema: HealthSchema },
    503: { description: 'It is, and stops: send nothing new here.', schema: DrainingSchema },
  },
  handler: (_input, { isDraining }) =>
    isDraining() ? { status: 503, body: { alive: true, draining: true } } : { status: 200, body: { alive: true } },
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
    503: { description: 'A part fails, or it was told to stop.', schema: ReadinessSchema },
  },
  async handler(_input, { readiness, isDraining }) {
    const found = await readiness();
    const body = isDraining() ? { ...found, ready: false, draining: true } : found;
    return { status: body.ready ? 200 : 503, body };
  },
});

export const healthRoutes: readonly Route<HealthServices>[] = [getHealth, getReadiness];

import { CallbackFiguresSchema } from '../../contracts/worklist.js';
import { chinaDate, inChina } from '../../domain/calendar/china-time.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type FigureServices = Pick<Services, 'callbackFigures' | 'now'>;
const defineRoute = routesFor<FigureServices>();

const countCallbacks = defineRoute({
  method: 'get',
  path: '/api/v1/inbox/callbacks',
  operationId: 'countCallbacks',
  tag: 'Department systems',
  summary: 'How many citizens were called back today, and how many wait',
  description: 'Numbers alone. A day begins at midnight in China.',
  permission: ['callbackAgent'],
  responses: { 200: { description: 'The figures of now.', schema: CallbackFiguresSchema } },
  async handler({ account }, { callbackFigures, now }): Promise<RouteResponse> {
    const date = chinaDate(now());
    const [made, waiting] = await Promise.all([
      callbackFigures.since(account.id, inChina(date)),
      callbackFigures.waiting(),
    ]);
    return { status: 200, body: { date, ...made, waiting } };
  },
});

export const callbackFiguresRoutes: readonly Route<FigureServices>[] = [countCallbacks];

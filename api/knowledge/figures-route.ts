import {
  KnowledgeFiguresQuerySchema,
  KnowledgeFiguresSchema,
  MOST_FIGURE_DAYS,
} from '../../contracts/knowledge-figures.js';
import type { ClosingFigures } from '../../storage/knowledge/knowledge-figures.js';
import { dayRange } from '../http/day-range.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type FigureServices = Pick<Services, 'knowledgeFigures' | 'reference' | 'now'>;
const defineRoute = routesFor<FigureServices>();

const getFigures = defineRoute({
  method: 'get',
  path: '/api/v1/stats/knowledge',
  operationId: 'getKnowledgeFigures',
  tag: 'Supervision',
  summary: 'How much ends on the line, and how each unit keeps its knowledge',
  description:
    'By class, by operator and by unit, of what came in those days. No ticket is named, and nothing personal is counted by.',
  permission: ['supervisor', 'reviewer', 'dutyManager', 'director', 'auditor'],
  query: KnowledgeFiguresQuerySchema,
  responses: { 200: { description: 'The figures.', schema: KnowledgeFiguresSchema } },
  async handler({ query }, { knowledgeFigures, reference, now }) {
    const { begin, before } = dayRange(query, MOST_FIGURE_DAYS);
    // One after the other: none of them waits for a connection while it holds one.
    const classes = await knowledgeFigures.byClass(begin, before);
    const operators = await knowledgeFigures.byOperator(begin, before);
    const units = await knowledgeFigures.byUnit(begin, before, now());
    const known = await reference.current();
    const sum = (of: keyof ClosingFigures): number => classes.reduce((all, one) => all + one[of], 0);
    return {
      status: 200,
      body: {
        whole: { registered: sum('registered'), onTheLine: sum('onTheLine'), byEntry: sum('byEntry') },
        classes: classes.map((one) => ({ ...one, name: known.classes.get(one.classCode ?? '')?.name ?? null })),
        operators,
        units: units.map((one) => ({ ...one, name: known.units.get(one.unit)?.name ?? null })),
      },
    };
  },
});

export const knowledgeFigureRoutes: readonly Route<FigureServices>[] = [getFigures];

import {
  CalendarYearSchema,
  ClassListSchema,
  PolicyListSchema,
  UnitListSchema,
  YearParamsSchema,
} from '../../contracts/reference.js';
import type { z } from 'zod';
import { OutlinesSchema } from '../../contracts/outlines.js';
import { etagOf } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import { presentClass, presentUnit } from './city-presenter.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type ReferenceServices = Pick<Services, 'reference' | 'outlines'>;
const defineRoute = routesFor<ReferenceServices>();

const TAG = 'Reference';

const listUnits = defineRoute({
  method: 'get',
  path: '/api/v1/units',
  operationId: 'listUnits',
  tag: TAG,
  summary: 'The tree of units',
  permission: 'account',
  responses: { 200: { description: 'All units, by id.', schema: UnitListSchema } },
  async handler(_input, { reference }) {
    const { units } = await reference.current();
    return { status: 200, body: { items: [...units.values()].map(presentUnit) } };
  },
});

const listOutlines = defineRoute({
  method: 'get',
  path: '/api/v1/outlines',
  operationId: 'listOutlines',
  tag: TAG,
  summary: 'Where places lie, as GeoJSON',
  description: 'Outlines of the units that are places, as far as they were imported: huiying units outlines.',
  permission: 'account',
  responses: { 200: { description: 'All outlines.', schema: OutlinesSchema } },
  async handler(_input, { outlines }) {
    const features = await outlines.all();
    return {
      status: 200,
      body: {
        type: 'FeatureCollection',
        features: features.map((one) => ({ type: 'Feature', properties: {}, ...one })),
      } as z.input<typeof OutlinesSchema>,
    };
  },
});

const listClasses = defineRoute({
  method: 'get',
  path: '/api/v1/classes',
  operationId: 'listClasses',
  tag: TAG,
  summary: 'The classes of matters, with the units that own them',
  permission: 'account',
  responses: { 200: { description: 'All classes, by code.', schema: ClassListSchema } },
  async handler(_input, { reference }) {
    const { classes } = await reference.current();
    return { status: 200, body: { items: [...classes.values()].map(presentClass) } };
  },
});

const listPolicies = defineRoute({
  method: 'get',
  path: '/api/v1/policies',
  operationId: 'listPolicies',
  tag: TAG,
  summary: 'The policy packs, and which holds where',
  permission: 'account',
  responses: { 200: { description: 'All packs and their assignments.', schema: PolicyListSchema } },
  async handler(_input, { reference }) {
    const { packs, assignments } = await reference.current();
    return {
      status: 200,
      body: {
        items: packs.map(({ code, version, name, basis, limits, redo, ladder, rules }) => ({
          code,
          version,
          name,
          basis,
          limits,
          redo,
          ladder,
          rules,
        })),
        assignments: assignments.map(
          ({ id, pack, version, unit, channel, effectiveFrom, effectiveTo, priority, revision }) => ({
            id,
            pack,
            version,
            unit: unit ?? null,
            channel: channel ?? null,
            effectiveFrom,
            effectiveTo: effectiveTo ?? null,
            priority,
            revision,
          }),
        ),
      },
    };
  },
});

const getCalendarYear = defineRoute({
  method: 'get',
  path: '/api/v1/calendar/{year}',
  operationId: 'getCalendarYear',
  tag: TAG,
  summary: 'Days off and make-up working days of a year',
  permission: 'account',
  params: YearParamsSchema,
  responses: {
    200: { description: 'What differs from Monday to Friday.', schema: CalendarYearSchema, headers: ['ETag'] },
  },
  async handler({ params }, { reference }) {
    const { years, yearVersions } = await reference.current();
    const found = years.find(({ year }) => year === params.year);
    if (!found) {
      const known = years.map(({ year }) => year).join(', ');
      throw new ApiProblem('not-found', `There is no calendar for ${params.year}. Known: ${known}.`);
    }
    const { year, status, source, daysOff, makeUpDays } = found;
    const headers = { ETag: etagOf(yearVersions.get(year) ?? 1) };
    return { status: 200, headers, body: { year, status, source, daysOff, makeUpDays } };
  },
});

export const referenceRoutes: readonly Route<ReferenceServices>[] = [
  listUnits,
  listOutlines,
  listClasses,
  listPolicies,
  getCalendarYear,
];

import type { z } from 'zod';
import {
  CalendarWishSchema,
  CalendarYearSchema,
  HoursListSchema,
  HoursParamsSchema,
  HoursSchema,
  HoursWishSchema,
  YearParamsSchema,
} from '../../contracts/calendars.js';
import { parseCalendarYear } from '../../domain/calendar/calendar-year.js';
import { parseWorkingHours } from '../../domain/calendar/office-hours.js';
import { assertTakesNew } from '../../domain/city/closing.js';
import {
  calendarYearNoun,
  officeHoursNoun,
  STANDARD_HOURS,
  type HoursValue,
} from '../../storage/reference/calendar-nouns.js';
import type { Kept } from '../../storage/admin/noun-store.js';
import { administer, versionFor, type AdminServices } from '../admin/administer.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';

const defineRoute = routesFor<AdminServices>();

const COMMON = { tag: 'Reference', permission: ['administrator'], scope: 'admin' } as const;
const YEAR = '/api/v1/calendar/{year}';
const HOURS = '/api/v1/office-hours';
const ONE = `${HOURS}/{unit}`;
const STALE = ['precondition-required', 'stale-version'] as const;
const TOLD =
  'A few seconds later, when every process knows it, open tickets with dates that lean on it look at them again; none becomes earlier than one already told. `If-Match` says which version was read; what is new needs none.';

const putYear = defineRoute({
  ...COMMON,
  method: 'put',
  path: YEAR,
  operationId: 'putCalendarYear',
  summary: 'Publish the days off and make-up days of a year',
  description: TOLD,
  params: YearParamsSchema,
  body: CalendarWishSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'As it is now.', schema: CalendarYearSchema, headers: ['ETag'] } },
  problems: STALE,
  async handler({ params: { year }, body, account, request }, services) {
    const { year: _year, ...value } = parsed(() => parseCalendarYear({ year, ...body }), '/daysOff');
    return administer(services, { account, request, target: `put calendar ${year}`, body }, async (desk) => {
      const version = versionFor(request, await calendarYearNoun.read(desk.tx, String(year)));
      const kept = await desk.put(calendarYearNoun, String(year), () => value, { version });
      return { status: 200, headers: { ETag: etagOf(kept.version) }, body: { year, ...value } };
    });
  },
});

const listHours = defineRoute({
  tag: COMMON.tag,
  permission: 'account',
  method: 'get',
  path: HOURS,
  operationId: 'listOfficeHours',
  summary: 'Office hours: those for all, and of units that keep their own',
  responses: { 200: { description: 'All of them.', schema: HoursListSchema } },
  async handler(_input, { reference }) {
    const { officeHours } = await reference.current();
    const items = officeHours.map(({ unit, version, hours }) =>
      shown(unit ?? STANDARD_HOURS, { version, value: { ...hours } }),
    );
    return { status: 200, body: { items } };
  },
});

const putHours = defineRoute({
  ...COMMON,
  method: 'put',
  path: ONE,
  operationId: 'putOfficeHours',
  summary: 'Set the office hours of a unit and all below it, or (`default`) of all others',
  description: TOLD,
  params: HoursParamsSchema,
  body: HoursWishSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'As they are now.', schema: HoursSchema, headers: ['ETag'] } },
  problems: ['unit-not-found', 'unit-closed', ...STALE],
  async handler({ params: { unit }, body, account, request }, services) {
    const { units, officeHours } = await services.reference.current();
    const hasSome = officeHours.some((one) => (one.unit ?? STANDARD_HOURS) === unit);
    if (unit !== STANDARD_HOURS && !hasSome) assertTakesNew(unit, units);
    const value: HoursValue = { ...parsed(() => parseWorkingHours(body), '/intervals') };
    return administer(services, { account, request, target: `put hours ${unit}`, body }, async (desk) => {
      const version = versionFor(request, await officeHoursNoun.read(desk.tx, unit));
      return hoursAnswer(unit, await desk.put(officeHoursNoun, unit, () => value, { version }));
    });
  },
});

const removeHours = defineRoute({
  ...COMMON,
  method: 'delete',
  path: ONE,
  operationId: 'removeOfficeHours',
  summary: 'Let a unit keep the hours of the one above it',
  description: `${TOLD} A second time changes nothing.`,
  params: HoursParamsSchema,
  requestHeaders: ['If-Match'],
  responses: { 204: { description: 'Removed, now or before.' } },
  problems: [...STALE],
  handler({ params: { unit }, account, request }, services) {
    if (unit === STANDARD_HOURS) {
      throw new ApiProblem('validation-failed', 'The hours for all others are never removed; change them.');
    }
    return administer(services, { account, request, target: `remove hours ${unit}` }, async (desk) => {
      await desk.remove(officeHoursNoun, unit, { version: expectedVersion(request.get('if-match')) });
      return { status: 204 };
    });
  },
});

function parsed<T>(parse: () => T, pointer: string): T {
  try {
    return parse();
  } catch (error) {
    throw invalidField(pointer, 'invalid', error instanceof Error ? error.message : String(error));
  }
}

function shown(unit: string, { version, value }: Kept<HoursValue>): z.input<typeof HoursSchema> {
  return { unit, version, intervals: [...value.intervals], dayEnd: value.dayEnd };
}

function hoursAnswer(unit: string, kept: Kept<HoursValue>): RouteResponse {
  return { status: 200, headers: { ETag: etagOf(kept.version) }, body: shown(unit, kept) };
}

export const calendarRoutes: readonly Route<AdminServices>[] = [putYear, listHours, putHours, removeHours];

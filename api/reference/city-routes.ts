import {
  ClassParamsSchema,
  ClassSchema,
  ClassWishSchema,
  UnitClosingSchema,
  UnitParamsSchema,
  UnitSchema,
  UnitWishSchema,
} from '../../contracts/reference.js';
import { classNoun, unitNoun } from '../../storage/reference/city-nouns.js';
import type { ClassView, ReferenceSnapshot, UnitView } from '../../storage/reference/reference-data.js';
import { administer, versionFor, type AdminServices } from '../admin/administer.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';
import { presentClass, presentUnit } from './city-presenter.js';

const defineRoute = routesFor<AdminServices>();

const COMMON = { tag: 'Reference', permission: ['administrator'], scope: 'admin' } as const;
const SOON = 'Every process knows it within five seconds. Nothing is ever removed: tickets name it.';
const VERSIONED =
  '`If-Match` says which version was read; what is new needs none. To say the same again changes nothing.';
const UNIT = '/api/v1/units/{id}';
const CLASS = '/api/v1/classes/{code}';
const STALE = ['precondition-required', 'stale-version'] as const;
const AS_UNIT = { 200: { description: 'As it is now.', schema: UnitSchema, headers: ['ETag'] } } as const;
const AS_CLASS = { 200: { description: 'As it is now.', schema: ClassSchema, headers: ['ETag'] } } as const;

const getUnit = defineRoute({
  tag: COMMON.tag,
  permission: 'account',
  method: 'get',
  path: UNIT,
  operationId: 'getUnit',
  summary: 'One unit',
  params: UnitParamsSchema,
  responses: AS_UNIT,
  problems: ['not-found'],
  handler: async ({ params: { id } }, { reference }) => unitIn(await reference.current(), id),
});

const putUnit = defineRoute({
  ...COMMON,
  method: 'put',
  path: UNIT,
  operationId: 'putUnit',
  summary: 'Add a unit, rename it, or move it in the tree',
  description: `${SOON} A unit with open tickets, or one below it that has some, stays where it is in the tree. ${VERSIONED}`,
  params: UnitParamsSchema,
  body: UnitWishSchema,
  requestHeaders: ['If-Match'],
  responses: AS_UNIT,
  problems: STALE,
  async handler({ params: { id }, body, account, request }, services) {
    await administer(services, { account, request, target: `put unit ${id}`, body }, async (desk) => {
      const before = await unitNoun.read(desk.tx, id);
      const closing = before?.value.closedAt === undefined ? {} : closedOf(before.value);
      await desk.put(unitNoun, id, () => ({ ...body, ...closing }), { version: versionFor(request, before) });
      return { status: 200 };
    });
    return unitIn(await services.reference.current(), id);
  },
});

const closeUnit = defineRoute({
  ...COMMON,
  method: 'post',
  path: `${UNIT}/close`,
  operationId: 'closeUnit',
  summary: 'Close a unit, and say who goes on with its matters',
  description:
    'What is dispatched to it from then on goes to the successor, whether the catalogue or a command names it. The tickets that it has stay with it, and its people keep what is theirs until their positions end. It keeps its place in the tree; of reports about it, it and now its successor stay the accused. A second time changes nothing; take the change back to open it again.',
  params: UnitParamsSchema,
  body: UnitClosingSchema,
  requestHeaders: ['If-Match'],
  responses: AS_UNIT,
  problems: ['not-found', ...STALE],
  async handler({ params: { id }, body, account, request }, services) {
    const { successor } = body;
    await administer(services, { account, request, target: `close unit ${id}`, body }, async (desk) => {
      const before = (await unitNoun.read(desk.tx, id)) ?? missing(`There is no unit ${id}. See GET /api/v1/units.`);
      if (before.value.closedAt !== undefined && before.value.successor === successor) return { status: 200 };
      const closedAt = before.value.closedAt ?? desk.at.toISOString();
      await desk.put(unitNoun, id, () => ({ ...before.value, closedAt, successor }), {
        version: expectedVersion(request.get('if-match')),
        act: 'closed',
      });
      return { status: 200 };
    });
    return unitIn(await services.reference.current(), id);
  },
});

const getClass = defineRoute({
  tag: COMMON.tag,
  permission: 'account',
  method: 'get',
  path: CLASS,
  operationId: 'getClass',
  summary: 'One class of matters',
  params: ClassParamsSchema,
  responses: AS_CLASS,
  problems: ['not-found'],
  handler: async ({ params: { code } }, { reference }) => classIn(await reference.current(), code),
});

const putClass = defineRoute({
  ...COMMON,
  method: 'put',
  path: CLASS,
  operationId: 'putClass',
  summary: 'Add or change a class of matters, and which units own it',
  description: `${SOON} Classes lie three deep at most. ${VERSIONED}`,
  params: ClassParamsSchema,
  body: ClassWishSchema,
  requestHeaders: ['If-Match'],
  responses: AS_CLASS,
  problems: STALE,
  async handler({ params: { code }, body, account, request }, services) {
    await administer(services, { account, request, target: `put class ${code}`, body }, async (desk) => {
      const version = versionFor(request, await classNoun.read(desk.tx, code));
      await desk.put(classNoun, code, () => body, { version });
      return { status: 200 };
    });
    return classIn(await services.reference.current(), code);
  },
});

function closedOf({ closedAt, successor }: { readonly closedAt?: string; readonly successor?: string | null }) {
  return { ...(closedAt !== undefined && { closedAt }), ...(successor !== undefined && { successor }) };
}

function unitIn({ units }: Pick<ReferenceSnapshot, 'units'>, id: string): RouteResponse {
  const unit: UnitView = units.get(id) ?? missing(`There is no unit ${id}. See GET /api/v1/units.`);
  return { status: 200, headers: { ETag: etagOf(unit.version) }, body: presentUnit(unit) };
}

function classIn({ classes }: Pick<ReferenceSnapshot, 'classes'>, code: string): RouteResponse {
  const found: ClassView = classes.get(code) ?? missing(`There is no class ${code}. See GET /api/v1/classes.`);
  return { status: 200, headers: { ETag: etagOf(found.version) }, body: presentClass(found) };
}

function missing(says: string): never {
  throw new ApiProblem('not-found', says);
}

export const cityRoutes: readonly Route<AdminServices>[] = [getUnit, putUnit, closeUnit, getClass, putClass];

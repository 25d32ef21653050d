import {
  PeopleQuerySchema,
  PeopleSchema,
  PreferencesSchema,
  SavedViewSchema,
  SavedViewsSchema,
  ViewOrderSchema,
  ViewParamsSchema,
  ViewWordsSchema,
} from '../../contracts/desk.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type DeskServices = Pick<Services, 'savedViews' | 'preferences' | 'people' | 'now'>;
const defineRoute = routesFor<DeskServices>();

const TAG = 'Console';
const VIEWS = '/api/v1/views';
const PREFERENCES = '/api/v1/preferences';

const listViews = defineRoute({
  method: 'get',
  path: VIEWS,
  operationId: 'listViews',
  tag: TAG,
  summary: 'The searches that I keep',
  permission: 'account',
  responses: { 200: { description: 'In the order that was wished for.', schema: SavedViewsSchema } },
  async handler({ account }, { savedViews }): Promise<RouteResponse> {
    return { status: 200, body: { items: await savedViews.list(account.id) } };
  },
});

const addView = defineRoute({
  method: 'post',
  path: VIEWS,
  operationId: 'addView',
  tag: TAG,
  summary: 'Keep a search',
  description: 'Under a name of one’s own, at the end of the list; at most fifty. It is sealed, and nobody else’s.',
  permission: 'account',
  body: ViewWordsSchema,
  responses: { 201: { description: 'Kept.', schema: SavedViewSchema, headers: ['ETag'] } },
  problems: ['too-many-views'],
  async handler({ body, account }, { savedViews }): Promise<RouteResponse> {
    const view = await savedViews.add(account.id, body);
    if (view === null) throw new ApiProblem('too-many-views', 'You keep fifty searches already. Remove one of them.');
    return { status: 201, headers: { ETag: etagOf(view.version) }, body: view };
  },
});

const changeView = defineRoute({
  method: 'put',
  path: `${VIEWS}/{view}`,
  operationId: 'changeView',
  tag: TAG,
  summary: 'Change a search that I keep',
  permission: 'account',
  params: ViewParamsSchema,
  body: ViewWordsSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'Changed.', schema: SavedViewSchema, headers: ['ETag'] } },
  problems: ['stale-version', 'precondition-required'],
  async handler({ params, body, account, request }, { savedViews }): Promise<RouteResponse> {
    const version = expectedVersion(request.get('if-match'));
    const view = await savedViews.change(account.id, params.view, body, version);
    if (view === null) throw noView();
    if ('stale' in view) {
      throw new ApiProblem('stale-version', `It is at version ${view.stale} by now.`, { version: view.stale });
    }
    return { status: 200, headers: { ETag: etagOf(view.version) }, body: view };
  },
});

const removeView = defineRoute({
  method: 'delete',
  path: `${VIEWS}/{view}`,
  operationId: 'removeView',
  tag: TAG,
  summary: 'Keep a search no longer',
  permission: 'account',
  params: ViewParamsSchema,
  responses: { 204: { description: 'It is gone.' } },
  async handler({ params, account }, { savedViews }): Promise<RouteResponse> {
    if (!(await savedViews.remove(account.id, params.view))) throw noView();
    return { status: 204 };
  },
});

const orderViews = defineRoute({
  method: 'put',
  path: VIEWS,
  operationId: 'orderViews',
  tag: TAG,
  summary: 'Put the searches that I keep in order',
  permission: 'account',
  body: ViewOrderSchema,
  responses: { 200: { description: 'As they are now.', schema: SavedViewsSchema } },
  async handler({ body, account }, { savedViews }): Promise<RouteResponse> {
    await savedViews.order(account.id, body.views);
    return { status: 200, body: { items: await savedViews.list(account.id) } };
  },
});

const readPreferences = defineRoute({
  method: 'get',
  path: PREFERENCES,
  operationId: 'readPreferences',
  tag: TAG,
  summary: 'How I want my screens',
  permission: 'account',
  responses: { 200: { description: 'Nothing until something was kept.', schema: PreferencesSchema } },
  async handler({ account }, { preferences }): Promise<RouteResponse> {
    return { status: 200, body: { preferences: await preferences.of(account.id) } };
  },
});

const putPreferences = defineRoute({
  method: 'put',
  path: PREFERENCES,
  operationId: 'putPreferences',
  tag: TAG,
  summary: 'Keep how I want my screens',
  description: 'All of them, in the place of what was kept before.',
  permission: 'account',
  body: PreferencesSchema,
  responses: { 200: { description: 'Kept.', schema: PreferencesSchema } },
  async handler({ body, account }, { preferences, now }): Promise<RouteResponse> {
    await preferences.put(account.id, body.preferences, now());
    return { status: 200, body };
  },
});

const listPeople = defineRoute({
  method: 'get',
  path: '/api/v1/people',
  operationId: 'listPeople',
  tag: TAG,
  summary: 'Who works in my unit',
  description: 'Name and position of those who have one there today, to whom a ticket may be assigned; no contact.',
  permission: 'account',
  query: PeopleQuerySchema,
  responses: { 200: { description: 'By name.', schema: PeopleSchema } },
  async handler({ account: { unit } }, { people, now }): Promise<RouteResponse> {
    if (unit === null) return { status: 200, body: { items: [] } };
    const at = now();
    const found = await people.list({ state: 'active', unit }, at);
    const items = found.flatMap(({ id, name, positions }) => {
      const roles = positions
        .filter((one) => one.unit === unit && one.from <= at && (one.until === null || one.until > at))
        .map(({ role }) => role);
      return roles.length === 0 ? [] : [{ id, name, roles }];
    });
    return { status: 200, body: { items: items.sort((a, b) => a.name.localeCompare(b.name, 'zh')) } };
  },
});

function noView(): ApiProblem {
  return new ApiProblem('not-found', 'You keep no such search.');
}

export const deskRoutes: readonly Route<DeskServices>[] = [
  listViews,
  addView,
  changeView,
  removeView,
  orderViews,
  readPreferences,
  putPreferences,
  listPeople,
];

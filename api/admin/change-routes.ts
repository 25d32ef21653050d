import {
  AdminChangeParamsSchema,
  AdminChangeSchema,
  AdminChangesQuerySchema,
  AdminChangesSchema,
} from '../../contracts/admin.js';
import { CannotUndo, undoChange, type StaysBecause } from '../../storage/admin/undo.js';
import { linkToNext, pageOf, startOf } from '../http/paging.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { administer, type AdminServices } from './administer.js';
import { presentChange } from './change-presenter.js';

type ChangeServices = AdminServices & Pick<Services, 'nouns' | 'changeCursors'>;
const defineRoute = routesFor<ChangeServices>();

const CHANGES = '/api/v1/admin/changes';
const TAG = 'Administration';

const listChanges = defineRoute({
  method: 'get',
  path: CHANGES,
  operationId: 'listAdminChanges',
  tag: TAG,
  summary: 'What administrators changed, newest first',
  description: 'Each change with who made it, and what it changed as it was before and after.',
  permission: ['administrator', 'auditor'],
  query: AdminChangesQuerySchema,
  responses: { 200: { description: 'One page.', schema: AdminChangesSchema, headers: ['Link'] } },
  async handler({ query, account, request }, { admin, changeCursors }) {
    const { limit, cursor, from, to, ...of } = query;
    const before = startOf(cursor, (given) => changeCursors.read(given)?.[0] ?? null);
    const found = await admin.list({
      ...of,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      before,
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(found, limit, ({ number }) => changeCursors.write([number]));
    const withPersonal = account.role === 'administrator';
    return {
      status: 200,
      headers: linkToNext(request.originalUrl, nextCursor),
      body: { items: items.map((change) => presentChange(change, { withPersonal })), nextCursor },
    };
  },
});

const undoAdminChange = defineRoute({
  method: 'post',
  path: `${CHANGES}/{change}/undo`,
  operationId: 'undoAdminChange',
  tag: TAG,
  summary: 'Put back what a change changed',
  description:
    'As long as it still is as that change left it. That it was put back is a change of its own, which can be undone as well. A second time changes nothing.',
  permission: ['administrator'],
  scope: 'admin',
  params: AdminChangeParamsSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: {
    200: {
      description: 'The change that put it back.',
      schema: AdminChangeSchema,
      headers: ['Idempotency-Replayed'],
    },
  },
  problems: ['not-found', 'undo-not-possible', 'idempotency-key-reused'],
  async handler({ params: { change: number }, account, request }, services) {
    const { admin, nouns } = services;
    const change = (await admin.find(number)) ?? missing();
    if (change.undoneBy === null) {
      await administer(services, { account, request, target: `undo ${number}` }, async (desk) => {
        await undoChange(desk, nouns[change.noun], change).catch((error: unknown) => {
          throw error instanceof CannotUndo ? new ApiProblem('undo-not-possible', STAYS[error.because]) : error;
        });
        return { status: 200 };
      });
    }
    const undone = await admin.find((await admin.find(number))?.undoneBy ?? '0');
    return { status: 200, body: presentChange(undone ?? missing(), { withPersonal: true }) };
  },
});

const STAYS: Readonly<Record<StaysBecause, string>> = {
  published: 'A published version never changes: tickets hold on to it. Publish or assign another one.',
  access: 'Who may sign in is changed by routes of its own; what was revoked stays revoked.',
  own: 'It is changed by routes of its own, by who may say so.',
  large: 'The trail tells how large it was and by which hash it is known, not what it was. Import it as it was.',
  'changed-since': 'It was changed again since. Undo the later change first, or change it as it should be.',
  'never-removed': 'What was added here is never removed: tickets name it. A unit can be closed instead.',
  'secret-gone': 'The secret of its webhook was forgotten with it. Add the contact anew, with a secret.',
};

function missing(): never {
  throw new ApiProblem('not-found', 'There is no change with this number.');
}

export const changeRoutes: readonly Route<ChangeServices>[] = [listChanges, undoAdminChange];

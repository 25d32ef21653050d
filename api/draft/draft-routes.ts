import {
  DraftParamsSchema,
  DraftSchema,
  DraftsSchema,
  DraftWordsSchema,
  type DraftHeadBody,
} from '../../contracts/drafts.js';
import { can } from '../../domain/ticket/permissions.js';
import { TooManyDrafts, type DraftHead, type DraftName } from '../../storage/draft/draft-store.js';
import type { Account } from '../access/account.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { routesFor, ticketNotFound, type Route } from '../route.js';
import type { Services } from '../services.js';

type DraftServices = Pick<Services, 'drafts' | 'views' | 'now'>;
const defineRoute = routesFor<DraftServices>();

const TAG = 'Console';
const DRAFTS = '/api/v1/drafts';
const DRAFT = `${DRAFTS}/{draft}/{command}`;
const KEPT_MS = 7 * 86_400_000;

const listDrafts = defineRoute({
  method: 'get',
  path: DRAFTS,
  operationId: 'listDrafts',
  tag: TAG,
  summary: 'What I have begun to write',
  description: 'The last written first, without the words. A draft is kept for seven days after it was written last.',
  permission: 'account',
  responses: { 200: { description: 'All of the caller’s.', schema: DraftsSchema } },
  async handler({ account }, { drafts, now }): Promise<RouteResponse> {
    return { status: 200, body: { items: (await drafts.list(account.id, now())).map(presentHead) } };
  },
});

const readDraft = defineRoute({
  method: 'get',
  path: DRAFT,
  operationId: 'readDraft',
  tag: TAG,
  summary: 'Go on with what I have begun to write',
  description: 'One’s own, also of a ticket that went to somebody else meanwhile.',
  permission: 'account',
  params: DraftParamsSchema,
  responses: { 200: { description: 'The draft.', schema: DraftSchema, headers: ['ETag'] } },
  async handler({ params, account }, services): Promise<RouteResponse> {
    const found = await services.drafts.find(await nameOf(services, account, params), services.now());
    if (!found) throw noDraft();
    const headers = { ETag: etagOf(found.version) };
    return { status: 200, headers, body: { ...presentHead(found), words: found.words } };
  },
});

const putDraft = defineRoute({
  method: 'put',
  path: DRAFT,
  operationId: 'putDraft',
  tag: TAG,
  summary: 'Keep what I am writing',
  description:
    'Sealed, for the caller alone, whichever key or session they come with. `If-Match` says which version was read, "v0" for none yet: of two tabs the second is told that there is a newer one. It is gone with its ticket when that is erased.',
  permission: 'account',
  params: DraftParamsSchema,
  body: DraftWordsSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'Kept.', schema: DraftSchema, headers: ['ETag'] } },
  problems: ['ticket-not-found', 'stale-version', 'precondition-required', 'too-many-drafts'],
  async handler({ params, body, account, request }, services): Promise<RouteResponse> {
    const expected = expectedVersion(request.get('if-match'));
    const now = services.now();
    const name = await nameOf(services, account, params);
    await assertMayWrite(services, account, params.draft, name, now);
    const kept = await services.drafts
      .put(name, body.words, expected, { now, expiresAt: new Date(now.getTime() + KEPT_MS) })
      .catch((error: unknown) => {
        if (!(error instanceof TooManyDrafts)) throw error;
        throw new ApiProblem('too-many-drafts', 'You have 200 drafts. Send or remove some, and keep this one then.');
      });
    if ('stale' in kept) {
      throw new ApiProblem('stale-version', `It is at version ${kept.stale} by now.`, { version: kept.stale });
    }
    const headers = { ETag: etagOf(kept.version) };
    return { status: 200, headers, body: { ...presentHead(kept), words: kept.words } };
  },
});

const removeDraft = defineRoute({
  method: 'delete',
  path: DRAFT,
  operationId: 'removeDraft',
  tag: TAG,
  summary: 'Throw away what I have begun to write',
  permission: 'account',
  params: DraftParamsSchema,
  responses: { 204: { description: 'It is gone.' } },
  async handler({ params, account }, services): Promise<RouteResponse> {
    const name = await nameOf(services, account, params);
    if (!(await services.drafts.find(name, services.now()))) throw noDraft();
    await services.drafts.remove(name);
    return { status: 204 };
  },
});

interface Named {
  readonly draft: string;
  readonly command: string;
}

const NOWHERE = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A ticket by its number is known by its id. What is no ticket has no draft either. */
async function nameOf(
  { views }: Pick<DraftServices, 'views'>,
  { id: holder }: Account,
  { draft, command }: Named,
): Promise<DraftName> {
  if (draft === 'new') return { holder, ticketId: null, command };
  const ticketId = draft.includes('-', 9) ? draft : ((await views.find(draft))?.state.id ?? NOWHERE);
  return { holder, ticketId, command };
}

/** Who sees the ticket may begin; who has begun goes on, though it went to somebody else: not a word is lost. */
async function assertMayWrite(
  { views, drafts }: Pick<DraftServices, 'views' | 'drafts'>,
  account: Account,
  draft: string,
  name: DraftName,
  now: Date,
): Promise<void> {
  if (draft === 'new') return;
  const ticket = await views.find(draft);
  if (ticket && ticket.dataKey !== null && can(account, 'read', ticket.state)) return;
  if (ticket?.dataKey && (await drafts.find(name, now))) return;
  throw ticketNotFound();
}

function noDraft(): ApiProblem {
  return new ApiProblem('not-found', 'You have no such draft.');
}

function presentHead({ ticketId, command, version, requestKey, updatedAt, expiresAt }: DraftHead): DraftHeadBody {
  return {
    ticket: ticketId,
    command: command as DraftHeadBody['command'],
    ...{ version, requestKey },
    updatedAt: chinaTime(updatedAt),
    expiresAt: chinaTime(expiresAt),
  };
}

export const draftRoutes: readonly Route<DraftServices>[] = [listDrafts, readDraft, putDraft, removeDraft];

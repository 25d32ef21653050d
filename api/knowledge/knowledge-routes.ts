import { isDeepStrictEqual } from 'node:util';
import {
  EntriesQuerySchema,
  EntriesSchema,
  EntryCommandParamsSchema,
  EntryCommandSchema,
  EntryContentSchema,
  EntryParamsSchema,
  EntryQuerySchema,
  EntrySchema,
  EntryVersionsSchema,
} from '../../contracts/knowledge.js';
import { decideEntry, KNOWLEDGE_ROLES, wasDoneSo, writtenVersion } from '../../domain/knowledge/entry-commands.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import { calendarOfUnit } from '../../storage/reference/calendar-of-unit.js';
import { actorOf } from '../access/account.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { linkToNext, pageOf, startOf } from '../http/paging.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { withClassesBelow } from '../list/classes-below.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { contentIn } from './content-in.js';
import { presentEntry, presentVersion } from './entry-presenter.js';
import { sure } from './sure-entry.js';

type KnowledgeServices = Pick<Services, 'knowledge' | 'knowledgeCursors' | 'reference' | 'now'>;
const defineRoute = routesFor<KnowledgeServices>();

const TAG = 'Knowledge';
const ENTRIES = '/api/v1/knowledge';
const ENTRY = `${ENTRIES}/{entry}`;
const WRITERS = KNOWLEDGE_ROLES as readonly Role[];
const COMMON = { tag: TAG, missing: 'entry-not-found' } as const;

const listEntries = defineRoute({
  method: 'get',
  path: ENTRIES,
  operationId: 'listKnowledge',
  tag: TAG,
  summary: 'Knowledge entries, last changed first',
  description:
    'Each in its newest version, drafts too: one sees what a colleague has begun before one writes it again.',
  permission: 'account',
  query: EntriesQuerySchema,
  responses: { 200: { description: 'One page.', schema: EntriesSchema, headers: ['Link'] } },
  async handler({ query: { unit, class: classCode, state, limit, cursor }, account, request }, services) {
    const { knowledge, knowledgeCursors, reference, now } = services;
    const at = now();
    const before = startOf(cursor, (given) => knowledgeCursors.read(given)?.[0] ?? null);
    const snapshot = await reference.current();
    const classes = classCode === undefined ? undefined : withClassesBelow([classCode], snapshot.classes);
    const found = await knowledge.list({ unit, classes, state, now: at, before, limit: limit + 1 });
    const { items, nextCursor } = pageOf(found, limit, ({ change }) => knowledgeCursors.write([change]));
    return {
      status: 200,
      headers: linkToNext(request.originalUrl, nextCursor),
      body: { items: items.map((kept) => presentEntry(kept, account, at)), nextCursor },
    };
  },
});

const getEntry = defineRoute({
  ...COMMON,
  method: 'get',
  path: ENTRY,
  operationId: 'getKnowledgeEntry',
  summary: 'A knowledge entry, in its newest version or in any',
  description: 'What was published is kept as it was for ever, so what was read out to a citizen can be read again.',
  permission: 'account',
  params: EntryParamsSchema,
  query: EntryQuerySchema,
  responses: { 200: { description: 'As it was written.', schema: EntrySchema, headers: ['ETag'] } },
  problems: ['entry-not-found'],
  async handler({ params, query, account }, { knowledge, now }): Promise<RouteResponse> {
    const newest = sure(await knowledge.find(params.entry));
    const kept = query.version === undefined ? newest : sure(await knowledge.find(params.entry, query.version));
    return {
      status: 200,
      headers: { ETag: etagOf(newest.revision) },
      body: presentEntry(kept, account, now(), newest),
    };
  },
});

const listVersions = defineRoute({
  ...COMMON,
  method: 'get',
  path: `${ENTRY}/versions`,
  operationId: 'listEntryVersions',
  summary: 'All versions of a knowledge entry, newest first',
  permission: 'account',
  params: EntryParamsSchema,
  responses: { 200: { description: 'The newest five hundred.', schema: EntryVersionsSchema } },
  problems: ['entry-not-found'],
  async handler({ params, account }, { knowledge, now }): Promise<RouteResponse> {
    const at = now();
    const found = await knowledge.versions(params.entry);
    sure(found[0] ?? null);
    return { status: 200, body: { items: found.map((kept) => presentVersion(kept, account, at)) } };
  },
});

const writeDraft = defineRoute({
  ...COMMON,
  method: 'put',
  path: `${ENTRY}/draft`,
  operationId: 'writeKnowledgeDraft',
  summary: 'Write a knowledge entry, its draft, or the draft of its next version',
  description:
    'Whoever writes an entry first makes its id. What is published goes on to be found until the next version is. `If-Match` says which revision was read; a new entry needs none, and neither does what stands there already.',
  permission: WRITERS,
  params: EntryParamsSchema,
  body: EntryContentSchema,
  requestHeaders: ['If-Match'],
  responses: {
    200: { description: 'Written, now or before.', schema: EntrySchema, headers: ['ETag'] },
    201: { description: 'A new entry.', schema: EntrySchema, headers: ['ETag', 'Location'] },
  },
  problems: ['actor-not-allowed', 'illegal-transition', 'precondition-required', 'stale-version'],
  async handler({ params: { entry: id }, body, account, request }, services): Promise<RouteResponse> {
    const { knowledge, reference, now } = services;
    const at = now();
    const snapshot = await reference.current();
    const content = contentIn(body, snapshot);
    let status = 200;
    const settling = { at, by: actorOf(account), calendarOf: calendarOfUnit(snapshot) };
    const kept = await knowledge.change(id, null, settling, (before) => {
      if (before === null) status = 201;
      else {
        if (before.version.state === 'draft' && isDeepStrictEqual(before.version.content, content)) return null;
        assertRevision(before, expectedVersion(request.get('if-match')));
      }
      return writtenVersion(before?.version ?? null, content, account);
    });
    return {
      status,
      headers: { ETag: etagOf(sure(kept).revision), ...(status === 201 && { Location: `${ENTRIES}/${id}` }) },
      body: presentEntry(sure(kept), account, at),
    };
  },
});

const commandEntry = defineRoute({
  ...COMMON,
  method: 'post',
  path: `${ENTRY}/versions/{version}/commands/{command}`,
  operationId: 'commandKnowledgeEntry',
  summary: 'Submit, approve, return, publish, renew or withdraw a version',
  description:
    'A draft is submitted, approved by another person of its unit, and published by a third of the hotline: nobody reviews what they wrote. What was done so by the same person is answered again.',
  permission: WRITERS,
  params: EntryCommandParamsSchema,
  body: EntryCommandSchema,
  responses: { 200: { description: 'Done, now or before.', schema: EntrySchema, headers: ['ETag'] } },
  problems: [
    ...(['entry-not-found', 'actor-not-allowed', 'illegal-transition'] as const),
    ...(['separation-of-duties', 'reason-required'] as const),
  ],
  async handler({ params: { entry, version, command }, body: { reason }, account }, services): Promise<RouteResponse> {
    const { knowledge, reference, now } = services;
    const at = now();
    const settling = { at, by: actorOf(account), calendarOf: calendarOfUnit(await reference.current()) };
    const kept = await knowledge.change(entry, version, settling, (before) => {
      const { version: stands } = sure(before);
      if (wasDoneSo(stands, command, account, reason)) return null;
      return decideEntry(stands, command, { actor: account, at, reason });
    });
    const done = sure(kept);
    const newest = done.newest === version ? done : sure(await knowledge.find(entry));
    return {
      status: 200,
      headers: { ETag: etagOf(done.revision) },
      body: presentEntry(done, account, at, newest),
    };
  },
});

function assertRevision({ revision }: KeptEntry, expected: number | null): void {
  if (expected === null || expected === revision) return;
  throw new ApiProblem('stale-version', 'Somebody else has changed this entry since it was read.', {
    version: revision,
  });
}

export const knowledgeRoutes: readonly Route<KnowledgeServices>[] = [
  listEntries,
  getEntry,
  listVersions,
  writeDraft,
  commandEntry,
];

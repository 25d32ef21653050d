import {
  ExportDecisionSchema,
  ExportParamsSchema,
  ExportSchema,
  ExportsSchema,
  NewExportSchema,
} from '../../contracts/exports.js';
import { isDecidedSo } from '../../domain/decision.js';
import {
  assertMayDecideExport,
  EXPORT_ASKERS,
  EXPORT_AUDITS,
  EXPORT_DECIDERS,
  exportNumber,
  exportState,
  MOST_AT_ONCE,
} from '../../domain/export/export-job.js';
import { decisionNotices } from '../../domain/notice/decision-notices.js';
import type { KeptExport } from '../../storage/export/export-store.js';
import { actorOf, type Account } from '../access/account.js';
import { assertFreshSignIn } from '../access/fresh-sign-in.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { idempotencyKey, keyReused } from '../idempotency/idempotency.js';
import { assertKnown } from '../reference/known.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { askedExport, type AskingServices } from './asked-export.js';
import { exportNotFound, EXPORTS, EXPORT_TAG } from './export-download.js';
import { presentExport } from './export-presenter.js';

type ExportServices = AskingServices & Pick<Services, 'reference' | 'now'>;
const defineRoute = routesFor<ExportServices>();

const EXPORT = `${EXPORTS}/{export}`;
const IN_PLACE = ['export-not-found', 'export-over'] as const;

const askForExport = defineRoute({
  method: 'post',
  path: EXPORTS,
  operationId: 'askForExport',
  tag: EXPORT_TAG,
  summary: 'Ask for tickets, or for figures, as a file',
  description:
    'Made in the background; what a person sees on a screen stands in it, and nothing that was granted to them. More than 1,000 rows, and protected tickets, are for another person in another position to decide, within a day. Of figures, counts below five are told together with others, so that no sum or difference tells them; figures of a year that this person had in another division are decided likewise.',
  permission: EXPORT_ASKERS,
  body: NewExportSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: {
    202: {
      description: 'It is made, or somebody else decides.',
      schema: ExportSchema,
      headers: ['Idempotency-Replayed'],
    },
  },
  problems: ['export-too-large', 'too-many-exports', 'idempotency-key-reused', 'sign-in-too-old'],
  async handler({ body, account, request }, services): Promise<RouteResponse> {
    const { exports, reference, now } = services;
    const at = now();
    assertFreshSignIn(account, at);
    const snapshot = await reference.current();
    if (body.kind === 'tickets') assertKnown(body.filter, snapshot);
    const key = idempotencyKey(request.get('idempotency-key'));
    const job = await askedExport(services, body, { account, at, snapshot, key });
    const told =
      job.because.length > 0 ? decisionNotices('exportWaiting', job, exportNumber(job), snapshot.contacts) : [];
    const kept = await exports.add(job, told);
    if (kept === null) {
      throw new ApiProblem(
        'too-many-exports',
        `You have ${MOST_AT_ONCE} exports that wait or are being made. More are not taken at once.`,
      );
    }
    if (kept.bodyHash !== job.bodyHash) throw keyReused();
    const isRepeated = kept !== job;
    return {
      status: 202,
      ...(isRepeated && { headers: { 'Idempotency-Replayed': 'true' } }),
      body: presentExport(kept, at),
    };
  },
});

const listExports = defineRoute({
  method: 'get',
  path: EXPORTS,
  operationId: 'listExports',
  tag: EXPORT_TAG,
  summary: 'Who exported what, newest first',
  description: 'Those who decide and those who audit read all, everybody else what they asked for themselves.',
  permission: EXPORT_ASKERS,
  responses: { 200: { description: 'The newest two hundred.', schema: ExportsSchema } },
  async handler({ account }, { exports, now }): Promise<RouteResponse> {
    const at = now();
    const found = await exports.newest(EXPORT_AUDITS.includes(account.role) ? null : account.id);
    return { status: 200, body: { items: found.map((one) => presentExport(one, at)) } };
  },
});

const getExport = defineRoute({
  method: 'get',
  path: EXPORT,
  operationId: 'getExport',
  tag: EXPORT_TAG,
  summary: 'How far an export is',
  permission: EXPORT_ASKERS,
  params: ExportParamsSchema,
  responses: { 200: { description: 'How it stands.', schema: ExportSchema } },
  problems: ['export-not-found'],
  missing: 'export-not-found',
  async handler({ params, account }, services): Promise<RouteResponse> {
    return { status: 200, body: presentExport(await foundFor(services, params, account), services.now()) };
  },
});

const decideExport = defineRoute({
  method: 'post',
  path: `${EXPORT}/decision`,
  operationId: 'decideExport',
  tag: EXPORT_TAG,
  summary: 'Grant or deny an export that somebody else asked for',
  description:
    'By a duty manager or director who is another person than the one who asked, in another position. Granted, it is made. What was decided so by the same person is answered again.',
  permission: EXPORT_DECIDERS,
  params: ExportParamsSchema,
  body: ExportDecisionSchema,
  responses: { 200: { description: 'Decided.', schema: ExportSchema } },
  problems: [...IN_PLACE, 'separation-of-duties', 'sign-in-too-old'],
  missing: 'export-not-found',
  async handler({ params, body: { grant }, account }, services): Promise<RouteResponse> {
    const { exports, now } = services;
    const at = now();
    assertFreshSignIn(account, at);
    const job = await foundFor(services, params, account);
    if (!isDecidedSo(job, account, grant)) {
      assertMayDecideExport(job, exportState(job, at), account);
      await exports.decide(job.id, { by: actorOf(account), granted: grant, at });
    }
    const decided = await foundFor(services, params, account);
    if (!isDecidedSo(decided, account, grant)) {
      throw new ApiProblem('export-over', 'Somebody else was faster: this request is decided or withdrawn.');
    }
    return { status: 200, body: presentExport(decided, at) };
  },
});

const withdrawExport = defineRoute({
  method: 'post',
  path: `${EXPORT}/withdrawal`,
  operationId: 'withdrawExport',
  tag: EXPORT_TAG,
  summary: 'Take an export back, whether it waits, is made, or is there',
  description:
    'By who asked, and by who decides. Who makes it stops, and its file is opened by nobody. What was downloaded stays so. A second time changes nothing.',
  permission: EXPORT_ASKERS,
  params: ExportParamsSchema,
  responses: { 200: { description: 'How it stands.', schema: ExportSchema } },
  problems: ['export-not-found', 'actor-not-allowed'],
  missing: 'export-not-found',
  async handler({ params, account }, services): Promise<RouteResponse> {
    const job = await foundFor(services, params, account);
    if (job.askedBy.id !== account.id && !EXPORT_DECIDERS.includes(account.role)) {
      throw new ApiProblem('actor-not-allowed', 'An export is taken back by who asked for it, or by who decides it.');
    }
    const at = services.now();
    await services.exports.withdraw(job.id, account.id, at);
    return { status: 200, body: presentExport(await foundFor(services, params, account), at) };
  },
});

/** What somebody may not read is not there for them. */
async function foundFor(
  { exports }: Pick<ExportServices, 'exports'>,
  params: { readonly export: string },
  { id, role }: Account,
): Promise<KeptExport> {
  const found = await exports.find(params.export);
  if (found && (found.askedBy.id === id || EXPORT_AUDITS.includes(role))) return found;
  throw exportNotFound();
}

export const exportRoutes: readonly Route<ExportServices>[] = [
  askForExport,
  listExports,
  getExport,
  decideExport,
  withdrawExport,
];

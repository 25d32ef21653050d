import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { ExportContentQuerySchema, ExportLinkSchema, ExportParamsSchema } from '../../contracts/exports.js';
import {
  assertExportReady,
  EXPORT_ASKERS,
  exportNumber,
  exportState,
  KEPT_MS,
  type ExportFormat,
} from '../../domain/export/export-job.js';
import type { ExportFile, KeptExport } from '../../storage/export/export-store.js';
import { tokenHash } from '../../storage/secrets/token-hash.js';
import type { Account } from '../access/account.js';
import { assertFreshSignIn } from '../access/fresh-sign-in.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import type { ShownOf } from '../look/shown.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { listedIn, openExport } from './export-file.js';

type DownloadServices = Pick<Services, 'exports' | 'exportMaker' | 'files' | 'looks' | 'site' | 'now'>;
const defineRoute = routesFor<DownloadServices>();

export const EXPORT_TAG = 'Exports';
export const EXPORTS = '/api/v1/exports';
const EXPORT = `${EXPORTS}/{export}`;

/** Whatever a browser makes of it, it runs nothing, fetches nothing and has no origin. */
const SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'";
const MEDIA_TYPE: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

const linkToExport = defineRoute({
  method: 'post',
  path: `${EXPORT}/link`,
  operationId: 'linkToExport',
  tag: EXPORT_TAG,
  summary: 'Have a link that opens the file once',
  description:
    'For who asked, in the position in which they asked, within the hour for which the file is kept. It takes the place of a link that was not used.',
  permission: EXPORT_ASKERS,
  params: ExportParamsSchema,
  responses: { 200: { description: 'The link.', schema: ExportLinkSchema } },
  problems: ['export-not-found', 'export-over', 'sign-in-too-old'],
  missing: 'export-not-found',
  async handler({ params, account }, services): Promise<RouteResponse> {
    const { exports, site, now } = services;
    const at = now();
    assertFreshSignIn(account, at);
    const job = await ownExport(services, params, account);
    assertExportReady(exportState(job, at));
    const token = randomBytes(32).toString('base64url');
    const until = new Date(Math.min(at.getTime() + KEPT_MS, job.keptUntil?.getTime() ?? 0));
    if (!(await exports.link(job.id, tokenHash(token), until, at))) {
      throw new ApiProblem('export-over', 'The file was used, withdrawn or removed a moment ago.');
    }
    const path = `${EXPORTS}/${job.id}/content?token=${token}`;
    const link = site.publicUrl === null ? path : new URL(path, site.publicUrl).href;
    return { status: 200, body: { link, until: chinaTime(until) } };
  },
});

const fetchExport = defineRoute({
  method: 'get',
  path: `${EXPORT}/content`,
  operationId: 'fetchExport',
  tag: EXPORT_TAG,
  summary: 'Fetch the file of an export, once',
  description:
    'By a link, and for who asked alone: the link without their key or session opens nothing. CSV begins with a line that says who took it out, when, for what, under which number; JSON lines likewise. A look is written down for each ticket of which the file shows something that is kept on the trail, before the first byte goes out.',
  permission: EXPORT_ASKERS,
  look: 'export',
  params: ExportParamsSchema,
  query: ExportContentQuerySchema,
  responses: {
    200: {
      description: 'All of it.',
      mediaType: '*/*',
      headers: ['Content-Disposition', 'Content-Security-Policy', 'X-Content-Type-Options'],
    },
  },
  problems: ['export-not-found', 'export-link-gone'],
  missing: 'export-not-found',
  async handler({ params, query: { token }, account, request }, services): Promise<RouteResponse> {
    const { exports, exportMaker, files, now } = services;
    const hash = tokenHash(token);
    await ownExport(services, params, account);
    // Erased a moment ago, it may not have been seen to yet.
    await exportMaker.spoilErased(params.export);
    const job = await ownExport(services, params, account);
    if (job.failure === 'ticketErased') {
      throw new ApiProblem(
        'export-link-gone',
        'A ticket in this export was erased since it was made. Ask for it anew.',
      );
    }
    const { file } = job;
    if (file === null || !(await exports.opens(job.id, hash, now()))) throw linkGone();
    if (request.method === 'HEAD') return { status: 200, headers: headersOf(job, file), stream: (to) => to.end() };
    await keepLooks(services, job, file, account, request);
    const content = openExport(files, file);
    // What is not there is said as a problem, and the link is not used up for it.
    const first = await content.next();
    if (!(await exports.use(job.id, hash, now()))) {
      await content.return(undefined);
      throw linkGone();
    }
    return {
      status: 200,
      headers: headersOf(job, file),
      stream(response) {
        const all = async function* (): AsyncGenerator<Buffer> {
          if (!first.done) yield first.value;
          yield* content;
        };
        // The connection is ended by it where it fails, so nobody takes a part for the whole.
        pipeline(Readable.from(all(), { objectMode: false }), response).catch(() => undefined);
      },
    };
  },
});

/** Looks come first: where they cannot be written nothing is given, and the link stands. */
async function keepLooks(
  { files, looks }: DownloadServices,
  job: KeptExport,
  file: ExportFile,
  account: Account,
  request: Request,
): Promise<void> {
  for await (const listed of listedIn(files, file)) {
    const purpose = job.purpose;
    const shown = new Map<string, ShownOf>(
      listed.flatMap(({ ticket, shown }) => (shown ? [[ticket, { ...shown, ticket, purpose }] as const] : [])),
    );
    await looks.keep({ account, request, way: 'export', gathered: { way: undefined, counted: false, shown } });
  }
}

function headersOf(job: KeptExport, { bytes }: ExportFile): Record<string, string> {
  return {
    'Content-Type': MEDIA_TYPE[job.format],
    'Content-Length': String(bytes),
    'Content-Disposition': `attachment; filename="${exportNumber(job)}.${job.format}"`,
    'Content-Security-Policy': SANDBOX,
    'X-Content-Type-Options': 'nosniff',
  };
}

/** It was made for what this person saw in this position, and is there for nobody else. */
async function ownExport(
  { exports }: Pick<DownloadServices, 'exports'>,
  params: { readonly export: string },
  { id, role, unit }: Account,
): Promise<KeptExport> {
  const found = await exports.find(params.export);
  const { askedBy } = found ?? {};
  if (found && askedBy?.id === id && askedBy.role === role && askedBy.unit === unit) return found;
  throw exportNotFound();
}

export function exportNotFound(): ApiProblem {
  return new ApiProblem('export-not-found', 'There is no export with this id that you may see.');
}

function linkGone(): ApiProblem {
  return new ApiProblem('export-link-gone', 'This link was used, replaced or withdrawn, or its hour is over.');
}

export const exportDownloadRoutes: readonly Route<DownloadServices>[] = [linkToExport, fetchExport];

import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { NewExportSchema } from '../../contracts/exports.js';
import { USUAL_COLUMNS } from '../../domain/export/columns.js';
import {
  DECIDE_WITHIN_MS,
  divisionReasons,
  reasonsOf,
  type ExportQuestion,
  type ExportReason,
} from '../../domain/export/export-job.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { KeptExport } from '../../storage/export/export-store.js';
import { actorOf, type Account } from '../access/account.js';
import { ApiProblem } from '../http/problem.js';
import { bodyHashOf, onceId } from '../idempotency/idempotency.js';
import type { Services } from '../services.js';
import { ticketFilterOf } from './export-rows.js';

type NewExport = z.output<typeof NewExportSchema>;
export type AskingServices = Pick<Services, 'views' | 'exports' | 'exportRows'>;

interface Asking {
  readonly account: Account;
  readonly at: Date;
  readonly snapshot: ReferenceSnapshot;
  /** Under which it is asked; `null`: none, and each asking is one of its own. */
  readonly key: string | null;
}

/** What is asked, counted, with why somebody else has to decide of it. */
export async function askedExport(services: AskingServices, body: NewExport, asking: Asking): Promise<KeptExport> {
  const { account, at, key } = asking;
  const question = questionIn(body);
  const { expected, because } = await weighed(services, question, asking);
  const decides = because.length > 0;
  return {
    id: key === null ? randomUUID() : idOf(onceId(account.id, `export ${key}`)),
    bodyHash: bodyHashOf('export', body),
    ...{ kind: body.kind, format: body.format, purpose: body.purpose },
    ...{ question, words: body.words, name: account.name, because, expected },
    ...{ askedAt: at, askedBy: actorOf(account), decideUntil: new Date(at.getTime() + DECIDE_WITHIN_MS) },
    ...{ granted: decides ? null : true, decidedAt: decides ? null : at, decidedBy: null, withdrawnAt: null },
    ...{ done: 0, failure: null, madeAt: null, keptUntil: null, downloads: 0, downloadedAt: null, file: null },
  };
}

function questionIn(body: NewExport): ExportQuestion {
  if (body.kind === 'statistics') return { kind: 'statistics', year: body.year, by: body.by };
  return { kind: 'tickets', filter: body.filter, columns: body.columns ?? USUAL_COLUMNS };
}

async function weighed(
  { views, exports, exportRows }: AskingServices,
  question: ExportQuestion,
  { account, at, snapshot }: Asking,
): Promise<{ readonly expected: number; readonly because: ExportReason[] }> {
  if (question.kind === 'statistics') {
    const before = (await exports.newest(account.id)).map((one) => one.question);
    const figures = before.filter((one) => one.kind === 'statistics');
    return { expected: 0, because: divisionReasons(question, figures) };
  }
  const filter = ticketFilterOf(question.filter, snapshot);
  // What is found by its words is counted to the end: where counting stops before, it says less than there is.
  const atMost = filter.q === undefined ? exportRows + 1 : undefined;
  const [all, guarded] = await Promise.all([
    views.count(account, filter, at, atMost),
    views.count(account, { ...filter, guarded: true }, at, atMost),
  ]);
  if (all.total > exportRows) {
    throw new ApiProblem('export-too-large', `This would have more than ${exportRows} rows. An export has no more.`);
  }
  return { expected: all.total, because: reasonsOf({ rows: all.total, guarded: guarded.total }) };
}

/** The same for the same key of the same account, in the form of a UUID that is made of a name. */
function idOf(once: string): string {
  const hex = createHash('sha256').update(once).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

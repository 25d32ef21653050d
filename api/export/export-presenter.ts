import type { ExportBody } from '../../contracts/exports.js';
import { exportNumber, exportState } from '../../domain/export/export-job.js';
import type { KeptExport } from '../../storage/export/export-store.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export function presentExport(job: KeptExport, now: Date): ExportBody {
  const { id, kind, format, purpose, words, question, because, failure, askedBy, decidedBy, downloads } = job;
  const ofTickets = question.kind === 'tickets' ? question : null;
  const ofFigures = question.kind === 'statistics' ? question : null;
  return {
    ...{ id, kind, format, purpose, words, failure, askedBy, decidedBy, downloads },
    number: exportNumber(job),
    state: exportState(job, now),
    filter: ofTickets && { ...ofTickets.filter },
    columns: ofTickets && [...ofTickets.columns],
    year: ofFigures && ofFigures.year,
    by: ofFigures && [...ofFigures.by],
    because: [...because],
    progress: { done: job.done, of: ofTickets && job.expected },
    askedAt: chinaTime(job.askedAt),
    decideUntil: because.length > 0 ? chinaTime(job.decideUntil) : null,
    decidedAt: chinaTimeOrNull(job.decidedAt),
    madeAt: chinaTimeOrNull(job.madeAt),
    keptUntil: chinaTimeOrNull(job.keptUntil),
    downloadedAt: chinaTimeOrNull(job.downloadedAt),
  };
}

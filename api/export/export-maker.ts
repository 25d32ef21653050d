import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import {
  EXPORT_PURPOSE_ROWS,
  exportNumber,
  KEPT_MS,
  outgrown,
  type ExportFailure,
} from '../../domain/export/export-job.js';
import { placeOf } from '../../domain/ticket/relations.js';
import { FileMissing, type Files } from '../../files/files.js';
import { failureName } from '../../pacing/failure-name.js';
import type { ClaimedExport, ExportWork } from '../../storage/export/export-work.js';
import type { ExportFile, KeptExport } from '../../storage/export/export-store.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import { chinaTime } from '../http/time.js';
import { listedIn, removeExport, writeExport } from './export-file.js';
import { tableOf, type ListedInFile, type RowServices } from './export-rows.js';
import { tableText, type Watermark } from './table-text.js';

/** Whoever has not been heard of for so long is gone, and another begins anew. */
const LEASE_MS = 30_000;
const REMOVED_AT_ONCE = 100;

interface Deps extends RowServices {
  readonly reference: Pick<ReferenceData, 'current'>;
  readonly work: ExportWork;
  readonly files: Files;
  /** More rows than this are in no export. */
  readonly mostRows: number;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export interface ExportMaker {
  /**
   * Makes what is granted and not made, one after another, and removes what is kept no more. `isStopping`: what is
   * begun is let go, for another process to begin.
   */
  make(isStopping?: () => boolean): Promise<void>;
  /** No file with a ticket that was erased since is opened any more; `only`: that of one export. */
  spoilErased(only?: string): Promise<void>;
}

/** Why making one came to an end. */
class Ended extends Error {
  override readonly name = 'ExportEnded';
  constructor(readonly why: ExportFailure | 'lost' | 'stopping') {
    super(`An export came to an end: ${why}.`);
  }
}

/** Every process does it; each export is made by whoever holds its lease, and a file that lost it is removed. */
export function createExportMaker(deps: Deps): ExportMaker {
  const { work, files, log, clock } = deps;
  const now = (): Date => new Date(clock());

  async function makeNext(isStopping: () => boolean): Promise<boolean> {
    const file = randomUUID();
    const claimed = await work.claim(file, now(), new Date(clock() + LEASE_MS));
    if (!claimed) return false;
    const { id } = claimed.job;
    try {
      if (claimed.before) await removeExport(files, claimed.before);
      const { written, done } = await writtenFor(claimed, file, isStopping);
      if (!(await work.finish(id, written, done, new Date(clock() + KEPT_MS)))) throw new Ended('lost');
    } catch (error) {
      await removeExport(files, file);
      const why = error instanceof Ended ? error.why : null;
      if (why === 'stopping') await work.release(id, file);
      else if (why !== null && why !== 'lost') await work.fail(id, file, why);
      if (why === null) log.warn({ export: id, error: failureName(error) }, 'An export was broken off');
      // Again when its lease ends: what broke it off may still be so.
      return why !== null && why !== 'stopping';
    }
    return true;
  }

  async function writtenFor(
    { job }: ClaimedExport,
    file: string,
    isStopping: () => boolean,
  ): Promise<{ readonly written: ExportFile; readonly done: number }> {
    const { mostRows } = deps;
    const { units, classes } = await deps.reference.current();
    const at = job.madeAt ?? now();
    const actor = { ...job.askedBy, ...placeOf(job.askedBy.unit, units) };
    const table = tableOf(deps, job.question, { actor, units, classes, at }, mostRows);
    const text = tableText(job.format, table.columns, watermarkOf(job, at));
    let done = 0;
    async function* pieces(): AsyncGenerator<{ text: string; listed: readonly ListedInFile[] }> {
      yield { text: text.begin(), listed: [] };
      for await (const { rows, listed, guarded, isTooMuch } of table.portions) {
        done += rows.length;
        const failure = isTooMuch ? 'tooLarge' : outgrown(job, { rows: done, guarded, mostRows });
        if (failure) throw new Ended(failure);
        if (isStopping()) throw new Ended('stopping');
        if (!(await work.progress(job.id, file, done, new Date(clock() + LEASE_MS)))) throw new Ended('lost');
        yield { text: text.rows(rows), listed };
      }
    }
    return { written: await writeExport(files, file, pieces()), done };
  }

  async function removeOver(): Promise<void> {
    for (const { id, file } of await work.over(now(), REMOVED_AT_ONCE)) {
      await removeExport(files, file);
      await work.removed(id, file);
    }
  }

  return {
    async make(isStopping = () => false) {
      if (!(await work.isWaiting(now()))) return;
      while (!isStopping() && (await makeNext(isStopping)));
      await removeOver();
    },

    async spoilErased(only) {
      for (const { job, erased } of await work.withErased(only ?? null)) {
        if (await holdsAny(files, job, erased)) await work.spoil(job.id);
      }
    },
  };
}

async function holdsAny(files: Pick<Files, 'read'>, { file }: KeptExport, erased: readonly string[]): Promise<boolean> {
  if (!file) return false;
  const gone = new Set(erased);
  try {
    for await (const listed of listedIn(files, file)) if (listed.some(({ ticket }) => gone.has(ticket))) return true;
  } catch (error) {
    // It was removed meanwhile: nobody opens it any more.
    if (!(error instanceof FileMissing)) throw error;
  }
  return false;
}

function watermarkOf(job: KeptExport, at: Date): Watermark {
  const { askedBy, name, purpose } = job;
  return {
    ...{ number: exportNumber(job), by: askedBy.id, name, role: askedBy.role, unit: askedBy.unit },
    ...{ at: chinaTime(at), purpose, purposeZh: EXPORT_PURPOSE_ROWS[purpose].zh },
  };
}

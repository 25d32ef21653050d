import type { Logger } from 'pino';
import type { Files } from '../../files/files.js';
import { createExportStore, type ExportStore } from '../../storage/export/export-store.js';
import { createExportWork } from '../../storage/export/export-work.js';
import { createStatisticsViews } from '../../storage/export/statistics-views.js';
import type { Database } from '../../storage/postgres/database.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { Sealing } from '../../storage/secrets/sealing.js';
import type { TicketViews } from '../../storage/ticket/ticket-views.js';
import { createExportMaker, type ExportMaker } from './export-maker.js';

export interface Exporting {
  readonly exports: ExportStore;
  readonly exportMaker: ExportMaker;
  /** No export has more. */
  readonly exportRows: number;
}

/** Puts together what keeps, makes and gives out exports. */
export function createExporting(deps: {
  readonly pool: Database['pool'];
  readonly sealing: Sealing;
  readonly views: Pick<TicketViews, 'list'>;
  readonly reference: Pick<ReferenceData, 'current'>;
  readonly files: Files;
  readonly exportRows: number;
  readonly log: Logger;
  readonly clock: () => number;
}): Exporting {
  const { pool, sealing, exportRows, views, reference, files, log, clock } = deps;
  return {
    exports: createExportStore(pool, sealing),
    exportRows,
    exportMaker: createExportMaker({
      ...{ views, reference, files, log, clock },
      statistics: createStatisticsViews(pool),
      work: createExportWork(pool, sealing),
      mostRows: exportRows,
    }),
  };
}

import { obtainPrograms } from './go-programs.mjs';

/** The server as it is operated, not the development server of the command line, and its schema tool. */
const TEMPORAL = {
  what: 'the Temporal server',
  cache: 'temporal-server',
  module: 'go.temporal.io/server',
  version: '1.31.2',
  otherwise: 'name the programs with --temporal-server and --temporal-sql-tool',
  programs: {
    server: { onPath: 'temporal-server', package: 'cmd/server', built: 'server' },
    sqlTool: { onPath: 'temporal-sql-tool', package: 'cmd/tools/sql', built: 'sql' },
  },
};

export const obtainTemporalPrograms = (product, { server, sqlTool }, say) =>
  obtainPrograms(product, TEMPORAL, { server, sqlTool }, say);

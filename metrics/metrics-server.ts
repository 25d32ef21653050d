import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, type Registry } from 'prom-client';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A delay of the event loop is measured by waking up, and whoever wakes up a hundred times a second is never idle. */
const EVENT_LOOP_EVERY_MS = 50;

/**
 * Serves `/metrics` on a port of its own, so that whoever may reach the API need not reach this, and from then on
 * counts the figures of the process itself too. `more` is text in the same format that another library keeps; what
 * cannot be had is left out, and the rest is served. With `works`, `/healthz` says whether the process still does its
 * work, for a process that serves nothing else.
 */
export async function serveMetrics(
  registry: Registry,
  {
    host,
    port,
    more,
    works,
  }: {
    readonly host: string;
    readonly port: number;
    readonly more?: () => Promise<string>;
    readonly works?: () => boolean;
  },
): Promise<MetricsServer> {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_EVERY_MS });
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/healthz' && works !== undefined) {
      const well = works();
      response
        .writeHead(well ? 200 : 503, { 'Content-Type': 'text/plain' })
        .end(well ? 'Works.\n' : 'Does not work.\n');
      return;
    }
    if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Metrics are at /metrics.\n');
      return;
    }
    Promise.all([registry.metrics(), more?.().catch(() => '') ?? '']).then(
      ([own, others]) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(`${own}${others}`),
      () => response.writeHead(503, { 'Content-Type': 'text/plain' }).end('The figures could not be read.\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';

export interface DrainingTimes {
  /** For so long new connections are still taken, so that whoever probes hears of it before one is refused. */
  readonly noticeMs: number;
  /** Then what is under way may take so long. */
  readonly patienceMs: number;
}

/**
 * Longer than any usual balancer keeps an idle connection (60 to 75 s): of the two it must be the balancer that closes,
 * or it sends the next request into a connection that is just being closed.
 */
const KEEP_ALIVE_MS = 90_000;
/**
 * The same for a connection that a balancer opened and has not used yet. A client that trickles its request holds a
 * socket, not a thread; still it must end some day.
 */
const HEADERS_TIMEOUT_MS = 95_000;
const REQUEST_TIMEOUT_MS = 100_000;

export interface ApiServer {
  readonly server: Server;
  /** Whether it was told to stop. */
  isDraining(): boolean;
  /** Stops without anybody noticing; answers when the last connection is closed. */
  drain(): Promise<void>;
}

/**
 * A server that may stop while balancers keep connections to it. A kept connection that is closed without a word may be
 * in use for the next request at that moment, and its caller gets a 502. So the server first says with each answer that
 * it is the last one on this connection, and closes only what nobody has used for all that time.
 */
export function createApiServer(app: RequestListener, { noticeMs, patienceMs }: DrainingTimes): ApiServer {
  const server = createServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  const underWay = new Set<ServerResponse>();
  let draining = false;
  let refusing = false;

  // Before the application, so that no answer has been begun.
  server.on('request', (_request, response) => {
    if (draining) sayLast(response);
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      // One whose answer had been begun before it could say so.
      if (refusing) setImmediate(() => server.closeIdleConnections());
    });
  });

  server.on('request', app);

  return {
    server,
    isDraining: () => draining,
    async drain() {
      draining = true;
      for (const response of underWay) sayLast(response);
      await pause(noticeMs);
      // What has arrived by now is read first, so that no connection is idle that has a request on it.
      await immediate();
      refusing = true;
      await new Promise<void>((resolve) => {
        const patience = setTimeout(() => server.closeAllConnections(), patienceMs);
        server.close(() => {
          clearTimeout(patience);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

function sayLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

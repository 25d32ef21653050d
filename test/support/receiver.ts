import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Where it was posted to. */
  readonly path: string;
  /** The `webhook-id`. */
  readonly id: string;
  readonly at: number;
}

/** A receiver of webhooks on loopback, as good or as bad as the test says. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** What it does with a message; 204 unless said otherwise. */
  behave(how: (message: Received, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const well = (_message: Received, response: ServerResponse): void => void response.writeHead(204).end();
  let how = well;
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      const message = { headers, body, path: request.url ?? '', id: headers['webhook-id'] ?? '', at: Date.now() };
      received.push(message);
      how(message, response);
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    behave: (next) => void (how = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

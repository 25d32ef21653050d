import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** Stands between a worker and PostgreSQL, and can hold back what the worker says. */
export interface HoldingProxy {
  readonly port: number;
  /**
   * From the first words on that contain this, what comes from the worker is kept. `then` is told at that very moment.
   */
  holdFrom(words: string, then: () => void): void;
  /** Passes everything on. Resolves once PostgreSQL has answered what was held. */
  release(): Promise<void>;
  close(): Promise<void>;
}

export async function openHoldingProxy(to: { host: string; port: number }): Promise<HoldingProxy> {
  const sockets = new Set<Socket>();
  let watched: { words: string; then: () => void } | null = null;
  let held: { server: Socket; chunks: Buffer[] }[] | null = null;

  const server = createServer((client) => {
    const other = connect(to);
    for (const socket of [client, other]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => other.destroy());
    other.on('close', () => client.destroy());
    other.on('data', (chunk: Buffer) => client.write(chunk));
    client.on('data', (chunk: Buffer) => {
      if (watched && chunk.includes(watched.words)) {
        watched.then();
        watched = null;
        held = [];
      }
      if (held === null) {
        other.write(chunk);
        return;
      }
      const waiting = held.find((one) => one.server === other);
      if (waiting) waiting.chunks.push(chunk);
      else held.push({ server: other, chunks: [chunk] });
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return {
    port,
    holdFrom: (words, then) => {
      watched = { words, then };
    },
    async release() {
      const all = held ?? [];
      held = null;
      await Promise.all(
        all.map(
          ({ server: other, chunks }) =>
            new Promise<void>((resolve) => {
              other.once('data', () => resolve());
              other.once('close', () => resolve());
              for (const chunk of chunks) other.write(chunk);
            }),
        ),
      );
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

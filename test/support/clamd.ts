import { createServer, type AddressInfo, type Socket } from 'node:net';

/** ClamAV's daemon as far as it is spoken to: a stream by its protocol, and knows one virus and what it learns. */
export interface ClamdStandIn {
  readonly address: { readonly host: string; readonly port: number };
  /** What came last. */
  readonly received: () => Buffer;
  /** Its signatures are updated: it finds this, too. */
  learn(virus: string): void;
  close(): Promise<void>;
}

export async function clamdStandIn(port = 0): Promise<ClamdStandIn> {
  let last: Buffer = Buffer.alloc(0);
  const viruses = ['canary-virus'];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let waiting: Buffer = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      waiting = Buffer.concat([waiting, piece]);
      const content = streamIn(waiting);
      if (content === null) return;
      last = content;
      socket.end(
        viruses.some((virus) => content.includes(virus)) ? 'stream: Canary-Test-Signature FOUND\0' : 'stream: OK\0',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    received: () => last,
    learn: (virus) => void viruses.push(virus),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** The content of a stream that has come to its end; `null`: it has not. */
function streamIn(bytes: Buffer): Buffer | null {
  const command = 'zINSTREAM\0';
  if (bytes.length < command.length) return null;
  if (bytes.toString('latin1', 0, command.length) !== command) throw new Error('This stand-in knows INSTREAM only.');
  const chunks: Buffer[] = [];
  for (let at = command.length; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

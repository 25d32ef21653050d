import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createClamd, ScannerAway } from '../../files/scanner.js';
import { inPieces } from '../support/files.js';
import { clamdStandIn, type ClamdStandIn } from '../support/clamd.js';

let daemon: ClamdStandIn;
beforeEach(async () => void (daemon = await clamdStandIn()));
afterEach(() => daemon.close());

const EICAR = Buffer.from('x canary-virus x');

describe('the scanner', () => {
  it('is sent every byte, and says that it is clean', async () => {
    const content = Buffer.alloc(300_000, 'ab');
    expect(await createClamd(daemon.address).scan(inPieces(content))).toEqual({ clean: true });
    expect(daemon.received().equals(content)).toBe(true);
  });

  it('names what it found', async () => {
    expect(await createClamd(daemon.address).scan(inPieces(EICAR, 3))).toEqual({ found: 'Canary-Test-Signature' });
  });

  it('is away when nothing listens, when it closes, is silent, or says that it cannot say', async () => {
    const scan = (address: { host: string; port: number }): Promise<unknown> =>
      createClamd(address, 200).scan(inPieces(Buffer.alloc(100_000)));
    const closing = await listening((socket) => socket.destroy());
    const silent = await listening(() => undefined);
    const full = await listening((socket) => socket.end('INSTREAM size limit exceeded. ERROR\0'));
    const gone = await listening(() => undefined);
    await closed(gone.server);
    for (const { address } of [closing, silent, full, gone]) await expect(scan(address)).rejects.toThrow(ScannerAway);
    for (const { server } of [closing, silent, full]) await closed(server);
  });
});

async function listening(
  meet: (socket: Socket) => void,
): Promise<{ server: Server; address: { host: string; port: number } }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    meet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } };
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

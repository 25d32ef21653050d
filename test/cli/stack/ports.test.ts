import { createServer, type Server } from 'node:net';
import { freePort, insistOnPort, isPortFree, portFrom } from '../../../cli/stack/ports.js';

function occupy(port: number): Promise<Server> {
  return new Promise((done) => {
    const server = createServer().listen(port, '127.0.0.1', () => done(server));
  });
}

describe('ports', () => {
  let busy: number;
  let server: Server;

  beforeEach(async () => {
    busy = await freePort();
    server = await occupy(busy);
  });
  afterEach(() => new Promise((done) => server.close(done)));

  it('takes the next free port when the wanted one is busy', async () => {
    const taken = await portFrom(busy);
    expect(taken).toBeGreaterThan(busy);
    expect(await isPortFree(taken)).toBe(true);
  });

  it('passes over a port that is promised to another part', async () => {
    const next = await portFrom(busy);
    expect(await portFrom(busy, new Set([next]))).not.toBe(next);
  });

  it('explains itself when a port that was asked for is busy', async () => {
    await expect(insistOnPort(busy)).rejects.toThrow(`Port ${busy} cannot be used: another program is listening`);
  });
});

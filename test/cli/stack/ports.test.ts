import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, insistOnPort, isPortFree, keepPortsIn, portFrom } from '../../../cli/stack/ports.js';

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
    expect(await portFrom(busy, { taken: new Set([next]) })).not.toBe(next);
  });

  it('passes over a port that a program keeps although nobody listens there yet, or for the moment', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'huiying-ports-'));
    const [one, other] = [keepPortsIn(folder), keepPortsIn(folder)];
    const first = await portFrom(busy, { keep: one });
    const second = await portFrom(busy, { keep: other });
    expect(second).toBeGreaterThan(first);
    expect(await portFrom(first, { keep: one })).toBe(first);
    expect(await portFrom(first, { keep: other })).toBe(second);
    await rm(folder, { recursive: true });
  });

  it('keeps what nobody can be told of for whoever listens first', async () => {
    const nowhere = keepPortsIn(join('/dev/null', 'ports'));
    expect(await portFrom(busy, { keep: nowhere })).toBeGreaterThan(busy);
  });

  it('explains itself when a port that was asked for is busy', async () => {
    await expect(insistOnPort(busy)).rejects.toThrow(`Port ${busy} cannot be used: another program is listening`);
  });
});

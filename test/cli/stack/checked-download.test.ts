import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadChecked } from '../../../cli/stack/checked-download.js';

const PUBLISHED = Buffer.from('the archive as it was published');
const sha256 = createHash('sha256').update(PUBLISHED).digest('hex');

describe('A program that is downloaded', () => {
  let server: Server;
  let folder: string;
  let sent = PUBLISHED;
  let status = 200;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiying-download-'));
    server = createServer((_request, response) => response.writeHead(status).end(sent));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    sent = PUBLISHED;
    status = 200;
  });

  const to = () => join(folder, 'archive');
  function bring(signal?: AbortSignal): Promise<void> {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/archive`;
    return downloadChecked({ url, sha256, to: to(), report: () => undefined, ...(signal && { signal }) });
  }

  it('is taken when it is what was pinned', async () => {
    await bring();
    expect(await readFile(to())).toEqual(PUBLISHED);
  });

  it('is thrown away when one sign of it differs', async () => {
    sent = Buffer.from('the archive as it was publishet');
    await expect(bring()).rejects.toThrow(/is not the file that was published: its SHA-256 is [0-9a-f]{64}$/);
    expect(existsSync(to())).toBe(false);
  });

  it('is not there after an answer that is none, nor after an interruption', async () => {
    status = 404;
    await expect(bring()).rejects.toThrow('HTTP 404');
    status = 200;
    await expect(bring(AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(existsSync(to())).toBe(false);
  });
});

import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };

/** A page of React with one heading, built as the console is: below what no screen of the console can be. */
export async function serveEmptyPage() {
  const outDir = await mkdtemp(join(tmpdir(), 'huiying-empty-'));
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, 'empty'),
    publicDir: false,
    build: { outDir, emptyOutDir: true, modulePreload: { polyfill: false } },
  });
  const server = createServer(async ({ url }, response) => {
    const file = url === '/' ? '/index.html' : url;
    try {
      const content = await readFile(join(outDir, file));
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
    } catch {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('nothing here');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

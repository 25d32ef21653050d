import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../cli/stack/ports.js';
import { majorOf, readCompose } from '../support/compose.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';

const caddy = await majorOf('caddy');

describeUnlessMissing(typeof caddy === 'string' ? caddy : undefined, 'the gateway of docker-compose.yml', () => {
  let folder: string;
  let behind: Server;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiying-gateway-'));
    behind = createServer((request, response) => response.end(String(request.headers['x-forwarded-for'])));
    await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    for (const child of running) child.kill();
    behind.close();
    behind.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  });

  /** What an API behind it hears of a caller from here who says to be somebody else. */
  async function heard(frontProxies: string): Promise<string> {
    const port = await freePort();
    const { configs } = readCompose({
      HUIYING_PUBLIC_URL: 'https://hotline.example.org',
      HUIYING_FRONT_PROXIES: frontProxies,
    });
    const file = join(folder, `Caddyfile-${port}`);
    const content = (configs['gateway']?.content ?? '')
      .replace('dynamic a api 8080', `dynamic a localhost ${(behind.address() as AddressInfo).port}`)
      .replace(':8080 {', `http://127.0.0.1:${port} {`);
    await writeFile(file, content);
    const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    running.push(
      spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {
        env: { ...process.env, ...home },
        stdio: 'ignore',
      }),
    );
    const said = { headers: { 'X-Forwarded-For': '203.0.113.7' } };
    let forwarded = '';
    await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/`, said);
      expect(response.status).toBe(200);
      forwarded = await response.text();
    });
    return forwarded;
  }

  it('tells where a caller really comes from, whatever the caller says', async () => {
    expect(await heard('192.0.2.1')).toBe('127.0.0.1');
  });

  it('passes on what a proxy that is named says', async () => {
    expect(await heard('192.0.2.1 127.0.0.1/32')).toBe('203.0.113.7, 127.0.0.1');
  });
});

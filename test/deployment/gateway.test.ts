import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, portAnswers } from '../../cli/stack/ports.js';
import { onLoopback } from '../../scripts/cluster/gateway.mjs';
import { startNames, type Names } from '../../scripts/cluster/names.mjs';
import { readCompose } from '../support/compose.js';
import { eventually } from '../support/eventually.js';
import { noGateway } from '../support/no-gateway.js';
import { describeUnlessMissing } from '../support/skip.js';

const API = '127.0.0.2';
const OTHER_API = '127.0.0.3';

describeUnlessMissing(await noGateway(), 'the gateway of docker-compose.yml', () => {
  let folder: string;
  let names: Names;
  const listening: Server[] = [];
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiying-gateway-'));
  });
  beforeEach(async () => {
    names = await startNames(await freePort());
  });
  afterEach(async () => {
    for (const child of running.splice(0)) child.kill();
    for (const server of listening.splice(0)) server.close().closeAllConnections();
    await names.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** An API as the name server of the compose network names it; answers with its port, which all of them have. */
  async function api(address: string, answer: RequestListener, port = 0): Promise<number> {
    const server = createServer(answer);
    listening.push(server);
    await new Promise<void>((resolve) => server.listen(port, address, resolve));
    names.add(address);
    return (server.address() as AddressInfo).port;
  }

  /** Where it listens. */
  async function gateway(apiPort: number, frontProxies = ''): Promise<string> {
    const port = await freePort();
    const { configs } = readCompose({
      HUIYING_PUBLIC_URL: 'https://hotline.example.org',
      HUIYING_FRONT_PROXIES: frontProxies,
    });
    const file = join(folder, `Caddyfile-${port}`);
    await writeFile(file, onLoopback(configs['gateway']?.content ?? '', { port, apiPort, namesPort: names.port }));
    const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    running.push(
      spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {
        env: { ...process.env, ...home },
        stdio: 'ignore',
      }),
    );
    await eventually(async () => expect(await portAnswers(port)).toBe(true));
    return `http://127.0.0.1:${port}`;
  }

  /** What an API behind it hears of a caller from here who says to be somebody else. */
  async function heard(frontProxies: string): Promise<string> {
    const port = await api(API, (request, response) => response.end(String(request.headers['x-forwarded-for'])));
    const response = await fetch(await gateway(port, frontProxies), {
      headers: { 'X-Forwarded-For': '203.0.113.7' },
    });
    expect(response.status).toBe(200);
    return response.text();
  }

  it('tells where a caller really comes from, whatever the caller says', async () => {
    expect(await heard('192.0.2.1')).toBe('127.0.0.1');
  });

  it('passes on what a proxy that is named says', async () => {
    expect(await heard('192.0.2.1 127.0.0.1/32')).toBe('203.0.113.7, 127.0.0.1');
  });

  it('passes over an API that is away, although the other one has more to do', async () => {
    let waiting = 0;
    const port = await api(API, (request, response) => {
      if (request.url === '/events') waiting += 1;
      else response.end();
    });
    names.add(OTHER_API);
    const url = await gateway(port);
    const leaving = new AbortController();
    const long = fetch(`${url}/events`, { signal: leaving.signal }).catch(() => null);
    await eventually(() => expect(waiting).toBe(1));

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${url}/tickets`, { method: 'POST', body: '{}' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    leaving.abort();
    await long;
  });

  it('gives a command that an API has begun to no other one, and asks a question again', async () => {
    const commands: (string | undefined)[] = [];
    let questions = 0;
    const breaksOff: RequestListener = (request, response) => {
      request.resume().once('end', () => {
        if (request.method === 'POST') commands.push(request.url);
        if (request.method === 'GET' && (questions += 1) > 1) response.end();
        else request.socket.destroy();
      });
    };
    const port = await api(API, breaksOff);
    await api(OTHER_API, breaksOff, port);
    const url = await gateway(port);

    expect((await fetch(`${url}/tickets`, { method: 'POST', body: '{}' })).status).toBe(502);
    expect(commands).toEqual(['/tickets']);
    expect((await fetch(`${url}/tickets`)).status).toBe(200);
  });
});

import { request as ask, createServer as plainServer, type IncomingMessage, type Server } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from '../../../api/app.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { aPerson, type Desk } from '../../support/browser.js';
import { aCertificate } from '../../support/certificate.js';

let world: ApiWorld;
let person: Desk;
const certificate = aCertificate();
const servers: Server[] = [];
beforeAll(async () => {
  world = await createApiWorld();
  person = await aPerson(world, { role: 'operator', unit: 'hotline' });
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await world.close();
});

const log = pino({ level: 'silent' });
async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The API itself speaks https. */
const bySelf = (): Promise<number> => listening(createServer(certificate, createApp(world.services, { log })));

/** Something before it speaks https, and says so; the API believes it or not. */
async function byProxy(trustedProxies: readonly string[]): Promise<number> {
  const port = await listening(plainServer(createApp(world.services, { log, trustedProxies })));
  return listening(
    createServer(certificate, (incoming, outgoing) => {
      const { method, url: path, headers } = incoming;
      const more = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' };
      const onward = ask({ port, host: '127.0.0.1', method, path, headers: { ...headers, ...more } }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    }),
  );
}

interface Told {
  readonly status: number;
  readonly cookie: string | undefined;
  readonly body: string;
}

/** As a browser that trusts the certificate, at https://localhost. */
function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: object,
): Promise<Told> {
  const origin = `https://localhost:${port}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ port, method, path, host: 'localhost', family: 4, ca: certificate.cert, agent: false },
        headers: { Origin: origin, ...(body && { 'Content-Type': 'application/json' }), ...headers },
      },
      (answer: IncomingMessage) => {
        let text = '';
        answer.on('data', (chunk) => (text += String(chunk)));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, cookie: answer.headers['set-cookie']?.[0], body: text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}
const signIn = (port: number): Promise<Told> =>
  send(port, 'POST', '/api/v1/session', {}, { signInName: person.signInName, password: person.password });

describe.each([
  ['that the API speaks itself', bySelf],
  ['that a trusted proxy speaks for it', () => byProxy(['127.0.0.1'])],
])('over https %s', (_name, start) => {
  it('the cookie is of this host alone, for https alone, and no script reads it', async () => {
    const port = await start();
    const { status, cookie } = await signIn(port);
    expect([status, cookie]).toEqual([
      204,
      expect.stringMatching(/^__Host-huiying=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    const [pair = ''] = (cookie ?? '').split(';');
    expect((await send(port, 'GET', '/api/v1/me', { Cookie: pair })).status).toBe(200);
    // Under the other name, which any host of the domain could have set, it is nobody's.
    expect((await send(port, 'GET', '/api/v1/me', { Cookie: pair.replace('__Host-', '') })).status).toBe(401);
    const elsewhere = { Cookie: pair, Origin: `http://localhost:${port}` };
    expect((await send(port, 'DELETE', '/api/v1/session', elsewhere)).status).toBe(403);
    expect((await send(port, 'DELETE', '/api/v1/session', { Cookie: pair })).status).toBe(204);
    expect((await send(port, 'GET', '/api/v1/me', { Cookie: pair })).status).toBe(401);
  });
});

it('a proxy that is not trusted makes no https of http', async () => {
  const port = await byProxy([]);
  const { status, body } = await signIn(port);
  expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([403, 'cross-site']);
});

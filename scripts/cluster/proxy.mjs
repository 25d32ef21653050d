import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { BalancerAgent } from './proxy-agent.mjs';

const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-connection'];
const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n';
const DONE = new Set([200, 201, 202]);

/**
 * A backend that refuses the connection has not seen the request, and a question may be asked twice: another may have
 * it, for so long.
 */
const ANOTHER_WITHIN_MS = 5_000;
const ANOTHER_AFTER_MS = 100;

/**
 * A plain reverse proxy: the backends in turn, and never a second try at another one once a request was sent, because
 * the first may have done what was asked: that is a 502 in HTML. It keeps what callers were told was done: the promises
 * that the record has to keep.
 * @param {{ another?: boolean }} options `another`: such a backend is passed over, as the shipped gateway does
 */
export async function startProxy(product, { another = false } = {}) {
  const backends = [];
  const agent = new BalancerAgent();
  const counts = { requests: 0, badGateway: 0, unavailable: 0, faults: 0, cutOff: 0, byBackend: {}, byStatus: {} };
  /** What was answered with 5xx, without what it was about. */
  const troubles = [];
  /** One entry for each key of an account, however often it was sent. */
  const acknowledged = new Map();
  let turn = 0;

  const server = http.createServer((request, response) => {
    counts.requests += 1;
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => void pass(request, Buffer.concat(parts), response, Date.now() + ANOTHER_WITHIN_MS));
  });

  function pass(request, body, response, until) {
    const port = backends[(turn += 1) % backends.length];
    counts.byBackend[port] += 1;
    const startedAt = performance.now();
    let left = false;
    const passed = http.request(
      {
        host: '127.0.0.1',
        port,
        agent,
        method: request.method,
        path: request.url,
        headers: { ...endToEnd(request.headers), 'x-forwarded-for': '127.0.0.1' },
      },
      (answer) => {
        counts.byStatus[answer.statusCode] = (counts.byStatus[answer.statusCode] ?? 0) + 1;
        const noted = request.method === 'POST' && DONE.has(answer.statusCode) ? [] : null;
        if (answer.statusCode >= 500) {
          counts[answer.statusCode === 503 ? 'unavailable' : 'faults'] += 1;
          const seconds = Math.floor((performance.now() - startedAt) / 1_000);
          trouble(request, answer.statusCode, `answered by backend ${port} after ${seconds} s`);
        }
        response.writeHead(answer.statusCode, endToEnd(answer.headers));
        answer.on('data', (part) => noted?.push(part));
        answer.on('error', () => (counts.cutOff += left ? 0 : 1));
        answer.pipe(response);
        answer.on('end', () => {
          if (noted) note(request, answer, Buffer.concat(noted).toString('utf8'));
        });
        answer.on('close', () => {
          if (!answer.complete) response.destroy();
        });
      },
    );
    passed.on('error', (error) => {
      if (response.destroyed) return;
      if (response.headersSent) return void response.destroy();
      const unseen = error.code === 'ECONNREFUSED' || (request.method === 'GET' && passed.reusedSocket);
      if (another && unseen && Date.now() < until)
        return void pause(ANOTHER_AFTER_MS).then(() => pass(request, body, response, until));
      counts.badGateway += 1;
      trouble(request, 502, `${error.code} from backend ${port}${passed.reusedSocket ? ', on a kept connection' : ''}`);
      response.writeHead(502, { 'content-type': 'text/html' }).end(BAD_GATEWAY);
    });
    response.on('close', () => {
      // Cut off is what a backend ended, and not what its caller has left.
      left = !response.writableFinished && !passed.destroyed;
      if (!response.writableFinished) passed.destroy();
    });
    passed.end(body);
  }

  /** The pattern of the path alone: ids and codes say nothing here. */
  function trouble({ method, url }, status, why) {
    const pattern = url.split('?')[0].replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}');
    troubles.push(`${status} to ${method} ${pattern}: ${why}`);
  }

  function note(request, answer, text) {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return;
    const under = `${request.headers.authorization ?? ''} ${key}`;
    const path = request.url.replace(/^\/api\/v1/, '').split('?')[0];
    const body = JSON.parse(text);
    const [, ticket, act] =
      /^\/tickets\/([0-9a-f-]{36})\/(?:actions\/)?(\w+)$/.exec(path) ??
      (path === '/tickets' ? [null, body.id, 'register'] : []);
    const about = {
      path,
      act: act ?? (path.startsWith('/ratings/') ? 'rate' : null),
      ticket: ticket ?? body.id ?? null,
    };
    const seen = acknowledged.get(under);
    acknowledged.set(under, { ...about, times: (seen?.times ?? 0) + 1, number: body.number ?? null });
  }

  const port = await product.freePort();
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    troubles,
    /** One more backend, which listens already, until the function is called that this answers with. */
    add(port) {
      backends.push(port);
      counts.byBackend[port] = 0;
      return () => backends.splice(backends.indexOf(port), 1);
    },
    acknowledged: () => [...acknowledged.values()],
    close() {
      server.closeAllConnections();
      agent.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}

function endToEnd(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

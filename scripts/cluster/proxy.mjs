import http from 'node:http';

const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-connection'];
const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n';
const DONE = new Set([200, 201, 202]);

/**
 * A plain reverse proxy: the backends in turn, 502 in HTML while the one whose turn it is does not answer, and never a second try at another
 * one, because the first may have done what was asked. It keeps what callers were told was done: the promises that the record has to keep.
 */
export async function startProxy(product, backends) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const counts = { requests: 0, badGateway: 0, cutOff: 0, byBackend: backends.map(() => 0) };
  /** One entry for each key of an account, however often it was sent. */
  const acknowledged = new Map();
  let turn = 0;

  const server = http.createServer((request, response) => {
    counts.requests += 1;
    const which = (turn += 1) % backends.length;
    counts.byBackend[which] += 1;
    const passed = http.request(
      {
        host: '127.0.0.1',
        port: backends[which],
        agent,
        method: request.method,
        path: request.url,
        headers: { ...endToEnd(request.headers), 'x-forwarded-for': '127.0.0.1' },
      },
      (answer) => {
        const noted = request.method === 'POST' && DONE.has(answer.statusCode) ? [] : null;
        response.writeHead(answer.statusCode, endToEnd(answer.headers));
        answer.on('data', (part) => noted?.push(part));
        answer.on('error', () => (counts.cutOff += 1));
        answer.pipe(response);
        answer.on('end', () => {
          if (noted) note(request, answer, Buffer.concat(noted).toString('utf8'));
        });
        answer.on('close', () => {
          if (!answer.complete) response.destroy();
        });
      },
    );
    passed.on('error', () => {
      if (response.headersSent) return void response.destroy();
      counts.badGateway += 1;
      request.unpipe(passed);
      request.resume();
      response.writeHead(502, { 'content-type': 'text/html' }).end(BAD_GATEWAY);
    });
    response.on('close', () => {
      if (!response.writableFinished) passed.destroy();
    });
    request.pipe(passed);
  });

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

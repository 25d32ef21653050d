import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';

/**
 * A department's receiver of webhooks. It keeps what it took, by message id, and now and then refuses one, so that
 * retries are part of the run.
 * @param {(n: number) => boolean} refuses whether the n-th message is answered 503
 */
export async function startReceiver(product, refuses) {
  const taken = new Map();
  const kept = new Map();
  const counts = { messages: 0, refused: 0, again: 0, retracted: 0 };
  const wrong = [];
  let secret = null;

  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      counts.messages += 1;
      const id = request.headers['webhook-id'];
      const body = Buffer.concat(parts).toString('utf8');
      if (refuses(counts.messages)) {
        counts.refused += 1;
        return void response.writeHead(503).end();
      }
      if (secret !== null && !isSigned(request.headers, body, secret)) wrong.push(`${id}: its signature is not ours`);
      take(id, body);
      response.writeHead(204).end();
    });
  });

  function take(id, body) {
    const before = taken.get(id);
    if (before !== undefined) {
      counts.again += 1;
      if (before !== body) wrong.push(`${id}: came with two contents`);
      return;
    }
    taken.set(id, body);
    const { type, subject, data } = JSON.parse(body);
    if (type === 'huiying.ping') return;
    const events = kept.get(subject) ?? new Map();
    kept.set(subject, events);
    if (type === 'huiying.ticket.retracted') {
      counts.retracted += 1;
      events.delete(data.data.event);
      return;
    }
    const later = [...events].find(([, seq]) => seq >= data.seq);
    if (later) wrong.push(`${id}: came after ${later[0]}`);
    events.set(id, data.seq);
  }

  const port = await product.freePort();
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${port}/hotline`,
    counts,
    wrong,
    /** Of each ticket the events that came and were not taken back: their ids, with their places. */
    kept,
    signedWith: (given) => (secret = given),
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

function isSigned(headers, body, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const right = createHmac('sha256', key).update(signed).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const given = Buffer.from(one.replace(/^v1,/, ''), 'base64');
      return given.length === right.length && timingSafeEqual(given, right);
    });
}

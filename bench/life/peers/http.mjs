import { createHash } from 'node:crypto';
import express from 'express';
import { Refused } from './rules.mjs';

/**
 * The product's routes as far as a life needs them: an account by its key, a key for each command, `If-Match` and
 * `ETag`.
 * @param {{ register: Function, command: Function }} tickets each takes `{ actor, key, bodyHash, … }` and returns `{
 *   status, ticket }`
 */
export async function serveTickets({ port, accounts, ready, tickets }) {
  const byKey = new Map(
    accounts.map(({ apiKey, role, unit }) => [hashOf(apiKey), { id: `${role} ${unit ?? ''}`, role, unit }]),
  );
  const app = express().disable('x-powered-by').disable('etag').use(express.json());
  app.get('/readyz', async (_request, response) => {
    await ready();
    response.json({ status: 'ok' });
  });
  app.post('/api/v1/tickets', answering('register'));
  app.post('/api/v1/tickets/:id/actions/:name', answering('command'));
  app.use((error, _request, response, _next) => {
    const known = error instanceof Refused;
    if (!known) console.error(error);
    response.status(known ? error.status : 503).json({ code: known ? error.code : 'away', detail: error.message });
  });
  const server = app.listen(port, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return server;

  function answering(what) {
    return async (request, response) => {
      const actor = byKey.get(hashOf((request.get('authorization') ?? '').replace(/^Bearer /, '')));
      if (!actor) throw new Refused(401, 'unauthenticated', 'No account has this key.');
      const { body, params } = request;
      const { status, ticket } = await tickets[what]({
        actor,
        body,
        ...params,
        key: request.get('idempotency-key'),
        expectedVersion: versionIn(request.get('if-match')),
        bodyHash: hashOf(JSON.stringify([params, body])),
      });
      response.status(status).set('ETag', `"${ticket.version}"`).json(ticket);
    };
  }
}

/** As services of the product do: says that it is ready, and ends when told to or when nobody is there any more. */
export function untilTold(close) {
  const stop = () => void close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  process.send?.({ ready: true });
}

export function hashOf(text) {
  return createHash('sha256').update(text).digest('hex');
}

function versionIn(header) {
  const [, version] = /^"(\d+)"$/.exec(header ?? '') ?? [];
  return version === undefined ? null : Number(version);
}

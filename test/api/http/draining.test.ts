import { once } from 'node:events';
import { Agent, request as ask, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { createApiServer, type ApiServer } from '../../../api/api-server.js';
import { createApp } from '../../../api/app.js';
import { createListeners } from '../../../api/event/listeners.js';
import type { Services } from '../../../api/services.js';
import { createApiWorld, TICKET, type ApiWorld } from '../../support/api-world.js';
import { readEvents } from '../../support/event-source.js';
import { eventually } from '../../support/eventually.js';

/** What the usual balancers wait at most before they close a connection that nobody uses. */
const BALANCERS_KEEP_MS = 75_000;
const NOTICE_MS = 1_500;
const silent = pino({ level: 'silent' });

describe('An API that is told to stop', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await createApiWorld();
  });
  afterAll(() => world.close());

  interface Answer {
    readonly status: number | undefined;
    readonly connection: string | undefined;
    readonly body: string;
  }

  /** The process as `main.ts` builds it, and a balancer that keeps its connections. */
  async function anApi(changes: Partial<Services> = {}, noticeMs = NOTICE_MS) {
    const listeners = createListeners(world.services.keys);
    const services: Services = { ...world.services, listeners, isDraining: () => api.isDraining(), ...changes };
    const api: ApiServer = createApiServer(createApp(services, { log: silent, checkResponses: true }), {
      noticeMs,
      patienceMs: 10_000,
    });
    api.server.listen(0, '127.0.0.1');
    await once(api.server, 'listening');
    const { port } = api.server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const send = async (path: string, body?: object, by: Agent | false = agent): Promise<Answer> => {
      const request = ask({
        port,
        host: '127.0.0.1',
        agent: by,
        path,
        method: body ? 'POST' : 'GET',
        headers: {
          Authorization: `Bearer ${world.key('operator')}`,
          ...(body && { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }),
        },
      });
      request.end(body && JSON.stringify(body));
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      return { status: answer.statusCode, connection: answer.headers.connection, body: await text(answer) };
    };
    const stop = (): Promise<void> => {
      listeners.close();
      return api.drain();
    };
    return { api, port, send, stop, agent, base: `http://127.0.0.1:${port}` };
  }

  it('keeps a connection that nobody uses longer than any balancer does, opened ahead or used before', async () => {
    const { api, stop } = await anApi({}, 0);
    const { keepAliveTimeout, headersTimeout, requestTimeout } = api.server;
    expect(keepAliveTimeout).toBeGreaterThan(BALANCERS_KEEP_MS);
    expect(headersTimeout).toBeGreaterThan(keepAliveTimeout);
    expect(requestTimeout).toBeGreaterThan(keepAliveTimeout);
    await stop();
  });

  it('ends what is under way, says with each answer that it was the last, tells who probes, and only then refuses', async () => {
    let registering = (): void => undefined;
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const begun = new Promise<void>((resolve) => (registering = resolve));
    const store: Services['store'] = {
      ...world.services.store,
      async register(...given) {
        registering();
        await held;
        return world.services.store.register(...given);
      },
    };
    const { send, stop } = await anApi({ store });
    expect(await send('/healthz')).toMatchObject({ status: 200, connection: 'keep-alive' });
    const underWay = send('/api/v1/tickets', TICKET);
    await begun;

    const stopped = stop();
    const over = stopped.then(() => 'stopped');
    expect(await send('/healthz')).toMatchObject({
      status: 503,
      connection: 'close',
      body: JSON.stringify({ alive: true, draining: true }),
    });
    const probed = await send('/readyz');
    expect([probed.status, JSON.parse(probed.body)]).toMatchObject([503, { ready: false, draining: true }]);
    // Who does not probe is served all the same, also by a connection that it makes now.
    expect(await send('/api/v1/me')).toMatchObject({ status: 200, connection: 'close' });
    expect(await send('/api/v1/me', undefined, false)).toMatchObject({ status: 200, connection: 'close' });

    goOn();
    expect(await underWay).toMatchObject({ status: 201, connection: 'close' });
    expect(await over).toBe('stopped');
    await expect(send('/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends streams and waiting requests with an answer, those that come meanwhile too', async () => {
    const { base, stop } = await anApi();
    const headers = { Authorization: `Bearer ${world.key('handler', 'water')}` };
    const feed = `${base}/api/v1/events`;
    const early = await readEvents(`${feed}/stream?after=end`, headers);
    await eventually(() => expect(early.blocks).toHaveLength(1));
    const waiting = fetch(`${feed}?after=end&wait=30`, { headers });
    await fetch(`${base}/api/v1/me`, { headers });

    const stopped = stop();
    const late = await readEvents(`${feed}/stream?after=end`, headers);
    const answers = await Promise.all([waiting, fetch(`${feed}?after=end&wait=30`, { headers })]);
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
      expect(await answer.json()).toMatchObject({ items: [], more: false });
    }
    await Promise.all([early.ended, late.ended, stopped]);
    expect([early.status, late.status]).toEqual([200, 200]);
  });
});

import { serveMetrics } from '../../../metrics/metrics-server.js';
import { Registry } from 'prom-client';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { walkAtRandom } from '../../support/random-walks.js';

let world: ApiWorld;
let ids: string[];
let page: string;
beforeAll(async () => {
  world = await createApiWorld();
  ids = await walkAtRandom(world, 10, 14);
  const first = ids[1] ?? '';
  await world.act(first, 'accept', world.key('reviewer'));
  await world.get(`/api/v1/tickets/${first}`, world.key('supervisor'));
  await world.get('/nowhere/13800001234', null);
  await world.send('PROPFIND', '/api/v1/tickets', world.key('supervisor'));
  await world.gateway.passTime(ids[2] ?? '', new Date(Date.now() + 40 * 86_400_000).toISOString());
  page = await world.metrics();
});
afterAll(() => world.close());

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function samples(): Sample[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', inBraces = '', value = ''] = /^([a-zA-Z_:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const labels = Object.fromEntries([...inBraces.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]));
      return { name, labels, value: Number(value) };
    });
}

const of = (name: string, labels: Readonly<Record<string, string>> = {}): Sample[] =>
  samples().filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );

describe('The figures of a busy system', () => {
  it('count requests by pattern, method and class of status', () => {
    expect(
      of('huiying_http_request_seconds_count', { route: '/api/v1/tickets', method: 'POST', status: '2xx' })[0]?.value,
    ).toBe(ids.length);
    expect(of('huiying_http_request_seconds_count', { route: 'none', status: '4xx' })).not.toHaveLength(0);
    expect(of('huiying_http_request_seconds_count', { method: 'other' })).not.toHaveLength(0);
  });

  it('count commands by what came of them, refusals by their code', () => {
    expect(of('huiying_commands_total', { command: 'register', result: 'done' })[0]?.value).toBe(ids.length);
    expect(of('huiying_commands_total', { command: 'accept', result: 'done' })[0]?.value).toBeGreaterThan(0);
    const refused = of('huiying_commands_total', { command: 'accept' }).filter(
      ({ labels }) => labels['result'] !== 'done',
    );
    expect(refused.map(({ labels }) => labels['result'])).toEqual(expect.arrayContaining([expect.stringMatching(/-/)]));
  });

  it('know how late each rung was, and how many tickets are in each state', async () => {
    expect(of('huiying_deadline_lateness_seconds_count').length).toBeGreaterThan(0);
    const { rows } = await world.database.pool.query<{ state: string; n: number }>(
      `SELECT state, count(*)::int AS n FROM ticket WHERE kind <> 'end' GROUP BY state`,
    );
    for (const { state, n } of rows)
      expect([state, of('huiying_tickets_open', { state })[0]?.value]).toEqual([state, n]);
    expect(of('huiying_database_up')[0]?.value).toBe(1);
  });

  it('name no ticket, no id, no person, in labels of which there are only so many', async () => {
    const { rows } = await world.database.pool.query<{ number: string }>('SELECT number FROM ticket');
    const values = samples().flatMap(({ name, labels }) => (name.startsWith('huiying_') ? Object.values(labels) : []));
    for (const text of [...ids, ...rows.map(({ number }) => number)]) expect(page).not.toContain(text);
    expect(page).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|\d{8}-\d{4}|13800001234|[\u4e00-\u9fff]/);
    const words = values.filter((value) => !/^[\d.]+(e-?\d+)?$|^\+Inf$/.test(value));
    expect(words.filter((word) => /\d{3}/.test(word))).toEqual([]);
    expect(samples().filter(({ name }) => name.startsWith('huiying_')).length).toBeLessThan(3_000);
  });

  it('are served beside the API, and the rest of them when one part cannot be had', async () => {
    const registry = new Registry();
    const server = await serveMetrics(registry, {
      host: '127.0.0.1',
      port: 0,
      more: () => Promise.reject(new Error('gone')),
    });
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${path}`);
    expect([(await get('/metrics')).status, (await get('/')).status]).toEqual([200, 404]);
    expect((await get('/healthz')).status).toBe(404);
    await server.close();
    expect((await world.get('/metrics', world.key('supervisor'))).status).toBe(404);
  });
});

describe('The port of a worker’s figures', () => {
  it('says whether the worker still takes tasks', async () => {
    let takes = true;
    const server = await serveMetrics(new Registry(), { host: '127.0.0.1', port: 0, works: () => takes });
    const status = async (): Promise<number> => (await fetch(`http://127.0.0.1:${server.port}/healthz`)).status;
    const [before, after] = [await status(), ((takes = false), await status())];
    await server.close();
    expect([before, after]).toEqual([200, 503]);
  });
});

describe('One request id', () => {
  it('is found in the line of the request and in that of the step it asked for', async () => {
    const { id } = (await world.register()).body;
    const requestId = 'from-the-department-42';
    await world.act(id, 'accept', world.key('operator'), {}, { headers: { 'X-Request-Id': requestId } });
    const lines = world
      .logged()
      .split('\n')
      .filter((line) => line.includes(requestId))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ route, events }) => [route, events])).toEqual([
      [undefined, ['accepted']],
      ['/api/v1/tickets/{id}/actions/accept', undefined],
    ]);
  });

  it('goes with a signal too', async () => {
    const { id } = (await world.register()).body;
    const requestId = 'nudged-by-telephone-1';
    await world.send('POST', `/api/v1/tickets/${id}/nudges`, world.key('operator'), {
      body: {},
      headers: { 'X-Request-Id': requestId },
    });
    expect(world.logged()).toContain(`"requestId":"${requestId}","ticketId"`);
  });
});

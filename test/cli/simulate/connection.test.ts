import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAnswer, HttpCall, Time } from '../../../cli/simulate/connection.js';
import { createConnection, createTransport, Unreachable } from '../../../cli/simulate/connection.js';
import { createGate } from '../../../cli/simulate/gate.js';
import { createHotline } from '../../../cli/simulate/hotline.js';
import type { RegistrationBody } from '../../../cli/simulate/plan.js';
import { createTally } from '../../../cli/simulate/tally.js';

const CALL: HttpCall = {
  method: 'POST',
  path: '/tickets',
  apiKey: 'k',
  headers: { 'Idempotency-Key': 'once' },
  body: {},
};

function scripted(answers: (HttpAnswer | Error)[]): {
  send: () => Promise<HttpAnswer>;
  calls: HttpCall[];
  slept: number[];
  tally: ReturnType<typeof createTally>;
} {
  let now = 0;
  const slept: number[] = [];
  const calls: HttpCall[] = [];
  const time: Time = {
    now: () => now,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const tally = createTally();
  const connection = createConnection(
    (call) => {
      calls.push(call);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer!);
    },
    time,
    tally,
  );
  return { send: () => connection.send(CALL, 'command'), calls, slept, tally };
}

const answer = (status: number, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({ status, headers, body: {} });

describe('the connection of the simulation', () => {
  it('waits as long as it is asked to, then sends the very same call', async () => {
    const { send, calls, slept, tally } = scripted([
      answer(503, { 'retry-after': '2' }),
      answer(429, { 'retry-after': '1' }),
      answer(200),
    ]);
    expect((await send()).status).toBe(200);
    expect(slept).toEqual([2_000, 1_000]);
    expect(calls).toEqual([CALL, CALL, CALL]);
    expect(Object.fromEntries(tally.retries)).toEqual({ '503': 1, '429': 1 });
    expect(tally.latencies.command).toHaveLength(1);
  });

  it('tries a broken connection again for a minute, then says so', async () => {
    const { send, slept } = scripted([new Error('refused')]);
    await expect(send()).rejects.toThrow(Unreachable);
    const waited = slept.reduce((sum, one) => sum + one, 0);
    expect(waited).toBeGreaterThan(55_000);
    expect(waited).toBeLessThanOrEqual(60_000);
  });

  it.each([502, 504])(
    'tries a proxy that answers %d for three minutes, gently, then says that nobody is there',
    async (status) => {
      const { send, slept, calls } = scripted([{ status, headers: {}, body: null }]);
      await expect(send()).rejects.toThrow(`the answer was ${status}`);
      const waited = slept.reduce((sum, one) => sum + one, 0);
      expect(waited).toBeGreaterThan(170_000);
      expect(waited).toBeLessThanOrEqual(180_000);
      expect(Math.max(...slept)).toBe(2_000);
      expect(new Set(calls)).toEqual(new Set([CALL]));
    },
  );

  it('does not take a server for gone that spoke a moment ago: what it said in vain for three minutes is the answer', async () => {
    const { send, slept } = scripted([
      ...Array.from({ length: 100 }, () => answer(503)),
      new Error('reset'),
      { status: 502, headers: {}, body: null },
    ]);
    expect((await send()).status).toBe(503);
    expect(slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(170_000);
  });

  it('hands on a refusal at once', async () => {
    const { send, slept } = scripted([answer(409)]);
    expect((await send()).status).toBe(409);
    expect(slept).toEqual([]);
  });
});

describe('the transport', () => {
  let server: Server;
  afterEach(() => new Promise((done) => server.close(done)));

  it('speaks JSON below /api/v1, and takes words that are no JSON for a broken answer', async () => {
    const seen: string[] = [];
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        seen.push(
          `${request.method} ${request.url} ${request.headers.authorization} ${Buffer.concat(parts).toString()}`,
        );
        response.setHeader('ETag', '"v1"');
        response.end(request.url?.endsWith('bad') ? 'oops' : JSON.stringify({ 市民: 1 }));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const transport = createTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const got = await transport({ ...CALL, body: { title: '坑' } });
    expect(got).toMatchObject({ status: 200, body: { 市民: 1 }, headers: { etag: '"v1"' } });
    expect(seen).toEqual(['POST /api/v1/tickets Bearer k {"title":"坑"}']);
    await expect(transport({ method: 'GET', path: '/bad', apiKey: null })).rejects.toThrow('is not JSON');
    server.closeAllConnections();
  });
});

describe('a proxy whose backend is away for a while', () => {
  const HTML = '<html><head><title>502 Bad Gateway</title></head></html>';

  it('is waited for: 502, 503 and 504 in HTML and a reset connection, and the call keeps its Idempotency-Key', async () => {
    const keys: unknown[] = [];
    const troubles = [502, 502, 503, 504, 'reset', 502] as const;
    const server = createServer((request, response) => {
      const trouble = troubles[keys.length];
      keys.push(request.headers['idempotency-key']);
      if (trouble === 'reset') return void request.socket.resetAndDestroy();
      if (trouble !== undefined) return void response.writeHead(trouble, { 'Content-Type': 'text/html' }).end(HTML);
      response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"id":"t-1"}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const tally = createTally();
    const quick: Time = { now: () => Date.now(), sleep: () => Promise.resolve() };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const hotline = createHotline(createConnection(createTransport(url), quick, tally));
      const done = await hotline.register('k', {} as RegistrationBody, 'once');
      expect(done).toEqual({ ok: true, status: 201, body: { id: 't-1' } });
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
    expect(keys).toEqual(Array.from({ length: 7 }, () => 'once'));
    expect(Object.fromEntries(tally.retries)).toEqual({ '502': 3, '503': 1, '504': 1, network: 1 });
  });
});

describe('the gate', () => {
  it('lets so many in, and those who come back first', async () => {
    const gate = createGate(1);
    await gate.enter();
    const order: string[] = [];
    const fresh = gate.enter().then(() => order.push('fresh'));
    const back = gate.enter(true).then(() => order.push('back'));
    gate.leave();
    await back;
    expect(order).toEqual(['back']);
    gate.leave();
    await fresh;
    gate.leave();
    expect(gate.inside).toBe(0);
  });
});

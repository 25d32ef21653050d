import { connect } from 'node:net';
import { createReadiness } from '../../../api/health/readiness.js';
import { createApiWorld, TICKET, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const CHUNK = Buffer.concat([Buffer.from('4000\r\n'), Buffer.alloc(0x40_00, 'a'), Buffer.from('\r\n')]);

/** Sends a body without a length until the server closes, or far more than it may take was taken. */
function flood(path: string, headers: readonly string[]): Promise<{ answer: string; written: number }> {
  const { hostname, port } = new URL(world.base);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    const more = (): void => {
      while (!socket.destroyed && socket.writable && socket.bytesWritten < 200_000_000 && socket.write(CHUNK));
    };
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    socket.on('drain', more);
    // The server closes while we write; what it said before is what counts.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ answer, written: socket.bytesWritten - socket.writableLength }));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${[...headers, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`,
    );
    more();
  });
}

describe('a body without a length', () => {
  it.each([
    ['from an operator', '/api/v1/tickets', 413],
    ['from a stranger', '/api/v1/tickets', 401],
    ['to a path that is none', '/nowhere', 404],
    ['as a form of Open311', '/open311/v2/requests.json', 400],
  ])('%s is taken up to the limit and then the connection is closed', async (who, path, status) => {
    const form = path.startsWith('/open311');
    const { answer, written } = await flood(path, [
      `Content-Type: ${form ? 'application/x-www-form-urlencoded' : 'application/json'}`,
      ...(who === 'from an operator' ? [`Authorization: Bearer ${world.key('operator')}`] : []),
    ]);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    // Some of it lies in buffers of the system.
    expect(written).toBeLessThan(20_000_000);
  });
});

it('a length beyond the limit is answered before anything of it is sent', async () => {
  const { hostname, port } = new URL(world.base);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    socket.on('close', () => resolve(text));
    socket.write(
      `POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n`,
    );
  });
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
});

describe('a body that says two things', () => {
  const post = (raw: string | Uint8Array<ArrayBuffer>): Promise<Reply> =>
    world.send('POST', '/api/v1/tickets', world.key('operator'), {
      raw,
      headers: { 'Content-Type': 'application/json' },
    });

  it.each([
    ['a field twice', `${JSON.stringify(TICKET).slice(0, -1)},"urgency":"P0"}`, 'urgency'],
    ['a field twice, once in other letters', `${JSON.stringify(TICKET).slice(0, -1)},"urg\\u0065ncy":"P0"}`, 'urgency'],
    ['a field of a field twice', JSON.stringify(TICKET).replace('"name":', '"name":"他人","name":'), 'name'],
  ])('is refused: %s', async (_what, raw, field) => {
    const reply = await post(raw);
    expect([reply.status, reply.body.code]).toEqual([400, 'malformed-request']);
    expect(reply.body.detail).toContain(`"${field}"`);
  });

  it('is taken when only values, or fields of different objects, are alike', async () => {
    const text = '他说 {"a":1,"a":2}，"title": "title": \\ 两次';
    const reply = await post(JSON.stringify({ ...TICKET, title: 'title', text }));
    expect([reply.status, reply.body.text]).toEqual([201, text]);
  });

  it('is refused when it is no UTF-8, and nothing is kept of it', async () => {
    const [before, after] = JSON.stringify({ ...TICKET, title: '@' }).split('@');
    const bytes = Buffer.concat([Buffer.from(before ?? ''), Buffer.from([0xc3, 0x28]), Buffer.from(after ?? '')]);
    const reply = await post(new Uint8Array(bytes));
    expect([reply.status, reply.body.code]).toEqual([400, 'malformed-request']);
    expect(reply.body.detail).toContain('UTF-8');
  });
});

it('a place of files that says nothing is asked once until it does, and is a warning', async () => {
  let asked = 0;
  let at = Date.now();
  const silent = createReadiness({
    broughtBack: () => Promise.resolve(0),
    filesAt: () => {
      asked += 1;
      return new Promise(() => undefined);
    },
    pingDatabase: () => Promise.resolve(),
    missingMigrations: () => Promise.resolve([]),
    gateway: world.gateway,
    reference: world.reference,
    now: () => new Date(at),
    freshForMs: 0,
  });
  for (let n = 0; n < 2; n += 1) {
    const { ready, checks } = await silent();
    expect([ready, checks.files.state]).toEqual([true, 'warning']);
    expect(checks.files.detail).toContain('out of reach (no answer in time)');
    at += 1;
  }
  expect(asked).toBe(1);
});

it('readiness is looked at once for all who ask within a second, and anew after it', async () => {
  let at = Date.now();
  let looks = 0;
  const readiness = createReadiness({
    broughtBack: () => Promise.resolve(0),
    filesAt: () => Promise.resolve(),
    pingDatabase: () => world.database.pool.query('SELECT 1'),
    missingMigrations: () => Promise.resolve([]),
    gateway: {
      pollers: () => {
        looks += 1;
        return world.gateway.pollers();
      },
    },
    reference: world.reference,
    now: () => new Date(at),
    freshForMs: 1_000,
  });
  const answers = await Promise.all(Array.from({ length: 50 }, () => readiness()));
  expect(new Set(answers.map(({ ready }) => ready))).toEqual(new Set([true]));
  at += 999;
  await readiness();
  expect(looks).toBe(1);
  at += 1;
  world.gateway.mood = 'away';
  expect((await readiness()).ready).toBe(false);
  world.gateway.mood = 'well';
  expect(looks).toBe(2);
});

it('is not even read, when the headers are larger than any request needs: the server itself says so', async () => {
  const reply = await world.get('/api/v1/units', world.key('operator'), { 'X-Large': 'a'.repeat(16 * 1_024) });
  expect([reply.status, reply.text]).toEqual([431, '']);
});

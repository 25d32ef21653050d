import { ProblemSchema } from '../../../contracts/problem.js';
import { createApiWorld, TICKET, type ApiWorld, type Reply, type Say } from '../../support/api-world.js';

let world: ApiWorld;
let id: string;
let number: string;

beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  const { body } = await world.register();
  ({ id, number } = body);
});

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body.code, reply.text]).toEqual([status, code, reply.text]);
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(ProblemSchema.parse(JSON.parse(reply.text))).toEqual(JSON.parse(reply.text));
  expect(reply.body.instance).toBe(reply.headers.get('x-request-id'));
  expect(reply.body.type).toBe(`/problems/${code}`);
  expect(reply.text).not.toMatch(/SELECT|INSERT|node_modules|\.ts:\d|at .*\(/);
}

/** Brings the ticket of this test to a unit's desk. */
async function inProgress(unit = 'water', classCode = '010102'): Promise<void> {
  await world.act(id, 'accept', world.key('operator'), { classCode });
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit, reason: '属地' });
  await world.act(id, 'acknowledge', world.key('handler', unit));
}

/** Gives what must be refused and sees that the ticket is the same as before. */
async function refused(
  command: string,
  key: string,
  body: unknown,
  status: number,
  code: string,
  say?: Say,
): Promise<Reply> {
  const before = await world.row(id);
  const reply = await world.act(id, command, key, body, say);
  expectProblem(reply, status, code);
  expect(await world.row(id)).toEqual(before);
  return reply;
}

describe('a request that cannot be read', () => {
  const post = (say: Say, key: string | null = world.key('operator')): Promise<Reply> =>
    world.send('POST', '/api/v1/tickets', key, say);
  const json = { 'Content-Type': 'application/json' };

  it('is refused without a key, with an unknown key and with none of ours', async () => {
    for (const key of [null, 'x', `hy_abcdefgh_${'A'.repeat(43)}`]) {
      const reply = await post({ body: TICKET }, key);
      expectProblem(reply, 401, 'unauthenticated');
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('is refused when it is not JSON, not well-formed, too large or no object', async () => {
    expectProblem(await post({ raw: '{"channel": "pho', headers: json }), 400, 'malformed-request');
    expectProblem(
      await post({ raw: JSON.stringify(TICKET), headers: { 'Content-Type': 'text/plain' } }),
      415,
      'unsupported-media-type',
    );
    expectProblem(await post({ body: { ...TICKET, text: 'a'.repeat(300_000) } }), 413, 'payload-too-large');
    expectProblem(await post({ body: [] }), 400, 'validation-failed');
    expectProblem(await post({}), 400, 'validation-failed');
    expectProblem(
      await post({ raw: new Uint8Array([1, 2]), headers: { ...json, 'Content-Encoding': 'zstd' } }),
      415,
      'unsupported-media-type',
    );
  });

  it('names every field that does not fit, and what was sent is not quoted', async () => {
    const reply = await post({
      body: { ...TICKET, urgency: 'p2', colour: 'crimson', title: undefined, address: { text: ' ' } },
    });
    expectProblem(reply, 400, 'validation-failed');
    const errors = reply.body.errors ?? [];
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/address/text invalid',
      '/colour unknown-field',
      '/title required',
      '/urgency unknown-value',
    ]);
    expect(reply.text).not.toMatch(/crimson|p2/);
  });

  it.each([
    ['a NUL', { title: 'a\u0000b' }, '/title'],
    ['half a character', { text: 'x\ud800' }, '/text'],
    ['an escape sequence', { title: '\u001b[31m' }, '/title'],
    ['a number beyond numbers', { address: { text: 'x', lon: 1e400, lat: 1 } }, '/address/lon'],
    ['no telephone number', { citizen: { name: '王', phone: 'abc' } }, '/citizen/phone'],
    ['a citizen without a name', { citizen: { phone: '13800001234' } }, '/citizen/name'],
    ['a time without an offset', { occurredAt: '2026-11-23T10:00:00' }, '/occurredAt'],
    ['an object for a text', { title: { not: '' } }, '/title'],
  ])('is refused with %s', async (_name, changes, pointer) => {
    const reply = await post({ body: { ...TICKET, ...changes } });
    expectProblem(reply, 400, 'validation-failed');
    expect(reply.body.errors?.[0]?.pointer).toBe(pointer);
  });

  it('is refused when it names a class or a unit that there is not', async () => {
    expectProblem(await post({ body: { ...TICKET, classCode: '999' } }), 422, 'class-not-found');
    expectProblem(await post({ body: { ...TICKET, accusedUnit: 'nowhere' } }), 422, 'unit-not-found');
  });

  it('is refused with an Idempotency-Key that is none', async () => {
    expectProblem(await post({ body: TICKET, key: 'k'.repeat(256) }), 400, 'malformed-request');
    expectProblem(await post({ body: TICKET, key: 'two words' }), 400, 'malformed-request');
  });

  it('is refused on a path or by a method that there is not', async () => {
    const key = world.key('operator');
    expectProblem(await world.get('/api/v1/tickets/%E0%A4%A', key), 400, 'malformed-request');
    expectProblem(await world.get('/api/v1/tickets/..%2fadmin', key), 404, 'ticket-not-found');
    expectProblem(await world.get('/api/v1/tickets/%00', key), 404, 'ticket-not-found');
    expectProblem(await world.get('/api/v1/nothing', key), 404, 'not-found');
    const reply = await world.send('DELETE', '/api/v1/tickets', key);
    expectProblem(reply, 405, 'method-not-allowed');
    expect(reply.headers.get('allow')).toBe('POST, GET, HEAD');
  });

  it('keeps a well-formed request id, and speaks Chinese to who asks', async () => {
    const headers = { 'X-Request-Id': 'caller-0001', 'Accept-Language': 'zh-CN,zh;q=0.9' };
    const reply = await world.get(`/api/v1/tickets/20200101-000001`, world.key('operator'), headers);
    expect(reply.body).toMatchObject({ instance: 'caller-0001', title: '工单不存在' });
    const other = await world.get('/api/v1/nothing', null, { 'X-Request-Id': 'no' });
    expect(other.body.instance).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a command that may not be done', () => {
  it('leaves the ticket as it was when it is too early or for another role', async () => {
    const early = await refused('acknowledge', world.key('operator'), {}, 403, 'actor-not-allowed');
    expect(early.body).toMatchObject({ currentState: 'registered', version: 1 });
    expect(early.body.allowedActions).toContain('accept');
    await refused('dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' }, 409, 'illegal-transition');
    await refused('judge', world.key('reviewer'), { redo: false, reason: 'x' }, 409, 'illegal-transition');
    expectProblem(
      await world.send('POST', '/api/v1/tickets', world.key('dispatcher'), { body: TICKET }),
      403,
      'actor-not-allowed',
    );
  });

  it('tells nobody of a ticket out of scope that it exists', async () => {
    const headers = { 'X-Request-Id': 'same-for-both' };
    const stranger = world.key('handler', 'housing');
    const random = '0192d3c4-0000-7000-8000-000000000000';
    await inProgress();
    for (const path of ['', '/events', '/explain', '/live']) {
      const hidden = await world.get(`/api/v1/tickets/${id}${path}`, stranger, headers);
      expectProblem(hidden, 404, 'ticket-not-found');
      expect(hidden.text).toBe((await world.get(`/api/v1/tickets/${random}${path}`, stranger, headers)).text);
    }
    expect((await world.get(`/api/v1/tickets/${number}`, stranger)).status).toBe(404);
    const say = { headers };
    const act = await refused('reply', stranger, { ...REPLY }, 404, 'ticket-not-found', say);
    expect(act.text).toBe((await world.act(random, 'reply', stranger, REPLY, say)).text);
    expect((await world.get('/api/v1/tickets?count=exact', stranger)).body.total).toBe(0);
  });

  it('hides a ticket from the unit that it is about', async () => {
    await world.act(id, 'accept', world.key('operator'), { accusedUnit: 'water' });
    await refused('dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' }, 422, 'accused-unit');
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('handler', 'water'))).status).toBe(404);
  });

  it('wants to know which version was seen', async () => {
    const key = world.key('operator');
    const accept = (say: Say): Promise<Reply> =>
      world.send('POST', `/api/v1/tickets/${id}/actions/accept`, key, { body: {}, ...say });
    const before = await world.row(id);
    expectProblem(await accept({}), 428, 'precondition-required');
    for (const ifMatch of ['seven', 'v1', '"v1', '"v1" "v2"', 'w/"v1"', ' ']) {
      expectProblem(await accept({ ifMatch }), 400, 'malformed-request');
    }
    // Somebody else's, of no certain version, or of several: what was decided on is not what the ticket is.
    for (const ifMatch of ['"seven"', '"33a64df5"', '""', 'W/"v1"', '"v1", "v2"', '"a", W/"v1"', '"v01x"']) {
      const refused = await accept({ ifMatch });
      expect([ifMatch, refused.status, refused.body.code]).toEqual([ifMatch, 412, 'stale-version']);
    }
    const stale = await accept({ ifMatch: '"v7"' });
    expectProblem(stale, 412, 'stale-version');
    expect(stale.body.version).toBe(1);
    expect(await world.row(id)).toEqual(before);
    expect((await accept({ ifMatch: '"a,b", "v1" , "v1",' })).status).toBe(200);
    expectProblem(await accept({ ifMatch: '"v1"' }), 412, 'stale-version');
  });

  it('says which rule of dispatch is in the way', async () => {
    await world.act(id, 'accept', world.key('operator'), { classCode: '010102' });
    const { units, classes } = await world.reference.current();
    const level = (wanted: string): string => [...units.values()].find((unit) => unit.level === wanted)?.id ?? '';
    const departmental = [...classes.values()].find(({ departmentOnly }) => departmentOnly)?.code ?? '';
    const dispatcher = world.key('dispatcher');
    await refused('dispatch', dispatcher, { unit: level('community'), reason: 'x' }, 422, 'unit-level-not-allowed');
    await refused('dispatch', dispatcher, { unit: 'nowhere', reason: 'x' }, 422, 'unit-not-found');
    await refused('dispatch', dispatcher, { unit: 'water', reason: 'x', colour: 1 }, 400, 'validation-failed');
    ({ id } = (await world.register()).body);
    await refused('accept', world.key('operator'), { classCode: 'none' }, 422, 'class-not-found');
    await world.act(id, 'accept', world.key('operator'), { classCode: departmental });
    await refused('dispatch', dispatcher, { unit: level('township'), reason: 'x' }, 422, 'department-only');
  });

  it('never declines a wage claim, a minor or an emergency', async () => {
    ({ id } = (await world.register({ title: '讨薪', text: '工地拖欠农民工工资三个月。' })).body);
    const decline = { code: 'privateCivil', reason: '民事纠纷' };
    const reply = await refused('decline', world.key('operator'), decline, 422, 'never-declined');
    expect(reply.body.allowedActions).not.toContain('decline');
  });

  it('keeps apart what one person may not do twice', async () => {
    await inProgress();
    const handler = world.key('handler', 'water');
    await world.act(id, 'requestExtension', handler, { workingDays: 2, reason: 'x', basis: 'y' });
    await refused(
      'requestSuspension',
      handler,
      { reason: 'x', until: '2030-01-01T00:00:00+08:00' },
      409,
      'request-open',
    );
    await refused('decide', handler, { request: '1', grant: true, reason: 'x' }, 403, 'actor-not-allowed');
    await refused(
      'decide',
      world.key('dutyManager'),
      { request: '9', grant: true, reason: 'x' },
      422,
      'request-not-found',
    );
    await world.act(id, 'decide', world.key('dutyManager'), { request: '1', grant: false, reason: 'x' });
    await refused('requestExtension', handler, { workingDays: 300, reason: 'x', basis: 'y' }, 422, 'extension-limit');
    await world.act(id, 'whistle', handler, { case: 'hardProblem', units: ['housing'], reason: 'x' });
    await refused('reply', handler, REPLY, 422, 'open-tasks');
    const reported = await world.act(id, 'reportIn', world.key('handler', 'housing'), { task: 1 });
    expect(reported.body.tasks?.[0]).toMatchObject({ unit: 'housing', status: 'reportedIn' });
  });
});

describe('while something is away', () => {
  it('accepts tickets and holds commands back', async () => {
    world.gateway.mood = 'away';
    const accepted = await world.send('POST', '/api/v1/tickets', world.key('operator'), {
      body: TICKET,
      key: 'away-1',
    });
    const held = await world.act(id, 'accept', world.key('operator'));
    world.gateway.mood = 'busy';
    const busy = await world.act(id, 'accept', world.key('operator'));
    world.gateway.mood = 'well';
    expect([accepted.status, accepted.headers.get('retry-after')]).toEqual([202, '5']);
    expectProblem(held, 503, 'unavailable');
    expect(held.headers.get('retry-after')).toBe('2');
    expectProblem(busy, 429, 'rate-limited');

    const again = await world.send('POST', '/api/v1/tickets', world.key('operator'), { body: TICKET, key: 'away-1' });
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([202, accepted.text, 'true']);
    const late = await world.act(accepted.body.id, 'accept', world.key('operator'));
    expect([late.status, late.body.state]).toEqual([200, 'pendingDispatch']);
  });

  it('does once what was done although its answer was lost', async () => {
    const key = world.key('operator');
    world.gateway.mood = 'losesAnswers';
    const lost = await world.act(id, 'accept', key, {}, { key: 'lost-1', ifMatch: '"v1"' });
    world.gateway.mood = 'well';
    expectProblem(lost, 503, 'unavailable');
    const again = await world.act(id, 'accept', key, {}, { key: 'lost-1', ifMatch: '"v1"' });
    expect([again.status, again.body.state, again.body.version]).toEqual([200, 'pendingDispatch', 2]);
  });

  it('is ready, and says part by part what is not', async () => {
    const well = await world.get('/readyz', null);
    expect(well.status).toBe(200);
    expect(Object.keys(well.body.checks ?? {})).toEqual([
      'database',
      'migrations',
      'temporal',
      'pollers',
      'calendar',
      'erasures',
      'files',
    ]);
    world.gateway.mood = 'away';
    const ill = await world.get('/readyz', null);
    world.gateway.mood = 'well';
    expect([ill.status, ill.body.ready, ill.body.checks?.temporal?.state]).toEqual([503, false, 'failing']);
    expect((await world.get('/healthz', null)).body).toEqual({ alive: true });
  });
});

const REPLY = { facts: 'x', basis: 'x', measures: 'x', contacted: 'x', text: 'x' };

describe('a ticket whose process the engine has lost', () => {
  it('is told so with what to do, and not as a fault of ours', async () => {
    await inProgress();
    world.gateway.lose(id);
    const reply = await refused('reply', world.key('handler', 'water'), REPLY, 503, 'workflow-lost');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    const page = await world.get('/problems/workflow-lost', null);
    expect(page.text).toContain('huiying reconcile --restart-lost');
  });
});

describe('a problem read in Chinese', () => {
  const zh = { 'Accept-Language': 'zh-CN,zh;q=0.9' };

  it('says what happened in Chinese too, with its facts, and which language it is', async () => {
    const reply = await world.act(id, 'reply', world.key('operator'), REPLY, { headers: zh });
    expect([reply.status, reply.headers.get('content-language')]).toEqual([403, 'zh']);
    expect(reply.headers.get('vary')).toContain('Accept-Language');
    expect(reply.body.detail).toBe('操作 reply 只适用于：handler。您的角色是 operator。');
    const english = await world.act(id, 'reply', world.key('operator'), REPLY);
    expect(english.body.detail).toBe('The command reply is for: handler. You are operator.');
    expect(english.headers.get('content-language')).toBe('en');
    expect([reply, english].map(({ headers }) => headers.get('vary'))).toEqual(['Accept-Language', 'Accept-Language']);
  });

  it('says of each field what does not fit, in our words and in those of the library', async () => {
    const reply = await world.send('POST', '/api/v1/tickets', world.key('operator'), {
      body: {
        ...TICKET,
        title: '',
        urgency: 'P9',
        replyWanted: 'yes',
        occurredAt: '0000-01-01T00:00:00Z',
        colour: 'red',
      },
      headers: zh,
    });
    expect(reply.body.detail).toBe('请求体不符合约定。');
    const errors = reply.body.errors ?? [];
    expect([...new Set(errors.map(({ pointer }) => pointer))].sort()).toEqual(
      ['/colour', '/occurredAt', '/replyWanted', '/title', '/urgency'].sort(),
    );
    for (const error of errors) {
      expect([error.pointer, Object.keys(error).sort()]).toEqual([error.pointer, ['code', 'message', 'pointer']]);
      expect([error.pointer, error.message]).toEqual([error.pointer, expect.stringMatching(/\p{Script=Han}/u)]);
      expect(error.message).not.toMatch(/Invalid|expected|Write/);
    }
    expect(errors.find(({ pointer }) => pointer === '/occurredAt')?.message).toBe('请填写 1900 至 2100 年之间的时间。');
  });

  it('over Open311 as well, where `locale` stands above the header', async () => {
    const reply = await world.get('/open311/v2/requests.json?status=done&locale=zh', null);
    expect(JSON.parse(reply.text)).toEqual([
      { code: 400, description: 'status: 请填写 open、closed，或以逗号分隔的两者。' },
    ]);
  });
});

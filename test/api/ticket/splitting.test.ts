import { pino } from 'pino';
import { sweepSplits } from '../../../api/ticket/split-sweeper.js';
import { sweepOnce } from '../../../api/ticket/sweeper.js';
import { createApiWorld, TICKET, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
}, 240_000);
afterAll(() => world.close());
afterEach(() => {
  world.gateway.mood = 'well';
});

const PARTS = [
  {
    title: '路灯不亮',
    text: '建设路的路灯三天没亮。',
    classCode: '020301',
    address: { text: '建设路', area: 'east-tinglan' },
  },
  { title: '水压不足', text: '五楼以上没有水。', classCode: '030102' },
  { title: '电梯停运', text: '3 号楼的电梯停了。', classCode: '010102' },
] as const;
const log = pino({ level: 'silent' });

interface Split {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly parts: readonly { readonly id: string; readonly number: string; readonly state: string }[];
}

const path = (id: string): string => `/api/v1/tickets/${id}`;
const asked = (id: string, parts: unknown = PARTS, key?: string, ifMatch = '*'): Promise<Reply> =>
  world.send('POST', `${path(id)}/split`, world.key('operator'), { body: { parts }, ifMatch, ...(key && { key }) });
const splitIn = (reply: Reply): Split => reply.body as unknown as Split;

async function ofRequest(id: string): Promise<{ id: string; wrapped: string | null; told: boolean; words: string }[]> {
  const { rows } = await world.database.pool.query<{ id: string; wrapped: string; told: boolean; words: string }>(
    `SELECT t.id, encode(wrapped_key, 'hex') AS wrapped, citizen_told AS told, w.words::text AS words
     FROM ticket t JOIN ticket_words w ON w.ticket_id = t.id WHERE snapshot->'partOf'->>'id' = $1 ORDER BY number`,
    [id],
  );
  return rows;
}
async function drafts(): Promise<number> {
  const { rows } = await world.database.pool.query<{ n: string }>(
    'SELECT count(*) AS n FROM split_draft WHERE settled_at IS NULL',
  );
  return Number(rows[0]?.n);
}
async function toCitizen(ids: readonly string[]): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ template: string }>(
    `SELECT template FROM notice WHERE recipient = 'citizen' AND ticket_id = ANY($1::uuid[]) ORDER BY created_at, seq`,
    [ids],
  );
  return rows.map(({ template }) => template);
}

describe('a request with several matters', () => {
  it('becomes tickets with numbers, dates, keys and the citizen of their own', async () => {
    const { body: request } = await world.register({ occurredAt: '2026-11-20T08:00:00+08:00' });
    const done = await asked(request.id);
    const split = splitIn(done);
    expect([done.status, split.number, split.state]).toEqual([200, request.number, 'split']);
    expect(split.parts.map(({ state }) => state)).toEqual(['registered', 'registered', 'registered']);
    expect(new Set([request.number, ...split.parts.map(({ number }) => number)]).size).toBe(4);
    const rows = await ofRequest(request.id);
    expect(new Set(rows.map(({ wrapped }) => wrapped)).size).toBe(3);
    expect(rows.every(({ told }) => told)).toBe(true);
    expect(new Set(rows.map(({ words }) => words)).size).toBe(3);

    for (const [index, { id }] of split.parts.entries()) {
      const { body: part } = await world.get(path(id), world.key('operator'));
      const { title, text, classCode } = PARTS[index] ?? PARTS[0];
      expect(part).toMatchObject({ title, text, classCode, urgency: 'P2', channel: 'phone', parts: [] });
      expect(part.partOf).toEqual({ id: request.id, number: request.number });
      expect(part.citizen).toMatchObject({ name: TICKET.citizen.name });
      expect(part.occurredAt).toBe('2026-11-20T08:00:00.000+08:00');
      expect(part.clocks.map(({ key, state }) => [key, state])).toEqual([['accept', 'running']]);
    }
    const { body: whole } = await world.get(path(request.id), world.key('operator'));
    expect(whole).toMatchObject({ state: 'split', text: TICKET.text, allowedActions: [] });
    expect(whole.parts.map(({ number }) => number)).toEqual(split.parts.map(({ number }) => number));
  });

  it('is listed with what became of its parts, asked of it or of a part, and to a unit only its own', async () => {
    const { body: request } = await world.register();
    const [light, water] = splitIn(await asked(request.id)).parts;
    await world.act(water?.id ?? '', 'accept', world.key('operator'));
    await world.act(water?.id ?? '', 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'its own' });
    const list = async (id: string, key: string) => world.get(`${path(id)}/parts`, key);
    const all = (await list(request.id, world.key('operator'))).body;
    expect(all.items.map(({ state }) => state)).toEqual(['registered', 'dispatched', 'registered']);
    expect((await list(light?.id ?? '', world.key('operator'))).body).toEqual(all);
    const seen = await list(water?.id ?? '', world.key('handler', 'water'));
    expect(seen.body).toMatchObject({ request: null, items: [{ number: water?.number }] });
    expect((await world.get(path(water?.id ?? ''), world.key('handler', 'water'))).body.partOf).toBeNull();
    expect((await list(request.id, world.key('handler', 'water'))).status).toBe(404);
    const { body: alone } = await world.register();
    expect((await list(alone.id, world.key('operator'))).body).toEqual({ request: null, items: [] });
  });

  it('tells its citizen one message with all numbers', async () => {
    const { body: request } = await world.register();
    const { parts } = splitIn(await asked(request.id));
    expect(await toCitizen([request.id, ...parts.map(({ id }) => id)])).toEqual(['citizenAccepted', 'citizenSplit']);
    const { rows } = await world.database.pool.query<{ params: { parts: string } }>(
      `SELECT params FROM notice WHERE ticket_id = $1 AND template = 'citizenSplit'`,
      [request.id],
    );
    expect(rows.map(({ params }) => params.parts)).toEqual([parts.map(({ number }) => number).join('、')]);
  });

  it('closes with the last of its parts, however that ended, and opens with one that is reopened', async () => {
    const { body: request } = await world.register();
    const [first, second] = splitIn(await asked(request.id, PARTS.slice(0, 2))).parts;
    const state = async () => (await world.get(path(request.id), world.key('operator'))).body;
    await world.act(first?.id ?? '', 'answer', world.key('operator'), { text: '已修复' });
    expect((await state()).state).toBe('split');
    await world.act(second?.id ?? '', 'withdraw', world.key('operator'), { reason: '不用了' });
    expect(await state()).toMatchObject({ state: 'closed', closingCode: 'partsClosed' });
    const reopened = await world.act(request.id, 'reopen', world.key('reviewer'), { reason: '又坏了' });
    expect([reopened.status, reopened.body.code]).toEqual([422, 'split-not-allowed']);
    await world.act(first?.id ?? '', 'reopen', world.key('reviewer'), { reason: '又坏了' });
    expect(await state()).toMatchObject({ state: 'split', closingCode: null });
  });

  it('that was taken on already needs nobody to take on its parts', async () => {
    const { body: request } = await world.register();
    await world.act(request.id, 'accept', world.key('operator'));
    const { parts } = splitIn(await asked(request.id));
    expect(parts.map(({ state }) => state)).toEqual(['pendingDispatch', 'pendingDispatch', 'pendingDispatch']);
    const { body: part } = await world.get(path(parts[0]?.id ?? ''), world.key('operator'));
    expect(part.clocks.map(({ key, state }) => [key, state])).toEqual([
      ['accept', 'satisfied'],
      ['dispatch', 'running'],
    ]);
    const sent = await world.act(part.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
    expect(sent.body.state).toBe('dispatched');
  });

  it('passes on how its citizen is protected, and whom a report is about', async () => {
    const { body: request } = await world.register({
      type: 'report',
      accusedUnit: 'water',
      citizen: { name: '欧阳隐', phone: '13911112222', identity: 'hidden' },
    });
    const [, leak] = splitIn(
      await asked(request.id, [PARTS[0], { ...PARTS[1], text: '有人偷水，请回电13911112222。' }]),
    ).parts;
    const { body: part } = await world.get(path(leak?.id ?? ''), world.key('operator'));
    expect(part).toMatchObject({ type: 'report', protection: 'reporterProtected', accusedUnit: 'water' });
    await world.act(part.id, 'accept', world.key('operator'));
    const to = (unit: string) => world.act(part.id, 'dispatch', world.key('dispatcher'), { unit, reason: 'x' });
    expect((await to('water')).body.code).toBe('accused-unit');
    expect((await to('housing')).body.code).toBe('redaction-unconfirmed');
    await world.saysYes(part.id);
    expect((await to('housing')).body.state).toBe('dispatched');
    const { body: seen } = await world.get(path(part.id), world.key('handler', 'housing'));
    expect(JSON.stringify(seen)).not.toMatch(/欧阳隐|13911112222/);
  });

  it('is split once under a key, and another body under it is refused', async () => {
    const { body: request } = await world.register();
    const key = `split-${request.id}`;
    const [one, two] = await Promise.all([asked(request.id, PARTS, key), asked(request.id, PARTS, key)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(splitIn(two)).toEqual(splitIn(one));
    expect(splitIn(await asked(request.id, PARTS, key))).toEqual(splitIn(one));
    expect(await ofRequest(request.id)).toHaveLength(3);
    const other = await asked(request.id, PARTS.slice(1), key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const anew = await asked(request.id, PARTS, `${key}-2`);
    expect([anew.status, anew.body.code, await drafts()]).toEqual([409, 'illegal-transition', 0]);
  });

  it('is refused where it has gone on, at another version, to a class or a role that cannot be', async () => {
    const { body: request } = await world.register();
    expect((await asked(request.id, PARTS, undefined, '"v9"')).body.code).toBe('stale-version');
    expect((await asked(request.id, [PARTS[0], { ...PARTS[1], classCode: '999999' }])).body.code).toBe(
      'class-not-found',
    );
    const byHandler = await world.send('POST', `${path(request.id)}/split`, world.key('handler', 'water'), {
      body: { parts: PARTS },
      ifMatch: '*',
    });
    expect(byHandler.status).toBe(403);
    await world.act(request.id, 'accept', world.key('operator'));
    await world.act(request.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'its own' });
    const gone = await asked(request.id);
    expect([gone.status, gone.body.code]).toEqual([409, 'illegal-transition']);
    const ofPart = splitIn(await asked((await world.register()).body.id)).parts[0]?.id ?? '';
    expect((await asked(ofPart)).body.code).toBe('split-not-allowed');
    expect([await drafts(), (await ofRequest(request.id)).length]).toEqual([0, 0]);
  });

  it.each([
    ['a part without a class', [PARTS[0], { title: 'x', text: 'x' }]],
    ['an empty part', [PARTS[0], {}]],
  ])('is told what does not fit: %s', async (_, parts) => {
    const { body: request } = await world.register();
    const answer = await asked(request.id, parts);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
  });

  it.each([0, 1, 9])('is not split into %i', async (count) => {
    const { body: request } = await world.register();
    const answer = await asked(
      request.id,
      Array.from({ length: count }, () => PARTS[0]),
    );
    expect([answer.status, answer.body.code]).toEqual([422, 'split-not-allowed']);
    expect(answer.body.detail).toContain(`2 to 8 parts, not into ${String(count)}`);
  });

  it('is refused clearly with ten thousand parts, and with a text of a megabyte', async () => {
    const { body: request } = await world.register();
    const short = { title: 'x', text: 'x', classCode: '0' };
    const many = await asked(
      request.id,
      Array.from({ length: 10_000 }, () => short),
    );
    expect([413, 422]).toContain(many.status);
    const long = await asked(request.id, [PARTS[0], { ...PARTS[1], text: '水'.repeat(350_000) }]);
    expect([400, 413]).toContain(long.status);
    expect((await world.get(path(request.id), world.key('operator'))).body.state).toBe('registered');
  });

  it('is no master, and neither is split while others follow it', async () => {
    const { body: master } = await world.register();
    const { body: follower } = await world.register();
    await world.act(follower.id, 'merge', world.key('operator'), { into: master.number });
    const refused = await asked(master.id);
    expect([refused.status, refused.body.code]).toEqual([422, 'split-not-allowed']);
    await world.act(follower.id, 'unmerge', world.key('operator'));
    expect((await asked(master.id)).status).toBe(200);
    const late = await world.act(follower.id, 'merge', world.key('operator'), { into: master.number });
    expect(late.body.code).toBe('merge-not-allowed');
  });
});

describe('a splitting that broke off', () => {
  it('is promised while the engine is away, and done when it is back', async () => {
    const { body: request } = await world.register();
    world.gateway.mood = 'away';
    const promised = await asked(request.id, PARTS, `away-${request.id}`);
    const numbers = splitIn(promised).parts.map(({ number }) => number);
    expect([promised.status, numbers.length, await ofRequest(request.id)]).toEqual([202, 3, []]);
    expect(promised.headers.get('retry-after')).not.toBeNull();
    await expect(sweepSplits(world.services, log, 0)).rejects.toThrow();
    world.gateway.mood = 'well';
    expect(await sweepSplits(world.services, log, 0)).toBe(1);
    const { body: whole } = await world.get(path(request.id), world.key('operator'));
    expect(whole.parts.map(({ number }) => number)).toEqual(numbers);
    expect(splitIn(await asked(request.id, PARTS, `away-${request.id}`)).parts.map(({ number }) => number)).toEqual(
      numbers,
    );
    expect(await ofRequest(request.id)).toHaveLength(3);
  });

  it('is not promised of a ticket that has gone on', async () => {
    const { body: request } = await world.register();
    await world.act(request.id, 'answer', world.key('operator'), { text: 'x' });
    world.gateway.mood = 'away';
    expect((await asked(request.id)).body.code).toBe('illegal-transition');
    expect(await drafts()).toBe(0);
  });

  it.each(['asks again', 'does not ask again'] as const)(
    'goes on when the answer of the workflow was lost, and who asked %s',
    async (who) => {
      const { body: request } = await world.register();
      world.gateway.mood = 'losesAnswers';
      await asked(request.id, PARTS, `lost-${request.id}`);
      // The workflow has said yes, and no part is there yet.
      expect([await ofRequest(request.id), await drafts()]).toEqual([[], 1]);
      world.gateway.mood = 'well';
      if (who === 'asks again') expect((await asked(request.id, PARTS, `lost-${request.id}`)).status).toBe(200);
      else await sweepSplits(world.services, log, 0);
      const rows = await ofRequest(request.id);
      const { body: whole } = await world.get(path(request.id), world.key('operator'));
      expect([whole.state, whole.parts.map(({ id }) => id)]).toEqual(['split', rows.map(({ id }) => id)]);
      expect(await sweepSplits(world.services, log, 0)).toBe(0);
      expect([(await ofRequest(request.id)).length, await drafts()]).toEqual([3, 0]);
    },
  );

  it('is dropped when its ticket went another way meanwhile: no part comes to be', async () => {
    const { body: request } = await world.register();
    world.gateway.mood = 'away';
    await asked(request.id);
    world.gateway.mood = 'well';
    await world.act(request.id, 'answer', world.key('operator'), { text: 'x' });
    expect(await sweepSplits(world.services, log, 0)).toBe(0);
    expect([await ofRequest(request.id), await drafts()]).toEqual([[], 0]);
  });

  it('leaves parts that wait for their workflow to the sweeper of tickets', async () => {
    const { body: request } = await world.register();
    await asked(request.id);
    expect(await sweepOnce(world.services.store, world.gateway, log, 0)).toBeGreaterThan(0);
    const parts = await ofRequest(request.id);
    const part: Json = (await world.get(path(parts[0]?.id ?? ''), world.key('operator'))).body;
    expect((await world.act(part.id, 'answer', world.key('operator'), { text: 'x' })).body.state).toBe('closed');
  });

  it('keeps no word in clear, and none at all once its parts are tickets', async () => {
    const { body: request } = await world.register();
    world.gateway.mood = 'away';
    await asked(request.id);
    const kept = () =>
      world.database.pool.query<{ plan: Buffer | null }>(
        'SELECT plan_sealed AS plan FROM split_draft WHERE ticket_id = $1',
        [request.id],
      );
    expect((await kept()).rows[0]?.plan?.toString('utf8')).not.toContain('路灯');
    world.gateway.mood = 'well';
    await sweepSplits(world.services, log, 0);
    expect((await kept()).rows).toEqual([{ plan: null }]);
    world.later(25 * 3_600_000);
    await world.database.pool.query(`UPDATE split_draft SET settled_at = settled_at - interval '25 hours'`);
    expect(await world.services.splits.forget(24, 100)).toBeGreaterThan(0);
  });
});

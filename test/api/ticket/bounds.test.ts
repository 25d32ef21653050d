import { BOUNDS, MOST_CHARACTERS } from '../../../domain/ticket/bounds.js';
import { MOST_OF_A_UNIT } from '../../../domain/webhook/subscription.js';
import { createApiWorld, type ApiWorld, type Json } from '../../support/api-world.js';

const UNITS_OF_THE_CITY = ['housing', 'transport', 'urban-management', 'health', 'education'];

let world: ApiWorld;
let id: string;
beforeAll(async () => {
  world = await createApiWorld();
}, 60_000);
afterAll(() => world.close());
beforeEach(async () => {
  id = (await world.register()).body.id;
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '职责所在' });
  await world.act(id, 'acknowledge', world.key('handler', 'water'));
});

async function events(path = ''): Promise<{ items: Json[]; nextCursor: string | null; bytes: number; link: string }> {
  const { status, body, text, headers } = await world.get(
    `/api/v1/tickets/${id}/events${path}`,
    world.key('supervisor'),
  );
  expect({ status, code: status === 200 ? '' : body.code }).toEqual({ status: 200, code: '' });
  return { items: body.items, nextCursor: body.nextCursor, bytes: text.length, link: headers.get('link') ?? '' };
}

async function count(of: string): Promise<number> {
  const { rows } = await world.database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${of} WHERE ticket_id = $1`,
    [id],
  );
  return rows[0]?.n ?? 0;
}

describe('one key against one ticket', () => {
  it('blows 130 whistles, and 129 are refused, tell nobody, and cost the ticket nothing', async () => {
    const water = world.key('handler', 'water');
    const whistle = { case: 'hardProblem', units: UNITS_OF_THE_CITY, reason: '请求支援' };
    expect((await world.act(id, 'whistle', water, whistle)).status).toBe(200);
    const before = [await count('ticket_event'), await count('notice')];
    for (let n = 0; n < 129; n += 1) {
      const { status, body } = await world.act(id, 'whistle', water, whistle);
      expect([status, body.code]).toEqual([409, 'task-open']);
    }
    expect([await count('ticket_event'), await count('notice')]).toEqual(before);
    const state = world.gateway.ticket(id);
    expect(JSON.stringify(state).length).toBeLessThan(MOST_CHARACTERS / 8);
    // Its clocks go on, and so does everything else.
    await world.gateway.passTime(id, new Date(Date.now() + 30 * 86_400_000).toISOString());
    expect((await events()).items.some(({ type }) => (type as string) === 'overdue')).toBe(true);
    const answered = await world.act(id, 'answerTask', world.key('handler', 'housing'), { task: '1', result: '已办' });
    expect(answered.status).toBe(200);
    const anew = await world.act(id, 'whistle', water, { ...whistle, units: ['housing'] });
    expect(anew.status).toBe(200);
  }, 120_000);

  it.each([
    ['nudges', BOUNDS.nudges, {}],
    ['supplements', BOUNDS.supplements, { text: '又' }],
  ])(
    'sends %s until it has said enough, and is told so',
    async (what, most, body) => {
      const operator = world.key('operator');
      const send = () => world.send('POST', `/api/v1/tickets/${id}/${what}`, operator, { body });
      for (let n = 0; n < most; n += 1) expect((await send()).status).toBe(202);
      const before = await count('ticket_event');
      const { status, body: problem } = await send();
      expect([status, problem.code]).toEqual([409, 'too-many-nudges']);
      expect(await count('ticket_event')).toBe(before);
    },
    120_000,
  );

  it(`subscribes ${MOST_OF_A_UNIT} times, and again once one was removed; other units do not feel it`, async () => {
    const body = { name: 'intake', url: 'https://203.0.113.7/hook' };
    const subscribe = (unit: string, key?: string) =>
      world.send('POST', '/api/v1/webhooks', world.key('handler', unit), { body, ...(key && { key }) });
    const first = await subscribe('housing', 'first');
    await Promise.all(Array.from({ length: MOST_OF_A_UNIT + 5 }, () => subscribe('housing')));
    const refused = await subscribe('housing');
    expect([refused.status, refused.body.code]).toEqual([409, 'too-many-webhooks']);
    const { body: list } = await world.get('/api/v1/webhooks', world.key('handler', 'housing'));
    expect(list.items).toHaveLength(MOST_OF_A_UNIT);
    expect((await subscribe('housing', 'first')).body.id).toBe(first.body.id);
    expect((await subscribe('transport')).status).toBe(201);
    await world.send('DELETE', `/api/v1/webhooks/${first.body.id}`, world.key('handler', 'housing'));
    expect((await subscribe('housing')).status).toBe(201);
  });
});

describe('the events of a ticket', () => {
  it('come as pages that follow each other without a gap', async () => {
    for (let n = 0; n < 7; n += 1) await world.act(id, 'urge', world.key('supervisor'), { reason: '请尽快' });
    const whole = await events();
    expect(whole.nextCursor).toBeNull();
    const seqs: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await events(`?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(4);
      expect(page.link.includes('rel="next"')).toBe(page.nextCursor !== null);
      seqs.push(...page.items.map(({ seq }) => seq));
      cursor = page.nextCursor;
    }
    expect(seqs).toEqual(whole.items.map(({ seq }) => seq));
    expect(seqs).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
  });

  it('with long texts come on shorter pages, and none is left out', async () => {
    const text = '字'.repeat(10_000);
    for (let n = 0; n < 20; n += 1) {
      await world.send('POST', `/api/v1/tickets/${id}/supplements`, world.key('operator'), { body: { text } });
    }
    const first = await events();
    expect(first.items.length).toBeLessThan(24);
    expect(first.bytes * 3).toBeLessThan(1_000_000);
    const second = await events(`?cursor=${first.nextCursor ?? ''}`);
    const third = second.nextCursor === null ? null : await events(`?cursor=${second.nextCursor}`);
    const all = [...first.items, ...second.items, ...(third?.items ?? [])];
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  });

  it('are not read on by the cursor of another ticket, or by one made elsewhere', async () => {
    const other = (await world.register()).body.id;
    const { nextCursor } = await events('?limit=1');
    for (const cursor of [nextCursor ?? '', 'elsewhere.made']) {
      const { status, body } = await world.get(
        `/api/v1/tickets/${cursor === nextCursor ? other : id}/events?cursor=${cursor}`,
        world.key('supervisor'),
      );
      expect([status, body.code]).toEqual([400, 'validation-failed']);
    }
  });
});

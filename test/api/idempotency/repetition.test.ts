import { sweepOnce } from '../../../api/ticket/sweeper.js';
import { pino } from 'pino';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { createApiWorld, TICKET, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const count = async (sql: string, values: unknown[] = []): Promise<number> => {
  const { rows } = await world.database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, values);
  return rows[0]?.n ?? -1;
};
const times = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index));

describe('the same request again', () => {
  it('registers one ticket when fifty arrive at once under one key', async () => {
    const before = await count('ticket');
    const send = (): Promise<Reply> =>
      world.send('POST', '/api/v1/tickets', world.key('operator'), { body: TICKET, key: 'fifty-tickets' });
    const replies = await Promise.all(times(50, send));
    expect(await count('ticket')).toBe(before + 1);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(replies.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(new Set(replies.map(({ headers }) => `${headers.get('etag')} ${headers.get('location')}`)).size).toBe(1);
  });

  it('does a command once when fifty arrive at once under one key', async () => {
    const { body } = await world.register();
    const id = body.id;
    const send = (): Promise<Reply> =>
      world.act(id, 'accept', world.key('operator'), { urgency: 'P1' }, { key: 'fifty-accepts', ifMatch: '"v1"' });
    const replies = await Promise.all(times(50, send));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies[0]).toMatchObject({ status: 200 });
    expect(await count('ticket_event WHERE ticket_id = $1', [id])).toBe(2);
    const asked = world.gateway.updates.count;
    expect((await send()).headers.get('idempotency-replayed')).toBe('true');
    expect(world.gateway.updates.count).toBe(asked);
  });

  it('finds a kept answer by the number of the ticket too', async () => {
    const { body } = await world.register();
    const say = { key: 'by-number' };
    const first = await world.act(body.id, 'accept', world.key('operator'), {}, say);
    const second = await world.act(body.number, 'accept', world.key('operator'), {}, say);
    expect([second.status, second.text]).toEqual([200, first.text]);
  });

  it('is refused when the key was used for something else', async () => {
    const operator = world.key('operator');
    const { body } = await world.register({}, { key: 'reused' });
    const reuses = [
      world.send('POST', '/api/v1/tickets', operator, { body: { ...TICKET, title: '另一件' }, key: 'reused' }),
      world.act(body.id, 'accept', operator, {}, { key: 'reused' }),
    ];
    for (const reply of await Promise.all(reuses)) {
      expect([reply.status, reply.body.code]).toEqual([422, 'idempotency-key-reused']);
    }
    await world.act(body.id, 'accept', operator, { urgency: 'P1' }, { key: 'accept-1' });
    const other = await world.act(body.id, 'accept', operator, { urgency: 'P0' }, { key: 'accept-1' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('is another request from another account', async () => {
    const [first, second] = await Promise.all(
      times(2, (index) =>
        world.send('POST', '/api/v1/tickets', world.key('operator', index), { body: TICKET, key: 'shared' }),
      ),
    );
    expect(first?.body.id).not.toBe(second?.body.id);
  });

  it('is the same however it spells its JSON', async () => {
    const { text, ...rest } = TICKET;
    const first = await world.send('POST', '/api/v1/tickets', world.key('operator'), { body: TICKET, key: 'order' });
    const second = await world.send('POST', '/api/v1/tickets', world.key('operator'), {
      body: { text, ...rest },
      key: 'order',
    });
    expect(second.text).toBe(first.text);
  });

  it('is not held to a refusal', async () => {
    const { body } = await world.register();
    const dispatch = (): Promise<Reply> =>
      world.act(
        body.id,
        'dispatch',
        world.key('dispatcher'),
        { unit: 'water', reason: 'x' },
        { key: 'refused-then-right' },
      );
    expect((await dispatch()).status).toBe(409);
    await world.act(body.id, 'accept', world.key('operator'));
    expect((await dispatch()).status).toBe(200);
  });

  it('lets one of many different commands through', async () => {
    const { body } = await world.register();
    const replies = await Promise.all(
      times(20, (index) =>
        world.act(body.id, 'accept', world.key('operator'), {}, { key: `race-${index}`, ifMatch: '"v1"' }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 412)).toHaveLength(19);
  });

  it('keeps its answers sealed', async () => {
    const { rows } = await world.database.pool.query<{ response: Buffer }>('SELECT response FROM idempotency_record');
    expect(rows.length).toBeGreaterThan(0);
    for (const { response } of rows) expect(response.toString('utf8')).not.toMatch(/井盖|王小明/);
  });

  it('keeps of a whole life less than half of what was answered, and answers the same', async () => {
    const reply = { facts: '井盖已碎', basis: '市政条例', measures: '已换', contacted: '已致电', text: '今日已更换。' };
    const registered = await world.register({}, { key: 'life-0' });
    const { id } = registered.body;
    const steps: [string, string, object][] = [
      ['accept', world.key('operator'), { classCode: '010102' }],
      ['dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' }],
      ['acknowledge', world.key('handler', 'water'), {}],
      ['recordContact', world.key('handler', 'water'), { note: '已联系' }],
      ['reply', world.key('handler', 'water'), reply],
      ['reviewReply', world.key('reviewer'), { accept: true }],
      ['recordCallback', world.key('callbackAgent'), { reached: true, solved: 'yes', satisfied: 5 }],
    ];
    const answers = [registered];
    for (const [index, [command, key, body]] of steps.entries())
      answers.push(await world.act(id, command, key, body, { key: `life-${index + 1}` }));
    await world.services.answers.close();
    const { rows } = await world.database.pool.query<{ kept: number }>(
      'SELECT sum(octet_length(response))::int AS kept FROM idempotency_record WHERE ticket_id = $1',
      [id],
    );
    const answered = answers.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(rows[0]?.kept).toBeLessThan(answered / 2);
    const [command, key, body] = steps[4] ?? ['', '', {}];
    const again = await world.act(id, command, key, body, { key: 'life-5' });
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([answers[5]?.text, 'true']);
  });

  it('finds an answer that an earlier version kept, which did not pack it', async () => {
    const { sealing } = world.services;
    const context = 'answer:somebody:key';
    const kept = { headers: { ETag: '"v1"' }, body: { title: '井盖' } };
    expect(sealing.openPacked(sealing.sealUnderMaster(kept, context), context)).toEqual(kept);
    expect(sealing.openPacked(sealing.sealPacked(kept, context), context)).toEqual(kept);
  });

  it('packs nothing while an earlier version may be asked again, which does not unpack', () => {
    let upgraded = false;
    const sealing = createSealing(Buffer.alloc(32, 7), { packs: () => upgraded });
    const kept = { headers: {}, body: { title: '井盖'.repeat(100) } };
    const first = sealing.sealPacked(kept, 'answer:somebody:key');
    expect(sealing.openUnderMaster(first, 'answer:somebody:key')).toEqual(kept);
    upgraded = true;
    expect(sealing.sealPacked(kept, 'answer:somebody:key').length).toBeLessThan(first.length / 2);
  });
});

describe('the sweeper', () => {
  const log = pino({ level: 'silent' });

  it('starts what was accepted while the engine was away, once', async () => {
    await world.database.pool.query('UPDATE ticket SET workflow_started_at = now()');
    world.gateway.mood = 'away';
    const accepted = await Promise.all(
      times(25, () => world.send('POST', '/api/v1/tickets', world.key('operator'), { body: TICKET })),
    );
    expect(new Set(accepted.map(({ status }) => status))).toEqual(new Set([202]));
    await expect(sweepOnce(world.services.store, world.gateway, log, 0)).rejects.toThrow('did not answer');
    world.gateway.mood = 'well';
    expect(await sweepOnce(world.services.store, world.gateway, log, 0)).toBe(25);
    expect(await sweepOnce(world.services.store, world.gateway, log, 0)).toBe(0);
    expect(world.gateway.ticket(accepted[3]?.body.id ?? '')?.state).toBe('registered');
  });

  it('goes on past a ticket that cannot be started', async () => {
    const ids = await Promise.all(times(12, async () => (await world.register()).body.id));
    const start = (ticket: { id: string }): Promise<void> =>
      ticket.id === ids[0] ? Promise.reject(new Error('broken')) : Promise.resolve();
    expect(await sweepOnce(world.services.store, { start }, log, 0)).toBe(11);
  });
});

import fc from 'fast-check';
import { can, type PlacedActor } from '../../../domain/ticket/permissions.js';
import type { TicketState, UnitFacts } from '../../../domain/ticket/ticket.js';
import { FIRST_PAGE } from '../../../storage/list/list-views.js';
import { createProjection } from '../../../storage/ticket/projection.js';
import { unitFactsOf } from '../../../storage/reference/reference-data.js';
import { createApiWorld, TICKET, type ApiWorld, type Json } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const idsOf = (body: Json): string[] => body.items.map(({ id }) => id);

describe('a list of tickets', () => {
  const made: string[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 7; n += 1) {
      const { body } = await world.register({
        urgency: n % 2 === 0 ? 'P1' : 'P2',
        title: n === 3 ? '路灯不亮' : '井盖破损',
      });
      made.unshift(body.id);
    }
  });

  it('comes page by page, newest first, each ticket once', async () => {
    const key = world.key('supervisor');
    const seen: string[] = [];
    let path: string | null = '/api/v1/tickets?limit=3';
    while (path !== null) {
      const reply = await world.get(path, key);
      expect(reply.status).toBe(200);
      seen.push(...idsOf(reply.body));
      const link = reply.headers.get('link');
      expect(link === null).toBe(reply.body.nextCursor === null);
      path = link === null ? null : (/^<(.*)>; rel="next"$/.exec(link)?.[1] ?? null);
    }
    expect(seen).toEqual(made);
  });

  it('starts nowhere but where a page has ended', async () => {
    const key = world.key('supervisor');
    const cursor = (await world.get('/api/v1/tickets?limit=1', key)).body.nextCursor ?? '';
    const changed = `${Buffer.from('["2020-01-01T00:00:00.000Z","x"]').toString('base64url')}.${cursor.split('.')[1] ?? ''}`;
    for (const forged of [changed, `${cursor}x`, 'x', cursor.split('.')[0] ?? '']) {
      const reply = await world.get(`/api/v1/tickets?cursor=${forged}`, key);
      expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    }
  });

  it('is filtered by any of several values, by words and by number', async () => {
    const key = world.key('supervisor');
    const total = async (query: string): Promise<number> =>
      (await world.get(`/api/v1/tickets?count=exact&${query}`, key)).body.total;
    expect(await total('urgency=P1')).toBe(4);
    expect(await total('urgency=P1&urgency=P2')).toBe(7);
    expect(await total('state=closed')).toBe(0);
    expect(await total('overdue=false&level=0')).toBe(7);
    expect(await total(`q=${encodeURIComponent('路灯')}`)).toBe(1);
    expect(await total(`dueFrom=${encodeURIComponent('2020-01-01T00:00:00+08:00')}`)).toBe(0);
    const number = (await world.get(`/api/v1/tickets/${made[0] ?? ''}`, key)).body.number;
    expect(idsOf((await world.get(`/api/v1/tickets?q=${number}`, key)).body)).toEqual([made[0]]);
  });

  it.each(['colour=red', 'state=OPEN', 'limit=0', 'limit=101', 'limit=1&limit=2', 'dueFrom=today', 'q=%00', 'level=9'])(
    'refuses ?%s',
    async (query) => {
      const reply = await world.get(`/api/v1/tickets?${query}`, world.key('supervisor'));
      expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
      expect(reply.body.errors?.[0]?.pointer).toBe(`?${query.split('=')[0] ?? ''}`);
    },
  );

  it.each([
    ['unit=nowhere', 'nowhere'],
    ['unit=water&unit=nowhere', 'nowhere'],
    ['area=atlantis', 'atlantis'],
    ['class=999999', '999999'],
  ])('says that there is nothing of the name in ?%s instead of showing an empty list', async (query, name) => {
    const reply = await world.get(`/api/v1/tickets?${query}`, world.key('supervisor'));
    expect([reply.status, reply.body.errors?.length]).toEqual([400, 1]);
    expect(reply.body.errors?.[0]).toMatchObject({ code: 'unknown-value', pointer: `?${query.split('=')[0] ?? ''}` });
    expect(reply.body.errors?.[0]?.message).toContain(name);
  });

  it.each(['approvals', 'contacts', 'keys'])('likewise of %s', async (list) => {
    const reply = await world.get(`/api/v1/${list}?unit=nowhere`, world.key('administrator'));
    expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([400, '?unit']);
  });

  it.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '1899-12-31T00:00:00Z', '2026-02-29T00:00:00Z'])(
    'knows no %s, wherever a time is given',
    async (time) => {
      const key = world.key('supervisor');
      for (const name of ['dueFrom', 'dueTo']) {
        const reply = await world.get(`/api/v1/tickets?${name}=${time}`, key);
        expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([400, `?${name}`]);
      }
      expect((await world.get(`/api/v1/inbox?dueTo=${time}`, key)).status).toBe(400);
      const registered = await world.send('POST', '/api/v1/tickets', world.key('operator'), {
        body: { ...TICKET, occurredAt: time },
      });
      expect([registered.status, registered.body.errors?.[0]?.pointer]).toEqual([400, '/occurredAt']);
    },
  );

  it('does not tell a unit how many tickets hold a word that it may not see', async () => {
    const { body } = await world.register({ title: '不可见的热力管' });
    await world.database.pool.query(
      `INSERT INTO ticket SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'number', 'copy-' || n))).*
       FROM ticket t, generate_series(1, 600) AS n WHERE t.id = $1`,
      [body.id],
    );
    await world.database.pool.query(
      `INSERT INTO ticket_words SELECT t.id, w.words, w.registered_at FROM ticket t, ticket_words w
       WHERE t.number LIKE 'copy-%' AND w.ticket_id = $1`,
      [body.id],
    );
    const { body: told } = await world.get(
      `/api/v1/tickets?q=${encodeURIComponent('热力管')}&count=capped`,
      world.key('handler', 'water'),
    );
    expect(told).toMatchObject({ total: 0, totalIsAtLeast: false });
    await world.database.pool.query(
      `DELETE FROM ticket_words WHERE ticket_id IN (SELECT id FROM ticket WHERE number LIKE 'copy-%')`,
    );
    await world.database.pool.query(`DELETE FROM ticket WHERE number LIKE 'copy-%'`);
  });

  it('answers 304 to who has the version already', async () => {
    const key = world.key('supervisor');
    const path = `/api/v1/tickets/${made[0] ?? ''}`;
    const first = await world.get(path, key);
    const etag = first.headers.get('etag') ?? '';
    const second = await world.get(path, key, { 'If-None-Match': `"v99", W/${etag}` });
    expect([second.status, second.text, second.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await world.get(path, key, { 'If-None-Match': '"v99"' })).status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('no-store');
  });
});

describe('scope', () => {
  it('is the same in the rules and in SQL, for any ticket and any actor', async () => {
    const { units } = await world.reference.current();
    const ids = [...units.keys()];
    const { pool } = world.database;
    const { body } = await world.register();
    const template = world.gateway.ticket(body.id) as TicketState;
    const GONE = 'gone-from-the-tree';
    const unit = fc.constantFrom(...ids, GONE);
    const placeOf = (id: string | null): UnitFacts | null => {
      const known = id === null ? undefined : units.get(id);
      if (known) return unitFactsOf(known);
      return id === null ? null : { id, level: 'township', path: ['city', id] };
    };
    const ticket = fc.record({
      lead: fc.option(unit),
      accused: fc.option(unit),
      tasks: fc.array(
        fc.record({ unit, status: fc.constantFrom('assigned' as const, 'answered' as const, 'cancelled' as const) }),
        { maxLength: 3 },
      ),
    });
    const actor = fc.record({
      role: fc.constantFrom('handler' as const, 'supervisor' as const),
      unit: fc.option(unit),
    });
    await fc.assert(
      fc.asyncProperty(ticket, fc.array(actor, { minLength: 4, maxLength: 8 }), async (made, actors) => {
        const state: TicketState = {
          ...template,
          version: template.version,
          lead: placeOf(made.lead),
          accusedUnit: made.accused,
          tasks: made.tasks.map((task, index) => ({
            ...task,
            id: String(index + 1),
            kind: 'coHandle',
            whistleCase: null,
            at: template.registeredAt,
            answeredAt: null,
          })),
        };
        await createProjection(pool).write(state, [], [], template.registeredAt);
        for (const { role, unit: own } of actors) {
          const placed: PlacedActor = {
            id: 'a',
            role,
            unit: own,
            unitPath: own === null ? [] : (units.get(own)?.path ?? []),
          };
          const listed = await world.services.views.list(placed, {}, FIRST_PAGE, 100, new Date());
          const found = listed.some((one) => one.state.id === state.id);
          const right = can(placed, 'read', state);
          expect({ placed, made, found }).toEqual({ placed, made, found: right });
          if (role === 'handler' && own === GONE)
            expect({ placed, made, found }).toEqual({ placed, made, found: false });
        }
      }),
      { numRuns: 60 },
    );
  });
});

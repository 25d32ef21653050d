import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { randomUUID } from 'node:crypto';

let world: ApiWorld;
const declined: string[] = [];
beforeAll(async () => {
  world = await createApiWorld();
  for (let count = 0; count < 21; count += 1) {
    const { id } = (await world.register({ type: 'consult' })).body;
    await world.act(id, 'decline', world.key('operator'), { code: 'privateCivil', reason: '邻里买卖纠纷' });
    declined.push(id);
  }
});
afterAll(() => world.close());

const PATH = '/api/v1/decline-samples';
interface Sampled {
  readonly ticket: { readonly id: string };
  readonly check: { readonly verdict: string } | null;
  readonly mayCheck: boolean;
}
const sample = async (role: 'reviewer' | 'auditor' = 'reviewer'): Promise<{ declined: number; items: Sampled[] }> =>
  (await world.get(PATH, world.key(role))).body as never;
const check = (id: string, body: object, role: 'reviewer' | 'director' | 'operator' = 'reviewer'): Promise<Reply> =>
  world.send('PUT', `${PATH}/${id}`, world.key(role), { body });

describe('a week of declines', () => {
  it('is drawn once it is over, a twentieth of it, the same each time, for who answers for the hotline', async () => {
    expect(await sample()).toMatchObject({ declined: 0, items: [] });
    const [first = ''] = declined;
    expect((await check(first, { verdict: 'right' })).body.code).toBe('ticket-not-found');
    const today = world.now().toISOString().slice(0, 10);
    expect((await world.get(`${PATH}?week=${today}`, world.key('reviewer'))).status).toBe(400);
    world.later(7 * 86_400_000);
    const drawn = await sample();
    expect(drawn).toMatchObject({ declined: 21, items: [{ mayCheck: true, check: null }, { mayCheck: true }] });
    expect(await sample()).toEqual(drawn);
    expect((await sample('auditor')).items.map(({ mayCheck }) => mayCheck)).toEqual([false, false]);
    expect((await world.get(PATH, world.key('operator'))).status).toBe(403);
    expect((await world.get(PATH, world.key('handler', 'water'))).status).toBe(403);
  });

  it('is looked at by a second person, whose word stands and may be sent twice', async () => {
    const [one, other] = (await sample()).items.map(({ ticket }) => ticket.id);
    const wrong = { verdict: 'wrong', reason: '可以受理，联系人李强13800001234。' };
    expect((await check(one ?? '', { verdict: 'wrong' })).body.code).toBe('reason-required');
    expect((await check(one ?? '', wrong, 'operator')).status).toBe(403);
    const said = await check(one ?? '', wrong);
    expect([said.status, said.text.includes('13800001234')]).toEqual([200, false]);
    expect((await check(one ?? '', wrong)).status).toBe(200);
    expect((await check(one ?? '', { verdict: 'right' })).body.code).toBe('illegal-transition');
    expect((await check(one ?? '', wrong, 'director')).body.code).toBe('illegal-transition');
    expect((await check(other ?? '', { verdict: 'right' }, 'director')).status).toBe(200);
    const apart = declined.find((id) => id !== one && id !== other) ?? '';
    expect((await check(apart, { verdict: 'right' })).body.code).toBe('ticket-not-found');
    expect((await check(randomUUID(), { verdict: 'right' })).status).toBe(404);
    expect((await sample()).items.map(({ mayCheck }) => mayCheck)).toEqual([false, false]);
  });

  it('is counted by operator, with the reasons and what the second person said', async () => {
    const [from, to] = [-8, 8].map((days) =>
      new Date(world.now().getTime() + days * 86_400_000).toISOString().slice(0, 10),
    );
    const { body } = await world.get(`/api/v1/stats/declines?from=${from}&to=${to}`, world.key('supervisor'));
    expect(body).toMatchObject({
      operators: [
        {
          ...{ registered: 21, declined: 21, checked: 2, wrong: 1 },
          codes: [{ code: 'privateCivil', count: 21 }],
        },
      ],
    });
  });
});

import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const changes = (query: string, role: 'administrator' | 'auditor' = 'auditor') =>
  world.get(`/api/v1/admin/changes?${query}`, world.key(role));
const undo = (number: unknown): Promise<Reply> =>
  world.send('POST', `/api/v1/admin/changes/${String(number)}/undo`, world.key('administrator'));
const numberOf = (reply: Reply, at: number): unknown => (reply.body.items[at] as { number?: unknown }).number;

describe('the trail tells of webhooks', () => {
  const WISH = { name: 'intake', url: 'http://203.0.113.9/hook?token=known-to-us' };

  it('who had events sent where, paused it, took a new secret and ended it, and no secret', async () => {
    const water = world.key('handler', 'water');
    const as = (method: string, path: string, say: object = {}) =>
      world.send(method, `/api/v1/webhooks${path}`, water, say);
    const made = await Promise.all([1, 2].map(() => as('POST', '', { body: WISH, key: 'one-subscription' })));
    const { id, secret } = made[0]?.body as unknown as { id: string; secret: string };
    for (const _time of [1, 2]) await as('POST', `/${id}/pause`);
    await as('POST', `/${id}/resume`);
    const rotate = { body: { overlapHours: 1 }, key: 'one-secret' };
    const rotated = (await as('POST', `/${id}/rotate-secret`, rotate)).body as unknown as { secret: string };
    await as('POST', `/${id}/rotate-secret`, rotate);
    for (const _time of [1, 2]) await as('DELETE', `/${id}`);
    const { id: actor } = (await world.get('/api/v1/me', water)).body;
    const seen = await changes(`noun=webhook&subject=${id}`);
    expect(seen.body.items).toMatchObject([
      { act: 'removed', before: { status: 'active' }, after: null },
      { act: 'changed', before: { previousSecretUntil: null }, after: { previousSecretUntil: expect.any(String) } },
      { act: 'changed', before: { status: 'paused' }, after: { status: 'active' } },
      { act: 'changed', before: { status: 'active' }, after: { status: 'paused' } },
      {
        ...{ act: 'added', before: null, after: { role: 'handler', unit: 'water', eventTypes: [], status: 'active' } },
        ...{ actor: { id: actor, role: 'handler', unit: 'water' }, withheld: ['name', 'url'] },
      },
    ]);
    expect(seen.text).not.toContain('known-to-us');
    const { rows } = await world.database.pool.query('SELECT * FROM admin_change');
    for (const one of [secret, rotated.secret, 'known-to-us']) expect(JSON.stringify(rows)).not.toContain(one);
    const full = await changes(`noun=webhook&subject=${id}`, 'administrator');
    expect(full.body.items.at(-1)).toMatchObject({ after: WISH, withheld: [] });
    expect(await undo(numberOf(seen, 2))).toMatchObject({ status: 409, body: { code: 'undo-not-possible' } });
  });
});

describe('the trail tells of legal holds', () => {
  it('who set one, changed its reason and lifted it, each once, and none of them is undone by an administrator', async () => {
    const { id } = (await world.register()).body;
    const as = (method: string, basis?: string) =>
      world.send(method, `/api/v1/tickets/${id}/hold`, world.key('auditor'), basis ? { body: { basis } } : {});
    for (const basis of ['audit', 'audit', 'litigation']) expect((await as('PUT', basis)).status).toBe(200);
    for (const _time of [1, 2]) expect((await as('DELETE')).status).toBe(204);
    const seen = await changes(`noun=legalHold&subject=${id}`);
    expect(seen.body.items).toMatchObject([
      { act: 'removed', before: { basis: 'litigation' }, after: null },
      { act: 'changed', before: { basis: 'audit' }, after: { basis: 'litigation' } },
      { act: 'added', before: null, after: { basis: 'audit' }, actor: { role: 'auditor' } },
    ]);
    expect(await undo(numberOf(seen, 0))).toMatchObject({ status: 409, body: { code: 'undo-not-possible' } });
  });
});

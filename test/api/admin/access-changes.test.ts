import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const asAdmin = (method: string, path: string, say: object = {}) =>
  world.send(method, `/api/v1/${path}`, world.key('administrator'), say);
const newest = async (role: 'administrator' | 'auditor', query: string) =>
  (await world.get(`/api/v1/admin/changes?limit=1&${query}`, world.key(role))).body.items[0] as unknown as Record<
    string,
    unknown
  >;

describe('the trail of who may sign in, and with which key', () => {
  it('tells of an account that was added, given another position, locked, and of nothing that changed nothing', async () => {
    const wish = { signInName: 'lin.yue', name: '林月', positions: [{ role: 'operator', unit: 'hotline' }] };
    const { id } = (await asAdmin('POST', 'accounts', { body: wish, key: 'one-account' })).body;
    await asAdmin('POST', 'accounts', { body: wish, key: 'one-account' });
    const of = `noun=account&subject=${id}`;
    expect(await newest('administrator', of)).toMatchObject({ act: 'added', after: { name: '林月', state: 'active' } });
    const body = { ...wish, positions: [{ role: 'reviewer', unit: 'hotline' }] };
    await asAdmin('PUT', `accounts/${id}`, { body, ifMatch: '*' });
    expect(await newest('auditor', of)).toMatchObject({
      before: { positions: [{ role: 'operator' }] },
      after: { positions: [{ role: 'reviewer' }] },
      withheld: ['name', 'signInName'],
    });
    for (const _time of [1, 2]) await asAdmin('POST', `accounts/${id}/lock`, { ifMatch: '*' });
    expect(await newest('auditor', of)).toMatchObject({ after: { state: 'locked' }, version: 3 });
    const all = (await world.get(`/api/v1/admin/changes?${of}`, world.key('auditor'))).body.items;
    expect(all).toHaveLength(3);
  });

  it('tells of a key that was made and revoked, without its secret, and neither is taken back', async () => {
    const { id, apiKey } = (await asAdmin('POST', 'keys', { body: { name: '系统', role: 'handler', unit: 'water' } }))
      .body as unknown as { id: string; apiKey: string };
    const made = await newest('administrator', `noun=key&subject=${id}`);
    expect(made).toMatchObject({ act: 'added', after: { role: 'handler', unit: 'water', revokedAt: null } });
    expect(JSON.stringify(made)).not.toContain(apiKey.slice(-20));
    for (const _time of [1, 2]) await asAdmin('DELETE', `keys/${id}`);
    const revoked = await newest('administrator', `noun=key&subject=${id}`);
    expect(revoked).toMatchObject({ act: 'changed', before: { revokedAt: null } });
    const refused = await asAdmin('POST', `admin/changes/${String(revoked['number'])}/undo`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'undo-not-possible' } });
    const all = (await world.get(`/api/v1/admin/changes?noun=key&subject=${id}`, world.key('auditor'))).body.items;
    expect(all).toHaveLength(2);
  });

  it('tells of an identity provider that was added, changed and removed, without its secret', async () => {
    const wish = {
      ...{ name: '市统一身份认证', issuer: 'https://203.0.113.7', clientId: 'huiying', clientSecret: 'not-to-be-told' },
      positions: [{ claim: 'groups', value: 'operators', role: 'operator', unit: 'hotline' }],
    };
    const path = 'identity-providers/city';
    expect((await asAdmin('PUT', path, { body: wish })).status).toBe(201);
    expect((await asAdmin('PUT', path, { body: { ...wish, justInTime: true }, ifMatch: '*' })).status).toBe(200);
    for (const _time of [1, 2]) await asAdmin('DELETE', path, { ifMatch: '"v2"' });
    const { text, body } = await world.get('/api/v1/admin/changes?noun=identityProvider', world.key('auditor'));
    expect(text).not.toContain('not-to-be-told');
    expect(body.items).toMatchObject([
      { act: 'removed', after: null },
      { act: 'changed', before: { justInTime: false }, after: { justInTime: true, hasSecret: true } },
      { act: 'added', before: null, after: { positions: [{ value: 'operators', role: 'operator' }] } },
    ]);
  });
});

import { scopeOf } from '../../../api/route.js';
import { routes } from '../../../api/routes.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const ofAdministrators = routes.filter((route) => scopeOf(route) === 'admin');
const takesIfMatch = ({ requestHeaders = [] }: { readonly requestHeaders?: readonly string[] }): boolean =>
  requestHeaders.includes('If-Match');
const versioned = new Set(ofAdministrators.filter(takesIfMatch).map(({ path }) => path));

it('whatever administrators put, or remove of what has a version, names the version that was read', () => {
  const needy = ofAdministrators.filter(
    ({ method, path }) => method === 'put' || (method === 'delete' && versioned.has(path)),
  );
  expect(needy.filter((route) => !takesIfMatch(route)).map(({ operationId }) => operationId)).toEqual([]);
  expect(needy.filter(({ method }) => method === 'delete')).toHaveLength(5);
});

const ADDED: Readonly<Record<string, (as: typeof asAdmin) => Promise<string>>> = {
  contact: async (as) => {
    const body = { unit: 'water', position: 'liaison', name: '联络员岗', email: 'liaison@water.example' };
    return `contacts/${(await as('POST', 'contacts', { body })).body.id}`;
  },
  assignment: async (as) => {
    const path = 'policy-assignments/slow';
    const body = { pack: 'default', version: '1', unit: 'water', channel: null, priority: 7 };
    await as('PUT', path, { body: { ...body, effectiveFrom: '2026-01-01T00:00:00+08:00', effectiveTo: null } });
    return path;
  },
  'office hours': async (as) => {
    await as('PUT', 'office-hours/water', { body: { intervals: [{ from: '08:00', to: '12:00' }], dayEnd: '18:00' } });
    return 'office-hours/water';
  },
  'retention rule': async (as) => {
    await as('PUT', 'retention-rules/01', { body: { years: 10, source: '档案管理规定第八条' } });
    return 'retention-rules/01';
  },
  'identity provider': async (as) => {
    const path = 'identity-providers/gone';
    const wish = { name: '某某', issuer: 'https://203.0.113.7/realms/gone', clientId: 'huiying' };
    await as('PUT', path, { body: wish });
    return path;
  },
};
const asAdmin = (method: string, path: string, say: object = {}): Promise<Reply> =>
  world.send(method, `/api/v1/${path}`, world.key('administrator'), say);

it.each(Object.entries(ADDED))(
  '%s: nobody removes one that was not read, or has changed since; a second time changes nothing',
  async (_noun, add) => {
    const path = await add(asAdmin);
    expect(await asAdmin('DELETE', path)).toMatchObject({ status: 428, body: { code: 'precondition-required' } });
    expect(await asAdmin('DELETE', path, { ifMatch: '"v7"' })).toMatchObject({
      ...{ status: 412, body: { code: 'stale-version' } },
    });
    for (const _time of [1, 2]) expect((await asAdmin('DELETE', path, { ifMatch: '"v1"' })).status).toBe(204);
  },
);

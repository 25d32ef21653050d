import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from '../../../api/docs/openapi.js';
import { routes } from '../../../api/routes.js';
import { PROBLEM_CODES } from '../../../contracts/problems.js';
import { COMMAND_NAMES } from '../../../domain/ticket/commands.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

describe('the reference', () => {
  it('is committed as it is generated', async () => {
    const committed = await readFile(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8');
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(openApiDocument(routes))));
  });

  it('documents every route that is served, and is served itself', async () => {
    const reply = await world.get('/openapi.json', null);
    expect(reply.status).toBe(200);
    const paths = reply.body.paths;
    const documented = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(documented.sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
    for (const command of COMMAND_NAMES.filter((name) => name !== 'rate' && name !== 'split'))
      expect(documented).toContain(command);
  });

  it('has a page for every problem, and none for others', async () => {
    const list = await world.get('/problems', null);
    for (const code of PROBLEM_CODES) {
      expect(list.text).toContain(`/problems/${code}`);
      const page = await world.get(`/problems/${code}`, null);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    }
    expect((await world.get('/problems/%3Cscript%3E', null)).status).toBe(404);
  });

  it('can be clicked through without another network', async () => {
    const docs = await world.get('/docs', null);
    expect(docs.status).toBe(200);
    const files = [...docs.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect([file, (await world.get(file, null)).status]).toEqual([file, 200]);
    // A key that is typed there goes with the page: one that is kept waits for whoever sits down next.
    expect((await world.get('/docs/start.js', null)).text).not.toMatch(/persist/);
    expect(docs.headers.get('content-security-policy')).toMatch(/default-src 'self'/);
    expect(docs.headers.get('content-security-policy')).not.toMatch(/https:|upgrade-insecure/);
  });
});

describe('reference data', () => {
  it('is there for every account, and for nobody else', async () => {
    const handler = world.key('handler', 'water');
    expect((await world.get('/api/v1/me', handler)).body).toMatchObject({
      role: 'handler',
      unit: 'water',
      unitPath: ['city', 'water'],
    });
    for (const path of ['units', 'classes', 'policies']) {
      const reply = await world.get(`/api/v1/${path}`, handler);
      expect([path, reply.status]).toEqual([path, 200]);
      expect(reply.body.items?.length).toBeGreaterThan(4);
      expect((await world.get(`/api/v1/${path}`, null)).status).toBe(401);
    }
    expect((await world.get('/api/v1/calendar/2026', handler)).body).toMatchObject({ year: 2026, status: 'official' });
    for (const year of ['2019', 'x', '99999'])
      expect((await world.get(`/api/v1/calendar/${year}`, handler)).status).toBe(404);
  });
});

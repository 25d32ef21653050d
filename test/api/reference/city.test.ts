import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const put = (path: string, body: object, headers = {}) =>
  world.send('PUT', path, world.key('administrator'), { body, headers, ifMatch: '*' });
const HEATING = { name: '市供热办', nameEn: 'Heating Office', level: 'cityDepartment', parent: 'city' };

describe('An administrator', () => {
  it('adds a unit and a class, and the next ticket is dispatched there', async () => {
    expect(await put('/api/v1/units/heating', HEATING)).toMatchObject({
      status: 200,
      body: { id: 'heating', ...HEATING },
    });
    const made = await put('/api/v1/classes/030199', {
      name: '供热不足',
      nameEn: 'Too little heating',
      parent: '0301',
      owners: ['heating'],
    });
    expect(made).toMatchObject({
      status: 200,
      body: { code: '030199', level: 3, owners: ['heating'], statutory: null },
    });
    const { id } = (await world.register({ classCode: '030199' })).body;
    await world.act(id, 'accept', world.key('operator'));
    const sent = await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'heating', reason: '供热主管' });
    expect(sent).toMatchObject({ status: 200, body: { state: 'dispatched' } });
  });

  it('changes a name, and says the same twice', async () => {
    const renamed = { ...HEATING, name: '市供热管理中心' };
    for (const _time of [1, 2]) expect((await put('/api/v1/units/heating', renamed)).status).toBe(200);
    const { items } = (await world.get('/api/v1/units', world.key('administrator'))).body;
    expect(items.find(({ id }) => id === 'heating')).toMatchObject(renamed);
  });

  it('moves no unit that has open tickets, nor one above it, and is told so in both languages', async () => {
    const moved = { ...HEATING, level: 'districtDepartment', parent: 'district-east' };
    const refused = await put('/api/v1/units/heating', moved);
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
    expect(refused.text).toContain('heating has open tickets (1) and cannot be moved in the tree.');
    expect((await put('/api/v1/units/heating', moved, { 'Accept-Language': 'zh' })).text).toContain(
      'heating 尚有未结工单（1 件），不能调整上级',
    );
  });

  it('is told what is wrong with a unit that cannot lie where it is put', async () => {
    const { status, text } = await put('/api/v1/units/new', { ...HEATING, level: 'township' });
    expect([status, JSON.parse(text) as unknown]).toEqual([
      400,
      expect.objectContaining({
        errors: [{ pointer: '/parent', code: 'invalid', message: 'A township lies under a district, not a city.' }],
      }),
    ]);
  });
});

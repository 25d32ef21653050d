import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const CLASS = { name: '供热不足', nameEn: 'Too little heating', parent: '0301', owners: ['water'] };
const CONTACT = { unit: 'water', position: 'liaison', name: '联络员岗', email: 'liaison@water.example' };
const asAdmin = (method: string, path: string, say: object = {}) =>
  world.send(method, path, world.key('administrator'), say);
const putClass = (body: object, ifMatch = '*') => asAdmin('PUT', '/api/v1/classes/030199', { body, ifMatch });
const changes = async (query = '', role: 'administrator' | 'auditor' = 'administrator') =>
  (await world.get(`/api/v1/admin/changes?${query}`, world.key(role))).body.items as unknown as Record<
    string,
    unknown
  >[];
const undo = (number: unknown) => asAdmin('POST', `/api/v1/admin/changes/${String(number)}/undo`);

describe('the trail of what administrators change', () => {
  it('tells who changed what, and what it was before and after', async () => {
    await putClass(CLASS);
    await putClass({ ...CLASS, owners: ['housing', 'water'] }, '"v1"');
    const { id } = (await world.get('/api/v1/me', world.key('administrator'))).body;
    const [second, first, ...more] = await changes();
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      ...{ number: '1', noun: 'class', subject: '030199', act: 'added', before: null, version: 1 },
      actor: { id, role: 'administrator', unit: 'hotline' },
      key: expect.stringMatching(/^\w+$/) as string,
    });
    expect(second).toMatchObject({
      ...{ number: '2', act: 'changed', version: 2 },
      before: { owners: ['water'] },
      after: { owners: ['housing', 'water'] },
    });
  });

  it('says nothing of what did not change, nor twice what was sent twice', async () => {
    await putClass(CLASS);
    await putClass(CLASS);
    expect((await putClass({ ...CLASS, name: '' })).status).toBe(400);
    const body = CONTACT;
    const sent = [1, 2].map(() => asAdmin('POST', '/api/v1/contacts', { body, key: 'one-contact' }));
    const [one, other] = await Promise.all(sent);
    expect(one?.body.id).toBe(other?.body.id);
    expect((await changes()).map(({ noun }) => noun)).toEqual(['contact', 'class']);
  });

  it('seals what tells of people, and shows it to administrators only', async () => {
    await asAdmin('POST', '/api/v1/contacts', { body: CONTACT });
    expect((await changes('noun=contact'))[0]).toMatchObject({ after: CONTACT, withheld: [] });
    const [seen] = await changes('noun=contact', 'auditor');
    expect(seen).toMatchObject({ after: { unit: 'water' }, withheld: ['email', 'name', 'phone', 'webhookUrl'] });
    expect(JSON.stringify(seen)).not.toContain(CONTACT.email);
    const { rows } = await world.database.pool.query('SELECT * FROM admin_change');
    expect(JSON.stringify(rows)).not.toContain(CONTACT.email);
  });

  it('is read page by page, and by what is asked for', async () => {
    for (const name of ['一', '二', '三']) await putClass({ ...CLASS, name });
    await asAdmin('POST', '/api/v1/contacts', { body: CONTACT });
    const first = await world.get('/api/v1/admin/changes?noun=class&limit=2', world.key('auditor'));
    const next = first.body.nextCursor ?? '';
    const second = await world.get(`/api/v1/admin/changes?noun=class&limit=2&cursor=${next}`, world.key('auditor'));
    const numbers = [first, second].flatMap(({ body }) => body.items.map(({ number }) => number));
    expect(numbers).toEqual(['3', '2', '1']);
    expect(await changes('subject=nowhere')).toEqual([]);
  });

  it('cannot be changed by the program', async () => {
    await putClass(CLASS);
    for (const sql of ["UPDATE admin_change SET subject = 'x'", 'DELETE FROM admin_change', 'TRUNCATE admin_change'])
      await expect(world.database.pool.query(sql)).rejects.toThrow('never changed or removed');
  });

  it('refuses who acts on what has changed meanwhile', async () => {
    await putClass(CLASS);
    expect(await putClass({ ...CLASS, name: '供热' }, '"v3"')).toMatchObject({
      status: 412,
      body: { code: 'stale-version', detail: 'It is at version 1 by now.' },
    });
    const none = await asAdmin('PUT', '/api/v1/classes/030199', { body: CLASS });
    expect(none).toMatchObject({ status: 428, body: { code: 'precondition-required' } });
  });
});

describe('taking a change back', () => {
  it('puts the thing back as it was, which is a change of its own, and is done once', async () => {
    await putClass(CLASS);
    await putClass({ ...CLASS, name: '供热' });
    const first = await undo(2);
    expect(first).toMatchObject({ status: 200, body: { number: '3', act: 'undone', undoes: '2' } });
    expect((await undo(2)).body).toMatchObject({ number: '3' });
    const now = (await world.get('/api/v1/classes/030199', world.key('operator'))).body;
    expect(now).toMatchObject({ name: CLASS.name, version: 3 });
    expect((await changes('noun=class')).map(({ undoneBy }) => undoneBy)).toEqual([null, '3', null]);
  });

  it('is refused when the thing was changed again since, and for what is never removed', async () => {
    await putClass(CLASS);
    await putClass({ ...CLASS, name: '供热' });
    await putClass(CLASS);
    expect(await undo(2)).toMatchObject({ status: 409, body: { code: 'undo-not-possible' } });
    await putClass({ ...CLASS, name: '甲' });
    expect((await undo(1)).body.code).toBe('undo-not-possible');
    expect((await undo(99)).status).toBe(404);
  });

  it('brings back a contact that was removed, and removes one that was added', async () => {
    const { id } = (await asAdmin('POST', '/api/v1/contacts', { body: CONTACT })).body;
    await asAdmin('DELETE', `/api/v1/contacts/${id}`, { ifMatch: '"v1"' });
    expect((await undo(2)).status).toBe(200);
    const of = async () =>
      (await world.get('/api/v1/contacts?unit=water&position=liaison', world.key('administrator'))).body.items;
    expect((await of()).find((one) => one.id === id)).toMatchObject(CONTACT);
    expect((await undo(3)).status).toBe(200);
    expect((await of()).some((one) => one.id === id)).toBe(false);
  });
});

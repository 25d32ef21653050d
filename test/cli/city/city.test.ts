import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineClasses } from '../../../cli/classes.js';
import { defineContacts } from '../../../cli/contacts.js';
import { defineUnits } from '../../../cli/units.js';
import { printed } from '../../support/printed-by.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const SHIPPED = join(import.meta.dirname, '../../../data/city');
const DEFINED = { units: defineUnits, classes: defineClasses, contacts: defineContacts };

let database: TestDatabase;
let folder: string;
const before = { ...process.env };
beforeAll(async () => {
  database = await createTestDatabase({ demo: false });
  folder = await mkdtemp(join(tmpdir(), 'huiying-city-'));
  process.env['DATABASE_URL'] = database.url;
  process.env['HUIYING_MASTER_KEY'] = Buffer.alloc(32, 7).toString('base64');
});
afterAll(async () => {
  process.env = before;
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** What `huiying units|classes|contacts …` prints. */
const huiying = (noun: keyof typeof DEFINED, ...args: string[]): Promise<string> => printed(noun, DEFINED[noun], args);

async function file(list: unknown): Promise<string> {
  const path = join(folder, 'list.json');
  await writeFile(path, JSON.stringify(list));
  return path;
}

describe('a real city', () => {
  it('has no unit and no class of the invented one', async () => {
    expect(await huiying('units', 'list')).toContain('There is no unit yet.');
    expect(await huiying('classes', 'list')).toContain('There is no class yet.');
  });

  it('takes its units, its classes and its contacts from files, and the same files again without a change', async () => {
    expect(await huiying('units', 'import', join(SHIPPED, 'units.json'))).toMatch(/^80 units added, 0 changed/);
    expect(await huiying('units', 'import', join(SHIPPED, 'units.json'))).toMatch(/^0 units added, 0 changed/);
    expect(await huiying('classes', 'import', join(SHIPPED, 'classes.json'))).toMatch(/^\d+ classes added, 0 changed/);
    expect(await huiying('classes', 'import', join(SHIPPED, 'classes.json'))).toMatch(/^0 classes added, 0 changed/);
    const desk = { unit: 'hotline', position: 'dutyDesk', name: '值班台', email: 'duty@hotline.example' };
    expect(await huiying('contacts', 'import', await file([desk]))).toMatch(/^1 added, 0 changed/);
    expect(await huiying('contacts', 'import', await file([{ ...desk, phone: '13800001234' }]))).toMatch(/^0 added, 1/);
    expect(await huiying('contacts', 'list', '--unit', 'hotline')).toContain(
      '值班台  duty@hotline.example, +8613800001234',
    );
  });

  it('gives its units and classes out in the form in which it takes them', async () => {
    for (const noun of ['units', 'classes'] as const) {
      const rows = (await huiying(noun, 'list', '--json')).trim().split('\n');
      const items = rows.map((row) => JSON.parse(row) as unknown);
      expect(await huiying(noun, 'import', await file({ items }))).toContain(' 0 changed');
    }
  });

  it.each<[string, keyof typeof DEFINED, unknown, string]>([
    ['no list', 'units', { units: [] }, 'holds no list'],
    [
      'a field that nobody knows',
      'units',
      [{ id: 'x', name: 'x', nameEn: 'x', level: 'cityDepartment', parent: 'city', parentId: 'city' }],
      'entry 1',
    ],
    [
      'a unit under nobody',
      'units',
      [{ id: 'x', name: 'x', nameEn: 'x', level: 'cityDepartment', parent: 'nowhere' }],
      'x, parent: There is no unit nowhere',
    ],
    [
      'a class of nobody',
      'classes',
      [{ code: '99', name: 'x', nameEn: 'x', parent: null, owners: ['nobody'] }],
      '99, owners: There is no unit nobody',
    ],
    [
      'a contact of nobody',
      'contacts',
      [{ unit: 'nobody', position: 'liaison', name: 'x' }],
      'entry 1: There is no unit nobody',
    ],
    [
      'a receiver without a secret',
      'contacts',
      [{ unit: 'water', position: 'liaison', name: 'x', webhookUrl: 'https://192.0.2.1/hook' }],
      'A new address needs a secret',
    ],
  ])('takes nothing of a list with %s, and is told which entry', async (_what, noun, list, says) => {
    const counted =
      'SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM ticket_class) + (SELECT count(*) FROM contact) AS n';
    const { rows } = await database.pool.query(counted);
    await expect(huiying(noun, 'import', await file(list))).rejects.toThrow(says);
    expect((await database.pool.query(counted)).rows).toEqual(rows);
  });
});

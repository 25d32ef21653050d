import { randomBytes } from 'node:crypto';
import { keyRing, type Keys, type Ring } from '../../../config/key-ring.js';
import { createAdminDesk } from '../../../storage/admin/admin-desk.js';
import { checkChanges } from '../../../storage/admin/change-check.js';
import { createChangeSeals } from '../../../storage/admin/change-seals.js';
import { COMMAND_LINE, wordsOf, type Change } from '../../../storage/admin/change-trail.js';
import { personalAnew } from '../../../storage/admin/personal-anew.js';
import { heldByKeys, resealAll } from '../../../storage/secrets/resealing.js';
import { changeContext } from '../../../storage/secrets/sealed-columns.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

const AT = '2026-11-29T08:00:00.000Z';
const key = (id: string, of: 'sealing' | 'signing' | 'payloads', state: 'current' | 'retired') => ({
  ...{ id, for: of, state, since: AT, madeAt: AT },
  key: KEYS[id] ?? Buffer.alloc(0),
});
const KEYS: Readonly<Record<string, Ring['keys'][number]['key']>> = Object.fromEntries(
  ['d1', 'd2', 'd3', 's', 'p'].map((id) => [id, randomBytes(32)]),
);
/** The first seals, the others open; signing and payloads stay as they are. */
function ringOf(current: string, ...retired: string[]): Keys {
  const sealing = [key(current, 'sealing', 'current'), ...retired.map((id) => key(id, 'sealing', 'retired'))];
  const ring: Ring = {
    version: 1,
    keys: [...sealing, key('s', 'signing', 'current'), key('p', 'payloads', 'current')],
  };
  return keyRing(ring, null);
}

const contact = (name: string) => ({ unit: 'water', name, email: `${name}@water.example` });
const added = (name: string): Change => ({
  ...{ noun: 'contact', subject: name, act: 'added', before: null, after: contact(name), version: 1 },
});
const deskOf = (keys: Keys) =>
  createAdminDesk(database.pool, { seals: createChangeSeals(keys), sealing: createSealing(keys) }, () => new Date(AT));
const note = (keys: Keys, name: string) =>
  deskOf(keys).act(COMMAND_LINE, (desk) => Promise.resolve(desk.note(added(name))));

/** As rows were written before what is personal had a table of its own: sealed in the row, its tag over the seal. */
async function noteAsBefore(keys: Keys, name: string): Promise<void> {
  const { rows } = await database.pool.query<{ number: string; tag: Buffer }>(
    'SELECT number, tag FROM admin_change ORDER BY number DESC LIMIT 1',
  );
  const number = BigInt(rows[0]?.number ?? 0) + 1n;
  const { unit, ...personal } = contact(name);
  const said = { before: null, after: personal };
  const sealed = createSealing(keys).sealUnderMaster(said, changeContext(String(number)));
  const row = {
    ...{ number, at: new Date(AT), actorId: null, actorRole: null, actorUnit: null, position: null, byKey: null },
    ...{ session: null, address: null, noun: 'contact', subject: name, act: 'added', before: null },
    ...{ after: JSON.stringify({ unit }), personalSealed: Uint8Array.from(sealed), version: 1 },
    ...{ requestKey: null, undoes: null },
  };
  const tag = createChangeSeals(keys).tagOf(rows[0]?.tag ?? null, wordsOf(row, null));
  await database.pool.query(
    `INSERT INTO admin_change (number, at, noun, subject, act, after, personal_sealed, version, tag)
     VALUES ($1, $2, 'contact', $3, 'added', $4, $5, 1, $6)`,
    [number, AT, name, row.after, sealed, tag],
  );
}

async function rotated(keys: Keys, current: string): Promise<number> {
  const sealing = createSealing(keys);
  const of = { database: database.pool, sealing, portion: 2 };
  const { resealed } = await resealAll({ ...of, current, progress: () => undefined });
  const trail = await personalAnew({ ...of, seals: createChangeSeals(keys) });
  expect(trail.unopened).toEqual([]);
  return resealed + trail.resealed;
}
const held = async (): Promise<string[]> =>
  (await heldByKeys(database.pool)).map(({ key: id, rows }) => `${id} ${rows}`);
const checked = (keys: Keys) =>
  checkChanges(
    database.pool,
    { seals: createChangeSeals(keys), sealing: createSealing(keys) },
    { read: () => Promise.resolve({ heads: [], bad: [] }) },
  );
const names = async (keys: Keys) =>
  (await deskOf(keys).list({ before: null, limit: 50 })).map(({ personal }) => personal?.after?.['email']);

describe('what the trail says of people', () => {
  it('moves from key to key, and no key before is needed to read it or to see that it was not touched', async () => {
    const first = ringOf('d1');
    for (const name of ['a', 'b', 'c']) await note(first, name);
    expect(await held()).toEqual(['d1 3']);
    expect(await rotated(ringOf('d2', 'd1'), 'd2')).toBe(3);
    expect(await rotated(ringOf('d3', 'd2'), 'd3')).toBe(3);
    const last = ringOf('d3');
    expect(await held()).toEqual(['d3 3']);
    expect(await names(last)).toEqual(['c@water.example', 'b@water.example', 'a@water.example']);
    expect(await checked(last)).toMatchObject({ changes: 3, findings: [] });
  });

  it('was sealed in the row before, and moves as well: the row stays, and its tag', async () => {
    const first = ringOf('d1');
    for (const name of ['a', 'b', 'c']) await noteAsBefore(first, name);
    await note(first, 'd');
    const rows = async () => (await database.pool.query('SELECT * FROM admin_change ORDER BY number')).rows;
    const before = await rows();
    expect(await names(first)).toHaveLength(4);
    expect(await checked(first)).toMatchObject({ changes: 4, findings: [] });
    expect((await held()).toSorted()).toEqual(['d1 1', 'd1 3']);

    expect(await rotated(ringOf('d2', 'd1'), 'd2')).toBe(4);
    expect(await rotated(ringOf('d2', 'd1'), 'd2')).toBe(0);
    expect(await held()).toEqual(['d2 4']);
    const last = ringOf('d2');
    expect(await names(last)).toEqual(['d', 'c', 'b', 'a'].map((name) => `${name}@water.example`));
    expect(await checked(last)).toMatchObject({ changes: 4, findings: [] });
    expect(await rows()).toEqual(before);
  });

  it('cannot be exchanged, changed or taken away without being found, and not at all by the program', async () => {
    const keys = ringOf('d1');
    await noteAsBefore(keys, 'a');
    for (const name of ['b', 'c', 'd']) await note(keys, name);
    await rotated(ringOf('d2', 'd1'), 'd2');
    const { pool } = database;
    for (const sql of ["UPDATE admin_change_personal SET digest = 'x'", 'DELETE FROM admin_change_personal'])
      await expect(pool.query(sql)).rejects.toThrow('never changed or removed');
    await pool.query('ALTER TABLE admin_change_personal DISABLE TRIGGER USER');
    await pool.query(
      'UPDATE admin_change_personal p SET sealed = q.sealed FROM admin_change_personal q WHERE p.number = 2 AND q.number = 3',
    );
    await pool.query('DELETE FROM admin_change_personal WHERE number = 4');
    const forged = createSealing(ringOf('d2')).sealUnderMaster({ before: null, after: {} }, changeContext('1'));
    await pool.query('UPDATE admin_change_personal SET sealed = $1 WHERE number = 1', [forged]);
    expect((await checked(ringOf('d2'))).findings.map(({ fault, number }) => `${fault} ${number}`)).toEqual([
      'change-edited 1',
      'change-edited 2',
      'change-edited 4',
    ]);
  });
});

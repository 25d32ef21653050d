import { randomBytes, randomUUID } from 'node:crypto';
import { keyRing, type Ring } from '../../../config/key-ring.js';
import { heldByKeys, resealAll } from '../../../storage/secrets/resealing.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { HELD_COLUMNS, SEALED_COLUMNS } from '../../../storage/secrets/sealed-columns.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

/** Bytes that no key of the ring sealed: under a ticket's own key, hashes, and the trail of looks. */
const OTHERS = [
  ...['ticket.citizen_sealed', 'ticket.content_sealed', 'ticket_event.text_sealed', 'retracted_event.text_sealed'],
  ...[
    'disclosure.words_sealed',
    'disclosure.relay_sealed',
    'api_key.secret_hash',
    'session.token_hash',
    'recovery_code.code_hash',
  ],
  ...['provider_visit.state_hash', 'provider_visit.browser_hash'],
  ...['look.tag', 'look_block.marks', 'look_block.previous', 'look_block.head'],
  ...['admin_change.tag', 'admin_change_personal.digest'],
  ...['attachment.name_sealed', 'attachment.ticket_key', 'export_job.link_hash'],
];
const AT = '2026-11-29T08:00:00.000Z';
const master = { id: 'k1', key: randomBytes(32) };
const ring: Ring = {
  version: 1,
  keys: [{ id: 'd1', for: 'sealing', state: 'current', since: AT, madeAt: AT, key: randomBytes(32) }],
};
const [before, after] = [createSealing(keyRing(null, master)), createSealing(keyRing(ring, master))];

describe('what the ring has sealed', () => {
  it('is every column of bytes that is not something else: whatever is new must be sealed anew too', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'bytea'`,
    );
    const known = [...HELD_COLUMNS.map(({ name }) => name), ...OTHERS];
    expect(rows.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
  });

  const anew = () =>
    resealAll({ database: database.pool, sealing: after, current: 'd1', portion: 7, progress: () => undefined });
  async function factors(many: number): Promise<string[]> {
    const ids = Array.from({ length: many }, () => randomUUID());
    await database.pool.query(
      'INSERT INTO second_factor (person_id, secret_sealed) SELECT * FROM unnest($1::uuid[], $2::bytea[])',
      [ids, ids.map((id) => before.sealUnderMaster(`secret of ${id}`, `second-factor:${id}`))],
    );
    return ids;
  }

  it('is sealed anew in portions, each row for what it was sealed for, and counted by key', async () => {
    const ids = await factors(50);
    const answer = before.sealPacked({ body: 1 }, 'answer:somebody:key 1');
    await database.pool.query(
      `INSERT INTO idempotency_record (actor_id, key, body_hash, status, response) VALUES ('somebody', 'key 1', '', 200, $1)`,
      [answer],
    );
    const held = async () =>
      (await heldByKeys(database.pool)).map(({ key, column, rows }) => `${column} ${key} ${rows}`);
    expect(await held()).toEqual(['idempotency_record.response  1', 'second_factor.secret_sealed  50']);
    expect(await anew()).toEqual({ resealed: 51, unopened: [] });
    expect(await held()).toEqual(['idempotency_record.response d1 1', 'second_factor.secret_sealed d1 50']);
    const alone = createSealing(keyRing({ ...ring, keys: [...ring.keys, ...others()] }, null));
    const { rows } = await database.pool.query<{ person_id: string; secret_sealed: Buffer }>(
      'SELECT * FROM second_factor',
    );
    expect(
      rows.map((row) => alone.openUnderMaster(row.secret_sealed, `second-factor:${row.person_id}`)).toSorted(),
    ).toEqual(ids.map((id) => `secret of ${id}`).toSorted());
    expect(await anew()).toEqual({ resealed: 0, unopened: [] });
  });

  it('leaves a row that somebody holds until it is free, and overwrites nothing that is newer', async () => {
    const [held = '', changed = ''] = await factors(2);
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM second_factor WHERE person_id = $1 FOR UPDATE', [held]);
    const running = anew();
    const newer = after.sealUnderMaster('newer', `second-factor:${changed}`);
    await database.pool.query('UPDATE second_factor SET secret_sealed = $2 WHERE person_id = $1', [changed, newer]);
    await client.query('COMMIT');
    client.release();
    expect(await running).toMatchObject({ unopened: [] });
    const { rows } = await database.pool.query<{ person_id: string; secret_sealed: Buffer }>(
      'SELECT * FROM second_factor',
    );
    const opened = Object.fromEntries(
      rows.map(({ person_id: id, secret_sealed: sealed }) => [
        id,
        after.openUnderMaster(sealed, `second-factor:${id}`),
      ]),
    );
    expect(opened).toEqual({ [held]: `secret of ${held}`, [changed]: 'newer' });
    expect((await heldByKeys(database.pool)).map(({ key }) => key)).toEqual(['d1']);
  });

  it('gives no key back to a ticket whose key was dropped while its row was under way', async () => {
    const [column] = SEALED_COLUMNS.filter(({ name }) => name === 'second_factor.secret_sealed');
    const [id = ''] = await factors(1);
    const page = (await column?.page(database.pool, 'd1', null, 10)) ?? [];
    await database.pool.query('DELETE FROM second_factor WHERE person_id = $1', [id]);
    expect(
      await column?.replace(
        database.pool,
        page.map((row) => ({ ...row, anew: Buffer.from('anew') })),
      ),
    ).toBe(0);
  });

  it('names what no key opens, and goes on with the rest', async () => {
    await factors(9);
    const broken = randomUUID();
    await database.pool.query('INSERT INTO second_factor (person_id, secret_sealed) VALUES ($1, $2)', [
      broken,
      randomBytes(60),
    ]);
    expect(await anew()).toEqual({
      resealed: 9,
      unopened: [{ column: 'second_factor.secret_sealed', row: broken }],
    });
  });
});

function others(): Ring['keys'] {
  return (['signing', 'payloads'] as const).map((purpose) => ({
    ...{ id: purpose, for: purpose, state: 'current' as const, since: AT, madeAt: AT },
    key: randomBytes(32),
  }));
}

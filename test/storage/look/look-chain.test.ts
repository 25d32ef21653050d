import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Look } from '../../../domain/look/look.js';
import { createLookChain } from '../../../storage/look/look-chain.js';
import { checkLooks, type LookFinding } from '../../../storage/look/look-check.js';
import { createLookHeads } from '../../../storage/look/look-heads.js';
import { createLookSeals } from '../../../storage/look/look-seals.js';
import { createLookStore } from '../../../storage/look/look-store.js';
import { aLook } from '../../support/looks.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const MINUTE_MS = 60_000;

describe('the trail of looks', () => {
  let database: TestDatabase;
  let folder: string;
  let now: number;
  const seals = createLookSeals(randomBytes(32));
  const clock = (): number => now;
  beforeEach(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'looks-'));
    now = Date.parse('2026-11-30T01:00:00.000Z');
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const store = () => createLookStore(database.pool, seals);
  const chain = () => createLookChain(database.pool, seals, clock);
  const heads = () => createLookHeads(folder, seals);
  const check = (day?: string) =>
    checkLooks({ pool: database.pool, seals, heads: heads(), clock }, day === undefined ? {} : { day });

  const lookNow = (changes: Partial<Look> = {}): Look => aLook({ at: new Date(now).toISOString(), ...changes });

  /** A day of so many looks, linked a few at a time. */
  async function aDayOf(looks: number, inBlocksOf = 10): Promise<string[]> {
    const { keep } = store();
    for (let done = 0; done < looks; done += inBlocksOf) {
      await keep(Array.from({ length: Math.min(inBlocksOf, looks - done) }, () => lookNow()));
      await chain().link();
    }
    const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM look ORDER BY id');
    return rows.map(({ id }) => id);
  }

  /** What the owner of the database can do and the application cannot. */
  async function tampered(sql: string, values: unknown[] = []): Promise<void> {
    const client = await database.pool.connect();
    try {
      for (const table of ['look', 'look_block']) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await client.query(sql, values);
      for (const table of ['look', 'look_block']) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    } finally {
      client.release();
    }
  }
  const briefly = (findings: readonly LookFinding[]): unknown[] =>
    findings.map(({ fault, block, look }) => [fault, block, look].filter((one) => one !== null).join(' '));

  async function anchored(last = false): Promise<void> {
    const newest = await chain().newest();
    if (!newest) throw new Error('Nothing was linked yet.');
    const { day, number, head } = newest;
    await heads().write({ day, number, head: head.toString('hex'), last, at: new Date(now).toISOString() });
  }

  it('is whole when nobody touched it, day by day', async () => {
    await aDayOf(35);
    await anchored(true);
    now += 24 * 60 * MINUTE_MS;
    await aDayOf(5);
    await anchored();
    expect(await check()).toMatchObject({ days: 2, blocks: 5, looks: 40, heads: 2, findings: [] });
    expect(await check('2026-12-01')).toMatchObject({ days: 1, blocks: 1, looks: 5, findings: [] });
  });

  it('takes no change, no removal and no emptying from the application', async () => {
    await aDayOf(3);
    for (const table of ['look', 'look_block', 'look_alert']) {
      await expect(database.pool.query(`DELETE FROM ${table}`)).rejects.toThrow(/added, and never changed/);
      await expect(database.pool.query(`TRUNCATE ${table}`)).rejects.toThrow(/added, and never changed/);
    }
    await expect(database.pool.query(`UPDATE look SET actor_id = 'x'`)).rejects.toThrow(/added, and never changed/);
  });

  it('finds every one of a thousand edits, whatever was edited', async () => {
    const ids = await aDayOf(1_000, 250);
    await tampered(
      `UPDATE look SET actor_id = CASE WHEN id % 3 = 0 THEN 'somebody else' ELSE actor_id END,
         fields = CASE WHEN id % 3 = 1 THEN '{}' ELSE fields END,
         at = CASE WHEN id % 3 = 2 THEN at - interval '1 second' ELSE at END`,
    );
    const { findings } = await check();
    expect(findings.filter(({ fault }) => fault === 'look-edited').map(({ look }) => look)).toEqual(ids);
  });

  it('names the look that was removed, and its block', async () => {
    const ids = await aDayOf(30);
    await tampered('DELETE FROM look WHERE id = $1', [ids[14]]);
    expect(briefly((await check()).findings)).toEqual([`look-removed 2 ${ids[14]}`]);
  });

  it('names the look that was put among the others, and the one that is a copy', async () => {
    const ids = await aDayOf(30);
    await tampered(
      `INSERT INTO look SELECT 500, at, 'framed', actor_role, actor_unit, by_key, session, address, ticket_id, guarded, how,
         fields, masked, purpose, weight, tag FROM look WHERE id = $1`,
      [ids[3]],
    );
    await tampered('UPDATE look SET id = -5 WHERE id = $1', [ids[20]]);
    await tampered(
      `INSERT INTO look SELECT $2, at, actor_id, actor_role, actor_unit, by_key, session, address, ticket_id, guarded, how,
         fields, masked, purpose, weight, tag FROM look WHERE id = $1`,
      [ids[4], ids[20]],
    );
    await database.pool.query(`SELECT setval('look_id_seq', 600)`);
    await store().keep([lookNow()]);
    await chain().link();
    expect(briefly((await check()).findings)).toEqual([`look-inserted 3 ${ids[20]}`, 'look-inserted 4 500']);
  });

  it('names a block that was changed, and the one after which one is missing', async () => {
    const ids = await aDayOf(40);
    await tampered('UPDATE look_block SET looks = looks[1:9], marks = substring(marks FROM 1 FOR 72) WHERE number = 2');
    await tampered('DELETE FROM look_block WHERE number = 3');
    expect(briefly((await check()).findings)).toEqual([
      'block-edited 2',
      `look-inserted 2 ${ids[19]}`,
      'block-removed 4',
      ...ids.slice(20, 30).map((id) => `look-inserted 4 ${id}`),
    ]);
  });

  it('finds by the heads in the second place that its end was cut off', async () => {
    const ids = await aDayOf(40);
    await anchored();
    await tampered('DELETE FROM look_block WHERE number > 2');
    await tampered('DELETE FROM look WHERE id > $1', [ids[19]]);
    expect(briefly((await check()).findings)).toEqual(['truncated 4']);
  });

  it('finds by them that it was made anew, by somebody with the key even', async () => {
    await aDayOf(20);
    await anchored(true);
    await tampered('DELETE FROM look_block');
    await chain().link();
    await store().keep([lookNow()]);
    await chain().link();
    expect(briefly((await check()).findings)).toEqual(['rewritten 2']);
  });

  it('does not believe a line of the second place that it did not sign', async () => {
    await aDayOf(5);
    await anchored();
    const [file = ''] = await readdir(folder);
    await appendFile(
      join(folder, file),
      '{"day":"2026-11-30","number":9,"head":"00","last":false,"at":"x","signature":"y"}\n',
    );
    expect((await check()).findings).toMatchObject([{ fault: 'head-edited', at: `${file}:2` }]);
  });

  it('finds an edit before it is linked, and that linking stands still', async () => {
    await store().keep([lookNow(), lookNow()]);
    await tampered(`UPDATE look SET address = '198.51.100.1' WHERE id = (SELECT min(id) FROM look)`);
    expect((await check()).findings).toMatchObject([{ fault: 'look-edited' }]);
    now += 20 * MINUTE_MS;
    expect((await check()).findings.map(({ fault }) => fault)).toEqual([
      'look-edited',
      'look-unlinked',
      'look-unlinked',
    ]);
  });

  it('asks one question for as long as nobody has looked since, whoever linked what was there', async () => {
    const asked: string[] = [];
    const watched = new Proxy(database.pool, {
      get(pool, name) {
        asked.push(String(name));
        const own: unknown = Reflect.get(pool, name);
        return typeof own === 'function' ? (own.bind(pool) as unknown) : own;
      },
    });
    const one = createLookChain(watched, seals, clock);
    await store().keep([lookNow()]);
    expect(await one.link()).toBe(1);
    asked.length = 0;
    expect(await one.link()).toBe(0);
    expect(asked).toEqual(['query']);

    await store().keep([lookNow(), lookNow()]);
    expect(await chain().link()).toBe(2);
    expect(await one.link()).toBe(0);
    asked.length = 0;
    expect(await one.link()).toBe(0);
    expect(asked).toEqual(['query']);
    await store().keep([lookNow()]);
    expect(await one.link()).toBe(1);
    expect((await check()).findings).toEqual([]);
  });

  it('leaves out nothing that is written while it links', async () => {
    const { keep } = store();
    let writing = true;
    const linking = (async () => {
      while (writing) await Promise.all([chain().link(), chain().link()]);
    })();
    const others = createLookStore(database.pool, seals);
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? keep : others.keep)([lookNow(), lookNow()])));
    }
    writing = false;
    await linking;
    await chain().link();
    const { rows } = await database.pool.query<{ linked: string }>(
      'SELECT sum(cardinality(looks)) AS linked FROM look_block',
    );
    expect(rows[0]?.linked).toBe('400');
    expect((await check()).findings).toEqual([]);
  });

  it('counts what one person has viewed within the spans, in all processes', async () => {
    const actor = { id: 'person-1', role: 'auditor', unit: null } as const;
    await store().keep([lookNow({ actor, weight: 3 })]);
    now += 20 * MINUTE_MS;
    await store().keep([lookNow({ actor, weight: 2 })]);
    now += MINUTE_MS;
    const views = await store().keep([
      lookNow({ actor, weight: 1 }),
      lookNow({ weight: 0 }),
      lookNow({ actor, weight: 0 }),
    ]);
    expect([...views]).toEqual([
      [
        'person-1',
        { tenMinutes: { views: 3, since: now - MINUTE_MS }, hour: { views: 6, since: now - 21 * MINUTE_MS } },
      ],
    ]);
  });
});

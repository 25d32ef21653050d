import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineAudit } from '../../../cli/audit.js';
import { createLookChain } from '../../../storage/look/look-chain.js';
import { createLookHeads } from '../../../storage/look/look-heads.js';
import { createLookSeals } from '../../../storage/look/look-seals.js';
import { createLookStore } from '../../../storage/look/look-store.js';
import { aLook } from '../../support/looks.js';
import { printed } from '../../support/printed-by.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const masterKey = randomBytes(32);
const before = { ...process.env };
let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  process.env['DATABASE_URL'] = database.url;
  process.env['HUIYING_MASTER_KEY'] = masterKey.toString('base64');
  process.env['HUIYING_AUDIT_DIR'] = folder;
});
afterEach(async () => {
  process.env = { ...before };
  process.exitCode = 0;
  await database.close();
  await rm(folder, { recursive: true });
});

/** What `huiying audit …` prints, and its exit code. */
async function audit(...args: string[]): Promise<{ printed: string; code: unknown }> {
  process.exitCode = 0;
  const text = await printed('audit', defineAudit, args);
  return { printed: text, code: process.exitCode };
}

async function threeLooks(): Promise<void> {
  const seals = createLookSeals(masterKey);
  const look = aLook({ fields: ['text'], masked: [] });
  await createLookStore(database.pool, seals).keep([look, look, look]);
  const chain = createLookChain(database.pool, seals, Date.now);
  await chain.link();
  const newest = await chain.newest();
  if (!newest) throw new Error('Nothing was linked.');
  const { day, number, head } = newest;
  await createLookHeads(folder, seals).write({ day, number, head: head.toString('hex'), last: false, at: look.at });
}

describe('huiying audit verify', () => {
  it('says that nothing was touched, and how much it went through', async () => {
    await threeLooks();
    const { printed, code } = await audit('verify');
    expect(printed).toContain(
      `3 looks in 1 blocks of 1 days, held against 1 heads in ${folder}: as they were written.`,
    );
    expect(code).toBe(0);
  });

  it('names the row that the owner of the database changed, in words and as JSON, and fails', async () => {
    await threeLooks();
    await database.pool.query('ALTER TABLE look DISABLE TRIGGER USER');
    const { rows } = await database.pool.query<{ id: string }>(
      `UPDATE look SET actor_id = 'somebody else' WHERE id = (SELECT min(id) FROM look) RETURNING id`,
    );
    const { printed, code } = await audit('verify');
    expect(printed).toContain(`look ${rows[0]?.id ?? ''} of `);
    expect(printed).toContain('was changed after it was written');
    expect(code).toBe(1);
    const [finding, sum, chains] = (await audit('verify', '--json')).printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(finding).toMatchObject({ fault: 'look-edited', look: rows[0]?.id, block: 1 });
    expect(sum).toEqual({ days: 1, blocks: 1, looks: 3, heads: 1, findings: 1 });
    expect(chains).toEqual({ tickets: 0, anchors: 0, files: 0, findings: 0 });
  });

  it('finds everything changed under another key, which is how a wrong key looks', async () => {
    await threeLooks();
    process.env['HUIYING_MASTER_KEY'] = randomBytes(32).toString('base64');
    const { printed, code } = await audit('verify');
    expect(printed).toContain('6 findings');
    expect(code).toBe(1);
  });

  it('goes through the chains of tickets as well, held against what was anchored', async () => {
    const before = await audit('verify');
    expect(before.printed).toContain(`0 tickets, 0 of them held against 0 files of anchors in ${folder}`);
    const anchored = await audit('anchor');
    expect(anchored.printed).toMatch(/^0 tickets in .*\/chains-\d{8}T\d{9}Z\.jsonl\n$/);
    const [, chains] = (await audit('verify', '--json')).printed.trim().split('\n');
    expect(JSON.parse(chains ?? '')).toEqual({ tickets: 0, anchors: 0, files: 1, findings: 0 });
  });

  it('refuses a day that does not exist', async () => {
    await expect(audit('verify', '--day', '2026-13-01')).rejects.toThrow('Write an existing day');
  });
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedPostgres } from '../../../cli/stack/embedded-postgres.js';
import { createErasing } from '../../../storage/erasure/erase-ticket.js';
import { reclaim, reclaimRights } from '../../../storage/erasure/reclaim.js';
import { openDatabase, type Database } from '../../../storage/postgres/database.js';
import { CLOCK_ACTOR } from '../../../domain/ticket/vocabulary.js';
import { clusterIn, startCity } from '../../support/embedded-cluster.js';
import { keptTicket } from '../../support/kept-ticket.js';

/** Words that are nowhere else, one in each place where words are kept in clear. */
const WORDS = { search: 'canarysearchword', delivery: 'canary-of-a-receiver', notice: 'canary-of-a-notice' } as const;

let folder: string;
let postgres: EmbeddedPostgres;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-reclaim-'));
  const city = await startCity(folder);
  postgres = city.postgres;
  database = openDatabase(city.url, { connections: 2, onError: () => undefined, patient: true });
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The files of the cluster, its write-ahead log among them, in which any of these is found. */
async function filesWith(needles: readonly Buffer[]): Promise<string[]> {
  const cluster = await clusterIn(folder);
  const found: string[] = [];
  for (const entry of await readdir(cluster, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    if (needles.some((needle) => content.includes(needle))) found.push(path.slice(cluster.length + 1));
  }
  return found;
}

/** A ticket that has ended, with a notice and an answer of a receiver beside it. */
async function kept(): Promise<{ id: string; key: Buffer; lexemes: string[] }> {
  const { id, wrappedKey } = await keptTicket(database.pool, [WORDS.search]);
  const sql = (text: string, values: unknown[]) => database.pool.query(text, values);
  await sql(
    `INSERT INTO notice (ticket_id, seq, ordinal, channel, template, addressee, recipient, language, pack, params, level, mergeable, status,
       created_at, not_before, expires_at)
     VALUES ($1, 1, 0, 'email', 't', 'x', 'x', 'zh', 'default', $2, 0, false, 'dead', now(), now(), now())`,
    [id, JSON.stringify({ number: WORDS.notice })],
  );
  await sql(
    `INSERT INTO webhook_subscription (id, name, owner_key_id, role, url, status, cursor_xid, cursor_id)
     VALUES (gen_random_uuid(), 'w', gen_random_uuid(), 'handler', 'https://x', 'active', 0, 0)`,
    [],
  );
  await sql(
    `INSERT INTO webhook_delivery (id, subscription_id, ticket_id, seq, event_type, feed_xid, feed_id, turn, at, duration_ms, answer, outcome)
     SELECT gen_random_uuid(), id, $1, 1, 'registered', 1, 1, 1, now(), 1, $2, 'dead' FROM webhook_subscription`,
    [id, WORDS.delivery],
  );
  const { rows } = await database.pool.query<{ lexemes: string[] }>(
    'SELECT tsvector_to_array(words) AS lexemes FROM ticket_words WHERE ticket_id = $1',
    [id],
  );
  return { id, key: wrappedKey, lexemes: rows[0]?.lexemes ?? [] };
}

describe('what an erased ticket leaves in the files of the database', () => {
  it('is its key and its words, until they are written anew; then no file holds any of them, the write-ahead log included', async () => {
    const { id, key, lexemes } = await kept();
    await database.pool.query('VACUUM (ANALYZE)');
    await database.pool.query('CHECKPOINT');
    const needles = [key, ...[...lexemes, WORDS.delivery, WORDS.notice].map((word) => Buffer.from(word))];
    for (const needle of needles) expect(await filesWith([needle])).not.toEqual([]);
    const order = { ticketId: id, basis: 'citizenAsked', actor: CLOCK_ACTOR, at: new Date(), request: null } as const;
    expect(await createErasing(database.pool).erase(order)).toMatchObject({
      removed: { searchWords: 1, answers: 1, notices: 1, deliveries: 1 },
    });
    await database.pool.query('VACUUM');
    await database.pool.query('CHECKPOINT');
    expect(await filesWith(needles)).not.toEqual([]);
    const client = await database.pool.connect();
    try {
      const rights = await reclaimRights(client);
      expect(rights).toEqual({ ownsTables: true, isSuperuser: true });
      expect(await reclaim(client, rights, () => undefined)).toMatchObject({ logKept: 0 });
      const { rows } = await client.query("SELECT FROM pg_file_settings WHERE name = 'wal_recycle'");
      expect(rows).toEqual([]);
    } finally {
      client.release();
    }
    expect(await filesWith(needles)).toEqual([]);
  });
});

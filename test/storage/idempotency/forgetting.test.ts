import { randomUUID } from 'node:crypto';
import { createTicketStore } from '../../../storage/ticket/ticket-store.js';
import { createWebhookLog } from '../../../storage/webhook/webhook-log.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const left = async (table: string): Promise<number> => {
  const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]?.n ?? -1;
};

describe('what is kept for a while', () => {
  it('as answers is forgotten in portions, the oldest first, until only what is young is left', async () => {
    await database.pool.query(
      `INSERT INTO idempotency_record (actor_id, key, body_hash, status, response, created_at)
       SELECT 'a', n::text, '', 200, '', now() - (20 + n) * interval '1 hour' FROM generate_series(1, 25) AS n`,
    );
    const store = createTicketStore(database.pool);
    expect(await store.forgetAnswers(24, 10)).toBe(10);
    expect(await store.storedResponse('a', '25')).toBeNull();
    expect(await store.storedResponse('a', '5')).not.toBeNull();
    expect(await store.forgetAnswers(24, 10)).toBe(10);
    // Fewer than asked for: that was the last of them.
    expect(await store.forgetAnswers(24, 10)).toBe(2);
    expect(await left('idempotency_record')).toBe(3);
  });

  it('as attempts of deliveries likewise', async () => {
    const id = randomUUID();
    await database.pool.query(
      `INSERT INTO webhook_subscription (id, name, owner_key_id, role, url, status, cursor_xid, cursor_id)
       VALUES ($1, 'x', $1, 'supervisor', 'https://example.org', 'active', 0, 0)`,
      [id],
    );
    await database.pool.query(
      `INSERT INTO webhook_delivery (id, subscription_id, seq, event_type, feed_xid, feed_id, turn, at, duration_ms, answer, outcome)
       SELECT gen_random_uuid(), $1, 0, 'accepted', 0, 0, n, now() - (28.5 + n) * interval '1 day', 1, '', 'delivered'
       FROM generate_series(1, 12) AS n`,
      [id],
    );
    const log = createWebhookLog(database.pool);
    expect(await log.forget(30, 8)).toBe(8);
    expect(await log.forget(30, 8)).toBe(3);
    expect(await left('webhook_delivery')).toBe(1);
  });
});

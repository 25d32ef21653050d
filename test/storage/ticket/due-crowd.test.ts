import type { QueryConfig } from 'pg';
import { createDueCrowd } from '../../../storage/ticket/due-crowd.js';
import { eventually } from '../../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const NOW = Date.parse('2026-04-27T01:00:00Z');
const CLOSING = '2026-04-27T09:00:00.000Z';
const NOON = '2026-04-27T04:00:00.000Z';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** So many tickets with a clock that ends at this instant; only what is counted of them is told. */
async function clocks(count: number, key: string, dueAt: string, state = 'running'): Promise<void> {
  await database.pool.query(
    `WITH made AS (
       INSERT INTO ticket (id, number, version, state, kind, type, urgency, channel, lead_path, task_units, level, overdue, snapshot,
         registered_at, updated_at)
       SELECT gen_random_uuid(), gen_random_uuid()::text, 1, 'inProgress', 'open', 'help', 'P2', 'phone', '{}', '{}', 0, false, '{}', $4, $4
       FROM generate_series(1, $1::int) RETURNING id)
     INSERT INTO ticket_clock (ticket_id, id, key, state, round, started_at, due_at, provisional)
     SELECT id, $2 || '.1', $2, $5, 1, $4, $3, false FROM made`,
    [count, key, dueAt, new Date(NOW), state],
  );
}

describe('How many end together', () => {
  it('is what the table shows and what was dated here since, by kind and instant', async () => {
    await clocks(40, 'handle', CLOSING);
    await clocks(7, 'handle', CLOSING, 'paused');
    await clocks(12, 'handle', CLOSING, 'satisfied');
    await clocks(9, 'contact', CLOSING);
    const together = createDueCrowd(database.pool, () => NOW);
    // The first to ask waits for nobody.
    expect(together('handle', NOON)).toBe(0);
    await eventually(() => expect(together('handle', CLOSING)).toBeGreaterThanOrEqual(47));
    const first = together('handle', CLOSING);
    expect(together('handle', CLOSING)).toBe(first + 1);
    expect(together('handle', NOON)).toBe(1);
    expect(together('contact', CLOSING)).toBe(9);
  });

  it('is counted anew after half a minute, and told from memory while the database is away', async () => {
    let now = NOW;
    let mood: 'well' | 'away' = 'well';
    const pool = {
      query: (asked: QueryConfig) => (mood === 'away' ? Promise.reject(new Error('away')) : database.pool.query(asked)),
    } as unknown as typeof database.pool;
    const together = createDueCrowd(pool, () => now);
    together('handle', NOON);
    await eventually(() => expect(together('contact', CLOSING)).toBeGreaterThanOrEqual(9));
    await clocks(30, 'contact', CLOSING);
    expect(together('contact', CLOSING)).toBeLessThan(39);
    now += 31_000;
    together('handle', NOON);
    await eventually(() => expect(together('contact', CLOSING)).toBeGreaterThanOrEqual(39));
    mood = 'away';
    now += 31_000;
    const before = together('contact', CLOSING);
    await eventually(() => expect(together('contact', CLOSING)).toBeGreaterThanOrEqual(39));
    expect(before).toBeGreaterThanOrEqual(39);
  });
});

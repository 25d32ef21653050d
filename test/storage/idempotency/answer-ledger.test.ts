import { createAnswerLedger } from '../../../storage/idempotency/answer-ledger.js';
import type { StoredResponse } from '../../../storage/ticket/ticket-store.js';
import { createTicketStore } from '../../../storage/ticket/ticket-store.js';
import { eventually } from '../../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

function answer(key: string, words: string): StoredResponse {
  return { actorId: 'someone', key, bodyHash: 'hash', ticketId: null, status: 200, response: Buffer.from(words) };
}

describe('The ledger of answers', () => {
  let database: TestDatabase;
  let now = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('gives everybody who comes with the key the first answer, before and after it is written', async () => {
    const ledger = createAnswerLedger(
      database.pool,
      () => now,
      () => undefined,
    );
    const first = ledger.keep(answer('a', 'first'));
    expect(ledger.keep(answer('a', 'second'))).toBe(first);
    await ledger.close();
    expect(ledger.keep(answer('a', 'third'))).toBe(first);
    const kept = await createTicketStore(database.pool).storedResponse('someone', 'a');
    expect(kept?.response.toString()).toBe('first');
  });

  it('leaves a row that is there alone', async () => {
    const earlier = createAnswerLedger(
      database.pool,
      () => now,
      () => undefined,
    );
    earlier.keep(answer('b', 'first'));
    await earlier.close();
    const later = createAnswerLedger(
      database.pool,
      () => now,
      () => undefined,
    );
    later.keep(answer('b', 'second'));
    await later.close();
    expect((await createTicketStore(database.pool).storedResponse('someone', 'b'))?.response.toString()).toBe('first');
  });

  it('forgets what nobody can be waiting for any more', async () => {
    const ledger = createAnswerLedger(
      database.pool,
      () => now,
      () => undefined,
    );
    ledger.keep(answer('c', 'first'));
    await ledger.close();
    now += 60_000;
    ledger.keep(answer('d', 'other'));
    await ledger.close();
    const again = answer('c', 'second');
    expect(ledger.keep(again)).toBe(again);
    await ledger.close();
  });

  it('waits and writes later when the database is away', async () => {
    const errors: Error[] = [];
    let away = true;
    const flaky = {
      query: (...args: unknown[]) => {
        if (away) return Promise.reject(new Error('away'));
        return (database.pool.query as (...given: unknown[]) => Promise<unknown>)(...args);
      },
    } as unknown as typeof database.pool;
    const ledger = createAnswerLedger(
      flaky,
      () => now,
      (error) => errors.push(error),
    );
    ledger.keep(answer('e', 'first'));
    await eventually(() => expect(errors).not.toEqual([]));
    away = false;
    await ledger.close();
    expect((await createTicketStore(database.pool).storedResponse('someone', 'e'))?.response.toString()).toBe('first');
  });
});

import { OF_ACCOUNT } from '../../../domain/access/sign-in-delays.js';
import { createSignInFailures } from '../../../storage/access/sign-in-failures.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const AT = new Date('2026-03-02T01:00:00.500Z');
const A_MOMENT_BEFORE = new Date('2026-03-02T01:00:00.200Z');

describe('attempts to sign in', () => {
  it('that cost nothing yet keep nobody out who read the clock a moment before and comes second', async () => {
    const failures = createSignInFailures(database.pool);
    expect(await failures.attempt('clerk', AT)).toBeNull();
    expect(await failures.attempt('clerk', A_MOMENT_BEFORE)).toBeNull();
    for (let n = 2; n < OF_ACCOUNT.free; n += 1) expect(await failures.attempt('clerk', AT)).toBeNull();
    expect(await failures.attempt('clerk', A_MOMENT_BEFORE)).toEqual(new Date(AT.getTime() + 30_000));
  });
});

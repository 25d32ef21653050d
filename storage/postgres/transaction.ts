import type pg from 'pg';

/** On one connection, all or nothing. A connection that cannot even be rolled back is not used again. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    const answer = await work(client);
    await client.query('COMMIT');
    return answer;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * All or nothing of what anybody does over a pool of one connection meanwhile: for stores that know nothing of a
 * transaction, and none of which begins its own.
 */
export async function overOneConnection<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  if (pool.options.max !== 1) throw new Error('This pool has more connections than one, and would not write it whole.');
  await pool.query('BEGIN');
  try {
    const answer = await work();
    await pool.query('COMMIT');
    return answer;
  } catch (error) {
    await pool.query('ROLLBACK');
    throw error;
  }
}

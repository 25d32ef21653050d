import { randomUUID } from 'node:crypto';
import { takeIndexesAway } from '../lists/fill.mjs';

const BATCH = 2_000;
const WRITERS = 2;
/** What each copy has of its own. */
const OWN = ['id', 'number', 'wrapped_key', 'citizen_sealed', 'content_sealed', 'registered_at'];
const TABLES = ['ticket', 'ticket_words'];

/**
 * Copies tickets that are there until there are `rows`, each with a key of its own that is really wrapped, what is
 * sealed under it, and its words in the index. Answers ids of some of them.
 */
export async function copies({ pool, product, keys, like, rows, say }) {
  const sealing = product.createSealing(keys);
  const { rows: columns } = await pool.query(
    "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'ticket'",
  );
  const shared = columns.map(({ name }) => name).filter((name) => !OWN.includes(name));
  const models = await Promise.all(like.map((id) => modelOf(pool, product, sealing, id)));
  const insert = `
    WITH given AS (
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::int[])
        AS g(id, model, wrapped_key, citizen_sealed, content_sealed, nth)
    ), made AS (
      INSERT INTO ticket (${[...OWN, ...shared].join(', ')})
      SELECT g.id, 'copy-' || g.nth, g.wrapped_key, g.citizen_sealed, g.content_sealed,
        t.registered_at - g.nth * interval '20 seconds', ${shared.map((name) => `t.${name}`).join(', ')}
      FROM given g JOIN ticket t ON t.id = g.model
    )
    INSERT INTO ticket_words (ticket_id, words, registered_at, key_id)
    SELECT g.id, w.words, w.registered_at - g.nth * interval '20 seconds', w.key_id
    FROM given g JOIN ticket_words w ON w.ticket_id = g.model`;
  const indexes = await takeIndexesAway(pool, TABLES);
  const some = [];
  let [next, told] = [0, 0];
  const write = async () => {
    const client = await pool.connect();
    try {
      await client.query('SET synchronous_commit = off; SET session_replication_role = replica');
      while (next < rows) {
        const batch = Array.from({ length: Math.min(BATCH, rows - next) }, (_, index) => {
          const nth = next + index;
          const model = models[nth % models.length];
          const id = randomUUID();
          const { dataKey, wrappedKey } = sealing.newDataKey(id);
          const seal = (part) => product.sealJson(dataKey, model[part], `${part}:${id}`);
          return [id, model.id, wrappedKey, seal('citizen'), seal('content'), nth];
        });
        next += batch.length;
        if (some.length < 500) some.push(batch[0][0], batch.at(-1)[0]);
        await client.query(
          insert,
          [0, 1, 2, 3, 4, 5].map((at) => batch.map((row) => row[at])),
        );
        if (next - told >= rows / 10) say(`  ${(told = next)} rows`);
      }
      await client.query('RESET ALL');
    } finally {
      client.release();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  const client = await pool.connect();
  try {
    await client.query("SET statement_timeout = 0; SET maintenance_work_mem = '512MB'");
    for (const index of indexes) await client.query(index);
    for (const table of TABLES) await client.query(`VACUUM (ANALYZE) ${table}`);
    await client.query('RESET ALL; CHECKPOINT');
  } finally {
    client.release();
  }
  return some;
}

/** What a ticket holds, opened. */
async function modelOf(pool, { openJson }, sealing, id) {
  const { rows } = await pool.query('SELECT * FROM ticket WHERE id = $1', [id]);
  const [{ wrapped_key: wrapped, citizen_sealed: citizen, content_sealed: content }] = rows;
  const key = sealing.unwrap(id, wrapped);
  return {
    id,
    citizen: openJson(key, citizen, `citizen:${id}`),
    content: openJson(key, content, `content:${id}`),
  };
}

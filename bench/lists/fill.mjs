import { inventor } from './invented.mjs';
import { seededRandom } from './text.mjs';

const BATCH = 1_000;
const WRITERS = 2;
const SEED = 12_345;
/** Beyond that, no reader asks for the clocks of what is done: a season of the board, and some days more. */
const CLOCKS_OF_DAYS = 100;
const TABLES = ['ticket', 'ticket_words', 'ticket_clock'];
const OPEN_SHARE = 0.03;

/**
 * Fills a city that is empty, and takes one that is kept in a folder only if it holds as many tickets. Answers the
 * seconds that it took, or `null` where nothing was to be done.
 */
export async function fillOnce(city, { data, n, open = Math.ceil(n * OPEN_SHARE), say, ...how }) {
  const { rows } = await city.pool.query('SELECT count(*)::int AS n FROM ticket');
  if (![0, n].includes(rows[0].n))
    throw new Error(`${data} holds ${rows[0].n} tickets, and not ${n}. Name another folder.`);
  if (rows[0].n > 0) return null;
  say(`Inventing ${n} tickets, about ${open} of them open…`);
  return fill({ ...city, ...how, n, open, say });
}

/**
 * Fills the database with invented tickets; `besides`: what is kept of each text in another table. Indexes are made
 * afterwards, as that is what a bulk load can do and a city cannot.
 */
async function fill({ pool, product, masterKey, n, open, say, besides }) {
  const startedAt = performance.now();
  const reference = await product.createReferenceData(pool, Date.now).current();
  const invented = inventor({
    product,
    reference,
    sealing: product.createSealing(masterKey),
    keyedWords: product.createKeyedWords(masterKey),
    now: Date.now(),
    n,
    open,
    random: seededRandom(SEED),
  });
  // What the product does not have: the words in clear, for the search that has no index.
  await pool.query('CREATE TABLE plain_text (ticket_id uuid, registered_at timestamptz, text text)');
  if (besides) await pool.query(`CREATE TABLE ${besides.table} (LIKE ticket_words INCLUDING ALL)`);
  const tables = besides ? [...TABLES, besides.table] : TABLES;
  const indexes = await takeIndexesAway(pool, tables);
  let next = 0;
  let told = 0;
  const write = async (client) => {
    try {
      // Rows come by their thousands and refer to each other rightly: neither needs to be checked one by one.
      await client.query(
        'SET synchronous_commit = off; SET session_replication_role = replica; SET statement_timeout = 0',
      );
      while (next < n) {
        const rows = Array.from({ length: Math.min(BATCH, n - next) }, (_, index) => invented(next + index));
        next += rows.length;
        await client.query(insertInto(product), [JSON.stringify(rows)]);
        if (besides) {
          const others = rows.map(({ id, registered_at, plain }) => ({ id, registered_at, words: besides.of(plain) }));
          await client.query(insertWords(besides.table), [JSON.stringify(others)]);
        }
        if (next - told >= n / 10) {
          told = next;
          say(`  ${next} tickets written, ${Math.round((performance.now() - startedAt) / 1000)} s`);
        }
      }
      await client.query('RESET ALL');
    } finally {
      client.release();
    }
  };
  // All before the first begins: inventing takes this process for itself, and a connection would not wait so long.
  const clients = await Promise.all(Array.from({ length: WRITERS }, () => pool.connect()));
  await Promise.all(clients.map(write));
  const client = await pool.connect();
  try {
    await client.query("SET statement_timeout = 0; SET maintenance_work_mem = '512MB'");
    await client.query(CLOCKS);
    say(`  making ${indexes.length} indexes`);
    for (const index of indexes) await client.query(index);
    for (const table of [...tables, 'plain_text', 'unit']) await client.query(`VACUUM (ANALYZE) ${table}`);
    await client.query('RESET ALL; CHECKPOINT');
  } finally {
    client.release();
  }
  return (performance.now() - startedAt) / 1000;
}

/** Every index but those that keep rows apart; returns how to make them again. */
export async function takeIndexesAway(pool, tables) {
  const { rows } = await pool.query(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid = ANY($1::regclass[]) AND NOT i.indisunique`,
    [tables],
  );
  for (const { name } of rows) await pool.query(`DROP INDEX ${name}`);
  return rows.map(({ definition }) => definition);
}

const insertWords = (table) => `
  INSERT INTO ${table} (ticket_id, words, registered_at) SELECT id, array_to_tsvector(words), registered_at
  FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, words text[], registered_at timestamptz)`;

function insertInto({ TICKET_COLUMNS }) {
  const names = Object.keys(TICKET_COLUMNS).join(', ');
  const types = Object.entries(TICKET_COLUMNS).map(([name, type]) => `${name} ${type}`);
  return `
    WITH x AS (
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(${types.join(', ')}, id uuid, number text, channel text, wrapped_key text,
        citizen_sealed text, content_sealed text, area_path text[], registered_at timestamptz, words text[], plain text)
    ), made AS (
      INSERT INTO ticket (${names}, id, number, channel, wrapped_key, citizen_sealed, content_sealed, area_path, registered_at,
        workflow_started_at)
      SELECT ${names}, id, number, channel, decode(wrapped_key, 'base64'), decode(citizen_sealed, 'base64'),
        decode(content_sealed, 'base64'), area_path, registered_at, registered_at FROM x
    ), told AS (
      INSERT INTO plain_text (ticket_id, registered_at, text) SELECT id, registered_at, plain FROM x
    )
    INSERT INTO ticket_words (ticket_id, words, registered_at) SELECT id, array_to_tsvector(words), registered_at FROM x`;
}

const CLOCKS = `
  INSERT INTO ticket_clock (ticket_id, id, key, ref, unit_id, unit_path, state, round, started_at, due_at, satisfied_at, overdue_at,
    provisional)
  SELECT t.id, c.id, c.key, c.ref, t.lead_unit, t.lead_path, c.state, c.round, c."startedAt", c."dueAt", c."satisfiedAt", c."overdueAt",
    c.provisional
  FROM ticket t, json_to_recordset(t.snapshot->'clocks') AS c(id text, key text, ref text, state text, round int,
    "startedAt" timestamptz, "dueAt" timestamptz, "satisfiedAt" timestamptz, "overdueAt" timestamptz, provisional boolean)
  WHERE t.kind = 'open' OR t.registered_at > now() - interval '${CLOCKS_OF_DAYS} days'`;

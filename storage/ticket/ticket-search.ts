import { DAY_MS } from '../../domain/calendar/civil-time.js';
import type pg from 'pg';
import { instant, int, orNull, uuid } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';
import type { Count, PageStart } from '../list/page.js';
import { PAGE_ROW_GIVES, TICKET_ROW, type PageRow } from './ticket-row.js';
import { ticketsOfUnit, type Reach } from './unit-walk.js';

/** How many of the newest tickets are looked through for a word, before the index of words is asked. */
const LOOKED_THROUGH = 3_000;
/** Of one unit fewer: they lie apart, and each is looked up. */
const WALKED = 300;
/** Of a word that is not rare among those so many times as many more: a page of what every hundredth has. */
const WALKED_ON = 6;
/** And where it is to be counted how many there are. */
const WALKED_TO_COUNT = 3_000;
/** How much further back the index of words is asked each time, and how often, before it is asked for everything. */
const FURTHER = 12;
const TIMES = 3;
/** As far as those that are missing lie, by those that were found, and so much again. */
const MARGIN = 2;
/** How many hits are looked at, to count those that fit other filters too, or to see whether these are all. */
const HITS_LOOKED_AT = 500;
/** So few among the newest, and it is probably rare. */
const FEW = 2;

const LOOK_THROUGH = composedStatement('the newest tickets, looked through for words', {
  ...PAGE_ROW_GIVES,
  looked: int,
  hits: int,
  start_at: instant,
  end_at: instant,
  end_id: uuid,
});
const FROM_INDEX = composedStatement('tickets by the index of words', PAGE_ROW_GIVES);
const WALK = composedStatement('the newest tickets of a unit that have these words', PAGE_ROW_GIVES);
const WALK_END = composedStatement('how far the newest tickets of a unit reach', {
  looked: int,
  start_at: instant,
  end_at: instant,
  end_id: uuid,
});
const COUNT_WALK = composedStatement('how many of the newest tickets of a unit have these words', { n: int });
const ALL_HITS = composedStatement('all tickets that have rare words', { ...PAGE_ROW_GIVES, hits: int });
const COUNT_WORDS = composedStatement('how many tickets have these words', { hits: int, total: orNull(int) });

interface Filtered {
  readonly where: string;
  readonly parameters: readonly unknown[];
  readonly reach: Reach | null;
}

interface Place {
  readonly at: string;
  readonly id: string;
}

/**
 * Tickets with these words, newest first. A common word stands in one of the next few tickets and a rare one in few at
 * all, but the database cannot tell which it is, as it knows no frequency of neighbouring pairs. So the newest are
 * looked through first, a fixed number of them. What they do not yield comes from the index: of a word that is rare
 * among them all its tickets, if those are few; else the tickets of some time, further back each time. For a rare word
 * that would be slow, as the database gathers all tickets of that time as well. Among the newest of all, a small unit
 * may have none: its own are looked through instead, and fewer of them, as they lie apart.
 */
export async function searchNewestFirst(
  pool: pg.Pool,
  asked: Filtered,
  words: string,
  after: PageStart | null,
  limit: number,
  looksThrough = asked.reach === null ? LOOKED_THROUGH : WALKED,
): Promise<PageRow[]> {
  const { reach } = asked;
  const within = reach && { ...asked, reach };
  const looked = within
    ? await walk(pool, within, words, { after, looksThrough }, limit)
    : await lookThrough(pool, asked, words, { after, looksThrough }, limit);
  const found = looked.rows;
  let { end: before, spanMs } = looked;
  if (within && before !== null && found.length < limit && looked.hits > FEW) {
    const onwards = { after: before, looksThrough: looksThrough * WALKED_ON };
    const further = await walk(pool, within, words, onwards, limit - found.length);
    found.push(...further.rows);
    before = further.end;
    spanMs += further.spanMs;
  }
  if (before !== null && found.length < limit && looked.hits <= FEW) {
    const rest = await allHits(pool, asked, words, before, limit - found.length);
    if (rest !== null) return [...found, ...rest];
  }
  let passedMs = Math.max(DAY_MS, spanMs);
  for (let time = 0; before !== null && found.length < limit; time += 1) {
    const missing = limit - found.length;
    const reachMs: number = passedMs * Math.min(FURTHER, (MARGIN * missing) / found.length);
    const from: string | null = time === TIMES ? null : new Date(Date.parse(before.at) - reachMs).toISOString();
    found.push(...(await fromIndex(pool, asked, words, { before, from }, missing)));
    passedMs += reachMs;
    // No ticket has the least of ids: what comes before is what was registered before.
    before = from === null ? null : { at: from, id: FIRST_ID };
  }
  return found;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Looked {
  readonly rows: PageRow[];
  /** Among those that were looked through. */
  readonly hits: number;
  /** `null`: there are no more. */
  readonly end: Place | null;
  readonly spanMs: number;
}

interface Within extends Filtered {
  readonly reach: Reach;
}

async function lookThrough(
  pool: pg.Pool,
  asked: Filtered,
  words: string,
  { after, looksThrough }: { after: PageStart | null; looksThrough: number },
  limit: number,
): Promise<Looked> {
  const parameters = [...asked.parameters, words];
  const spoken = `w.words @@ $${parameters.length}::tsquery`;
  const page = after ? `WHERE ${beforePlace('w', after, parameters)}` : '';
  const rows = await LOOK_THROUGH.rows(
    pool,
    `WITH looked AS MATERIALIZED (
       SELECT w.ticket_id, w.registered_at, ${spoken} AS hit FROM ticket_words w ${page}
       ORDER BY w.registered_at DESC, w.ticket_id DESC LIMIT ${looksThrough}
     ), last AS (
       SELECT registered_at AS end_at, ticket_id AS end_id, (SELECT max(registered_at) FROM looked) AS start_at,
         (SELECT count(*)::int FROM looked) AS looked, (SELECT count(*)::int FROM looked WHERE hit) AS hits
       FROM looked ORDER BY registered_at, ticket_id LIMIT 1
     ), found AS (${ticketsOf('looked', 'WHERE l.hit', asked, limit)})
     SELECT last.*, found.* FROM last LEFT JOIN found ON TRUE ORDER BY found.sorted_at DESC, found.id DESC`,
    parameters,
  );
  const [first] = rows;
  if (!first) return { rows: [], hits: 0, end: null, spanMs: 0 };
  const end = first.looked < looksThrough ? null : { at: first.end_at.toISOString(), id: first.end_id };
  return {
    // No ticket joined: the row speaks of the end alone.
    rows: (first.id as string | null) === null ? [] : rows,
    hits: first.hits,
    end,
    spanMs: first.start_at.getTime() - first.end_at.getTime(),
  };
}

/** Ticket by ticket, until there are enough. How far that went is asked only if there are not. */
async function walk(
  pool: pg.Pool,
  asked: Within,
  words: string,
  { after, looksThrough }: { after: Place | null; looksThrough: number },
  limit: number,
): Promise<Looked> {
  const { from, parameters } = walked(asked, words, after, looksThrough);
  const rows = await WALK.rows(
    pool,
    `SELECT t.*, l.registered_at AS sorted_at ${from(TICKET_ROW)} ORDER BY l.registered_at DESC, l.id DESC LIMIT ${limit}`,
    parameters,
  );
  const all = { rows, hits: rows.length, end: null, spanMs: 0 };
  if (rows.length === limit) return all;
  const own: unknown[] = [];
  const [last] = await WALK_END.rows(
    pool,
    `WITH own AS MATERIALIZED (${newestOf(asked.reach, own, after, looksThrough)})
     SELECT registered_at AS end_at, id AS end_id, (SELECT max(registered_at) FROM own) AS start_at,
       (SELECT count(*)::int FROM own) AS looked
     FROM own ORDER BY registered_at, id LIMIT 1`,
    own,
  );
  if (!last || last.looked < looksThrough) return all;
  const end = { at: last.end_at.toISOString(), id: last.end_id };
  return { ...all, end, spanMs: last.start_at.getTime() - last.end_at.getTime() };
}

/**
 * So many as `atMost`, if they are among the newest of a unit; `null`: they are not, or the word is rare, and all that
 * have it are soon counted.
 */
export async function countWithin(pool: pg.Pool, asked: Within, words: string, atMost: number): Promise<Count | null> {
  for (const looksThrough of [WALKED, WALKED_TO_COUNT]) {
    const { from, parameters } = walked(asked, words, null, looksThrough);
    const [row] = await COUNT_WALK.rows(
      pool,
      `SELECT count(*)::int AS n FROM (SELECT 1 ${from('')} LIMIT ${atMost}) x`,
      parameters,
    );
    if (row?.n === atMost) return { total: atMost, isAtLeast: true };
    if (!row || row.n <= FEW) return null;
  }
  return null;
}

/** `FROM …` the newest tickets of a unit, each looked at in turn, of which `t` are those that are asked for. */
function walked(
  asked: Within,
  words: string,
  after: Place | null,
  looksThrough: number,
): { from: (columns: string) => string; parameters: unknown[] } {
  const parameters = [...asked.parameters, words];
  const spoken = `w.words @@ $${parameters.length}::tsquery`;
  const own = newestOf(asked.reach, parameters, after, looksThrough);
  const from = (columns: string): string => `FROM (${own}) l
    CROSS JOIN LATERAL (SELECT FROM ticket_words w WHERE w.ticket_id = l.id AND ${spoken} OFFSET 0) w
    CROSS JOIN LATERAL (SELECT ${columns} FROM ticket t WHERE t.id = l.id AND ${asked.where} OFFSET 0) t`;
  return { from, parameters };
}

function newestOf(reach: Reach, parameters: unknown[], after: Place | null, looksThrough: number): string {
  const page = after ? `AND ${beforePlace('t', after, parameters, 'id')}` : '';
  const own = ticketsOfUnit(reach, parameters, page, looksThrough);
  return `SELECT o.id, o.registered_at FROM (${own}) o ORDER BY o.registered_at DESC, o.id DESC LIMIT ${looksThrough}`;
}

/** `null`: there are too many to take them all. */
async function allHits(
  pool: pg.Pool,
  asked: Filtered,
  words: string,
  before: Place,
  limit: number,
): Promise<PageRow[] | null> {
  const parameters = [...asked.parameters, words];
  const rows = await ALL_HITS.rows(
    pool,
    `WITH hits AS MATERIALIZED (
       SELECT w.ticket_id, w.registered_at FROM ticket_words w WHERE w.words @@ $${parameters.length}::tsquery LIMIT ${HITS_LOOKED_AT}
     ), found AS (${ticketsOf('hits', `WHERE ${beforePlace('l', before, parameters)}`, asked, limit)})
     SELECT all_hits.*, found.* FROM (SELECT count(*)::int AS hits FROM hits) all_hits LEFT JOIN found ON TRUE
     ORDER BY found.sorted_at DESC, found.id DESC`,
    parameters,
  );
  const [first] = rows;
  if (!first || first.hits === HITS_LOOKED_AT) return null;
  return (first.id as string | null) === null ? [] : rows;
}

async function fromIndex(
  pool: pg.Pool,
  asked: Filtered,
  words: string,
  { before, from }: { before: Place; from: string | null },
  limit: number,
): Promise<PageRow[]> {
  const parameters = [...asked.parameters, words];
  const spoken = `w.words @@ $${parameters.length}::tsquery`;
  const reach = from === null ? '' : `AND w.registered_at >= $${parameters.push(from)}::timestamptz`;
  return FROM_INDEX.rows(
    pool,
    `WITH hits AS MATERIALIZED (
       SELECT w.ticket_id, w.registered_at FROM ticket_words w
       WHERE ${spoken} AND ${beforePlace('w', before, parameters)} ${reach}
       ORDER BY w.registered_at DESC, w.ticket_id DESC
     ) ${ticketsOf('hits', '', asked, limit)}`,
    parameters,
  );
}

/** Counts up to `atMost`; where each hit has to be looked at for other filters, no more than some are. */
export async function countWords(pool: pg.Pool, asked: Filtered, words: string, atMost: number): Promise<Count> {
  const parameters = [...asked.parameters, words];
  const narrowed = asked.where !== 'TRUE';
  const [row] = await COUNT_WORDS.rows(
    pool,
    `WITH hits AS MATERIALIZED (
       SELECT w.ticket_id FROM ticket_words w WHERE w.words @@ $${parameters.length}::tsquery
       LIMIT ${narrowed ? HITS_LOOKED_AT : atMost}
     )
     SELECT (SELECT count(*)::int FROM hits) AS hits, ${
       narrowed
         ? `(SELECT count(*)::int FROM hits l CROSS JOIN LATERAL (SELECT FROM ticket t WHERE t.id = l.ticket_id AND ${asked.where} OFFSET 0) t)`
         : 'NULL::int'
     } AS total`,
    parameters,
  );
  const { hits, total } = row ?? { hits: 0, total: 0 };
  return narrowed
    ? { total: total ?? 0, isAtLeast: hits === HITS_LOOKED_AT }
    : { total: hits, isAtLeast: hits === atMost };
}

/** One ticket after another until there are enough; `OFFSET 0` keeps the database from joining them all first. */
function ticketsOf(words: string, having: string, { where }: Filtered, limit: number): string {
  return `SELECT t.*, l.registered_at AS sorted_at FROM ${words} l CROSS JOIN LATERAL (
      SELECT ${TICKET_ROW} FROM ticket t WHERE t.id = l.ticket_id AND ${where} OFFSET 0
    ) t ${having} ORDER BY l.registered_at DESC, l.ticket_id DESC LIMIT ${limit}`;
}

function beforePlace(table: string, { at, id }: Place, parameters: unknown[], name = 'ticket_id'): string {
  const bounds = [`$${parameters.push(at)}::timestamptz`, `$${parameters.push(id)}::uuid`];
  return `(${table}.registered_at, ${table}.${name}) < (${bounds.join(', ')})`;
}
